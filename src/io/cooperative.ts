/**
 * cooperative: a module whose functions return operations instead of promises, without a patch of anything.
 */
import type { Operation } from '../hub/operation.ts';
import { show } from '../hub/validate.ts';
import type { Cooperative } from './cooperative-type.ts';
import { knownSignal } from './known.ts';
import { bindCall, isThenable, newCall, PromiseWait } from './promise-wait.ts';
import { originalOf } from './registry.ts';
import { type GiveSignal, inOptions } from './signal-argument.ts';

/** What `cooperative` is told of functions that it does not know. */
export interface CooperativeOptions {
  /**
   * For each function that takes a signal, the index from 0 of the argument that is its options object. Those of Node
   * and the global `fetch` are known.
   */
  readonly signals?: Readonly<Record<string, number>>;
}

type Callable = (this: unknown, ...args: unknown[]) => unknown;

const asyncFunction: unknown = Object.getPrototypeOf(async function () {});

/** A class is passed on as it is. */
function isClass(fn: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(fn));
}

function convert(given: object, self: object, name: string, index: number | undefined): object {
  const fn = originalOf(given) as Callable;
  const give: GiveSignal | undefined = index === undefined ? knownSignal(fn) : inOptions(index);
  const promises = give !== undefined || Object.getPrototypeOf(fn) === asyncFunction;
  const start = (args: unknown[], signal: AbortSignal): unknown =>
    Reflect.apply(fn, self, give === undefined ? args : give(args, signal));
  const what = `${name}()`;
  if (promises) {
    return (...args: unknown[]): Operation<unknown> =>
      new PromiseWait((signal) => start(args, signal) as PromiseLike<unknown>, what, give !== undefined);
  }
  // It may be one that returns no promise, and nobody can tell before it has been called.
  return (...args: unknown[]): unknown => {
    const call = newCall();
    const result = start(args, call.controller.signal);
    if (!isThenable(result)) return result;
    if (give !== undefined) bindCall(call, result);
    return new PromiseWait(result, what);
  };
}

/**
 * A copy of a module, or of a client object, whose functions return operations where the original's return promises.
 *
 * ```ts
 * const fs = cooperative(await import('node:fs/promises'));
 * const text = yield* fs.readFile(path, 'utf8');
 * ```
 *
 * Nothing is patched: the module and the types of promises stay as they are. An async function, and one of Node's that
 * takes a signal, is called when its operation is waited for. Any other function is called at once, as it may be one
 * that returns no promise: what it returns then is passed on. Classes and values are passed on too.
 *
 * A kill or a timeout aborts the call where the function takes a signal (`readFile`, `fetch`, and what `options.signals`
 * names); elsewhere it ends the wait alone, and a rejection that comes later goes to `hub.onError`.
 *
 * @param module an object with functions: the name space or the exports of a module, or an instance; a function alone,
 *   such as `fetch`, is taken too.
 * @param options `signals`: where other functions take theirs.
 * @returns the copy; it follows the module when that changes.
 * @throws TypeError if `module` is neither an object nor a function.
 *
 * gevent: `import_patched`, a patched copy of a module.
 */
export function cooperative<M extends object>(module: M, options: CooperativeOptions = {}): Cooperative<M> {
  const given: unknown = module;
  if (typeof given === 'function') return convert(given, module, given.name, options.signals?.[given.name]) as never;
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`module must be an object or a function: received ${show(given)}`);
  }
  const converted = new WeakMap<object, object>();
  const read = (key: PropertyKey): unknown => {
    const value: unknown = Reflect.get(module, key);
    if (typeof value !== 'function' || key === 'constructor' || isClass(value)) return value;
    let fn = converted.get(value);
    if (fn === undefined) {
      fn = convert(value, module, String(key), options.signals?.[String(key)]);
      converted.set(value, fn);
    }
    return fn;
  };
  const copy: object = {};
  for (let level: object | null = module; level !== null && level !== Object.prototype;) {
    for (const key of Reflect.ownKeys(level)) {
      if (Object.hasOwn(copy, key)) continue;
      const enumerable = Object.getOwnPropertyDescriptor(level, key)?.enumerable ?? false;
      Object.defineProperty(copy, key, { get: () => read(key), enumerable, configurable: true });
    }
    level = Object.getPrototypeOf(level) as object | null;
  }
  return copy as Cooperative<M>;
}
