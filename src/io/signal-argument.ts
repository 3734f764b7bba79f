/**
 * Where a function takes an `AbortSignal`, and how one is put among its arguments, beside what the caller gave.
 */

/** Returns arguments like `args`, with `signal` where the function looks for one. */
export type GiveSignal = (args: readonly unknown[], signal: AbortSignal) => unknown[];

function isSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value;
}

/** `ours`, together with the caller's own signal if there is one; what is no signal is left to the function to refuse. */
function combined(given: unknown, ours: AbortSignal): unknown {
  if (given === undefined || given === null) return ours;
  return isSignal(given) ? AbortSignal.any([ours, given]) : given;
}

/** Options like `options`, with the signal. The caller's object is not touched. */
function withSignal(options: object, signal: AbortSignal, inherited?: unknown): object {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(options) as object | null), options) as object;
  // Defined, not assigned: the prototype may have a getter of that name.
  const given: unknown = Reflect.get(options, 'signal');
  Object.defineProperty(copy, 'signal', {
    value: combined(given === undefined ? inherited : given, signal),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
}

function replaceAt(args: readonly unknown[], index: number, value: unknown): unknown[] {
  const copy = [...args];
  while (copy.length < index) copy.push(undefined);
  copy[index] = value;
  return copy;
}

/**
 * The signal is `options.signal`, the options being argument number `index`.
 *
 * @param index from 0
 * @param textAs the option that is meant when a text stands there, as `readFile(path, 'utf8')`
 */
export function inOptions(index: number, textAs?: string): GiveSignal {
  return (args, signal) => {
    const given = args[index];
    if (given === undefined || given === null) return replaceAt(args, index, { signal });
    if (typeof given === 'string' && textAs !== undefined) return replaceAt(args, index, { [textAs]: given, signal });
    if (typeof given !== 'object') return [...args];
    return replaceAt(args, index, withSignal(given, signal));
  };
}

/** `fetch(input, init)`: a signal in `init` outranks the one of a `Request`. */
export const forFetch: GiveSignal = (args, signal) => {
  const [input, init] = args;
  const own: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, 'signal') : undefined;
  if (init !== undefined && init !== null && typeof init !== 'object') return [...args];
  return replaceAt(args, 1, withSignal(init ?? {}, signal, own));
};

/** `execFile(file, args?, options?)`. */
export const forExecFile: GiveSignal = (args, signal) => {
  const second = args[1];
  const isOptions = typeof second === 'object' && second !== null && !Array.isArray(second);
  return inOptions(isOptions ? 1 : 2)(args, signal);
};

/** Whether the last argument of `pipeline` is its options, told as Node tells it. */
function isPipelineOptions(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const has = (key: PropertyKey): boolean => typeof Reflect.get(value, key) === 'function';
  const stream = has('pipe') || has('on') || has('getReader') || has('getWriter') || 'writable' in value;
  return !stream && !has(Symbol.asyncIterator) && !has(Symbol.iterator);
}

/** `pipeline(...streams, options?)`. */
export const forPipeline: GiveSignal = (args, signal) => {
  const last = args.at(-1);
  if (isPipelineOptions(last)) return [...args.slice(0, -1), withSignal(last, signal)];
  return [...args, { signal }];
};
