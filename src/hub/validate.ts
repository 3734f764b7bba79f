/**
 * Checks of arguments: bad input fails at the call, in one sentence that names the argument and the value.
 */

/** A short form of any value for a message. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
    case 'function':
      return value.name === '' ? 'an anonymous function' : `function ${value.name}`;
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `an array of ${value.length}`;
      const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
      return typeof name === 'string' && name !== '' ? `an object of class ${name}` : 'an object';
    }
    case 'bigint':
      return `${value}n`;
    default:
      return String(value);
  }
}

/** Whether `value` is an object, and not null. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether `value` is an object with a method of that name. */
export function hasMethod(value: unknown, name: string): boolean {
  return isObject(value) && typeof Reflect.get(value, name) === 'function';
}

/** Refuse anything but an iterable object; `what` tells of what. */
export function checkIterable(value: unknown, name: string, what: string): void {
  if (!isObject(value) || !(Symbol.iterator in value)) {
    throw new TypeError(`${name} must be an iterable of ${what}: received ${show(value)}`);
  }
}

/** Refuse anything but a finite or infinite number of milliseconds that is not negative. */
export function checkMilliseconds(value: unknown, name: string): asserts value is number {
  if (typeof value !== 'number') {
    throw new TypeError(`${name} must be a number of milliseconds: received ${show(value)}`);
  }
  if (!(value >= 0)) {
    throw new RangeError(`${name} must be a number of milliseconds, 0 or more: received ${value}`);
  }
}

/** Refuse anything but a whole number of at least `least`. */
export function checkCount(value: unknown, name: string, least: number): asserts value is number {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number: received ${show(value)}`);
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${name} must be a whole number, ${least} or more: received ${value}`);
  }
}

/** Refuse anything but a function. */
export function checkFunction(value: unknown, name: string): asserts value is (...args: never[]) => unknown {
  if (typeof value !== 'function') throw new TypeError(`${name} must be a function: received ${show(value)}`);
}
