/**
 * What the ports need to read like the Python programs beside them: printing, formatting, and Python's error classes.
 */
import { type Coroutine, isControl, type Operation } from 'greenlets';

/** A Python tuple; arrays are lists. */
export class Tuple {
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}

/** A Python tuple of `items`. */
export function tuple(...items: unknown[]): Tuple {
  return new Tuple(items);
}

/** Python's errors keep the arguments they were made with, and show them in their `repr`. */
export class PythonError extends Error {
  readonly args: readonly unknown[];

  constructor(...args: unknown[]) {
    super(args.map(str).join(', '));
    this.args = args;
    this.name = new.target.name;
  }
}

export class ValueError extends PythonError {}
export class RuntimeError extends PythonError {}
export class IOError extends PythonError {}

/** The text of Python's `KeyError` is the `repr` of the key. */
export class KeyError extends PythonError {
  constructor(key: unknown) {
    super(key);
    this.message = repr(key);
  }
}

/** `type(value).__name__`. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'NoneType';
    case 'string':
      return 'str';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    case 'boolean':
      return 'bool';
    case 'object':
      if (value === null) return 'NoneType';
      if (Array.isArray(value)) return 'list';
      if (value instanceof Tuple) return 'tuple';
      return value.constructor.name;
    default:
      return typeof value;
  }
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll(mark, `\\${mark}`);
  return `${mark}${escaped}${mark}`;
}

/** `repr(value)`. */
export function repr(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (value instanceof Tuple) {
    const { items } = value;
    return items.length === 1 ? `(${repr(items[0])},)` : `(${items.map(repr).join(', ')})`;
  }
  if (value instanceof PythonError) return `${value.constructor.name}(${value.args.map(repr).join(', ')})`;
  if (value instanceof Error) return `${value.constructor.name}(${value.message === '' ? '' : quote(value.message)})`;
  if (typeof value === 'function') return `<class '${value.name}'>`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${repr(key)}: ${repr(item)}`).join(', ')}}`;
  if (typeof value === 'object' && value !== null) return repr(new Map(Object.entries(value)));
  return str(value);
}

/** `str(value)`. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (value instanceof Error) return value.message;
  return repr(value);
}

/** `template % values`, for `%s`, `%r` and `%d` with an optional width such as `%-22s`. */
export function format(template: string, ...values: unknown[]): string {
  let next = 0;
  return template.replaceAll(/%(-?)(\d*)([srd])/g, (_match, left: string, width: string, kind: string) => {
    const value = values[next++];
    const text = kind === 'r' ? repr(value) : str(value);
    return left === '-' ? text.padEnd(Number(width)) : text.padStart(Number(width));
  });
}

/** Milliseconds as the seconds that the Python program prints. */
export function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

/** `except type:`: go on only if `error` is a `type`. */
export function except<E>(error: unknown, type: abstract new (...args: never[]) => E): asserts error is E {
  if (!(error instanceof type)) throw error;
}

/** `except Exception:`: kills and timeouts, which are no `Exception` in Python, pass through. */
export function exceptException(error: unknown): asserts error is Error {
  if (isControl(error) || !(error instanceof Error)) throw error;
}

/** Call a function that may or may not have to wait. */
export function* invoke<T>(fn: () => Operation<T> | T): Coroutine<T> {
  const given = fn();
  const waits = typeof given === 'object' && given !== null && Symbol.iterator in given && 'then' in given;
  return waits ? yield* given : given;
}

/** `sorted(items)`. */
export function sorted<T extends number | boolean | string>(items: readonly T[]): T[] {
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted is not in ES2022
  return [...items].sort((a, b) => Number(a > b) - Number(a < b));
}

/** `list(range(end))`. */
export function range(end: number): number[] {
  return Array.from({ length: end }, (_item, index) => index);
}
