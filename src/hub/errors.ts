/**
 * Every error class of the core, each with a stable `code`.
 *
 * The classes are branded with `Symbol.for`, so that `instanceof` agrees between two copies of the package. Python
 * keeps `GreenletExit` and `Timeout` apart from ordinary errors by `BaseException`; JavaScript's `catch` catches
 * everything, so `isControl` tells them apart instead.
 */
import { isObject, show } from './validate.ts';

const ordinaryHasInstance = Function.prototype[Symbol.hasInstance];

function brandOf(name: string): symbol {
  return Symbol.for(`greenlets.${name}`);
}

/**
 * Give an error class its brand, its name, which a bundler may have changed, and its code; called once below each class.
 */
export function brand(type: { readonly prototype: object }, name: string, code?: string): void {
  const own = brandOf(name);
  Object.defineProperty(type, 'brand', { value: own });
  const { prototype } = type;
  Object.defineProperty(prototype, own, { value: true });
  Object.defineProperty(prototype, 'name', { value: name, configurable: true, writable: true });
  if (code !== undefined) Object.defineProperty(prototype, 'code', { value: code, configurable: true });
}

/** The base of every error that this package makes. Its `code` is stable; its message is not. */
export class GreenletsError extends Error {
  /** A stable, machine-readable name such as `ERR_TIMEOUT`. */
  get code(): string {
    return 'ERR_GREENLETS';
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (ordinaryHasInstance.call(this, value)) return true;
    if (!isObject(value)) return false;
    // Only a class with a brand of its own can recognise the other copy's; a user's subclass cannot.
    const own = Object.getOwnPropertyDescriptor(this, 'brand')?.value as symbol | undefined;
    return own !== undefined && own in value;
  }
}
brand(GreenletsError, 'GreenletsError');

/**
 * Build an error without paying for a stack that would only show the hub. With a limit of 0 V8 would still begin to
 * collect one, and an error would cost half as much again; without any, it has no `stack` but the one it is given here.
 */
export function withoutStack<E extends Error>(make: () => E): E {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = undefined!;
  try {
    const error = make();
    error.stack = `${error.name}: ${error.message}`;
    return error;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/**
 * Thrown into a greenlet by `kill()`. It is a success: the instance becomes the greenlet's value and is never reported.
 *
 * gevent: `gevent.GreenletExit`, a `BaseException`. Here every `catch` sees it, so let it through with `isControl`.
 */
export class GreenletExit extends GreenletsError {}
brand(GreenletExit, 'GreenletExit', 'ERR_GREENLET_EXIT');

/** Thrown into a greenlet whose hub is destroyed. gevent: `HubDestroyed`. */
export class HubDestroyed extends GreenletExit {}
brand(HubDestroyed, 'HubDestroyed', 'ERR_HUB_DESTROYED');

/**
 * Thrown into the main greenlet, or out of an `await`, when nothing is left that could ever wake it.
 * The message lists every blocked greenlet and what it waits for.
 *
 * gevent: `LoopExit`; gevent's message names no greenlet.
 */
export class LoopExit extends GreenletsError {}
brand(LoopExit, 'LoopExit', 'ERR_LOOP_EXIT');

/** A blocking operation was started where nothing can block: in a hub callback or outside any greenlet. */
export class BlockingSwitchOutError extends GreenletsError {}
brand(BlockingSwitchOutError, 'BlockingSwitchOutError', 'ERR_BLOCKING_SWITCH_OUT');

/** A greenlet was resumed, or an operation driven, by something other than the hub. */
export class InvalidSwitchError extends GreenletsError {}
brand(InvalidSwitchError, 'InvalidSwitchError', 'ERR_INVALID_SWITCH');

/** An operation was started a second time; each call of a blocking function makes a new one. */
export class OperationReusedError extends GreenletsError {}
brand(OperationReusedError, 'OperationReusedError', 'ERR_OPERATION_REUSED');

/** A method was called on an object whose state does not allow it: a timeout started twice, for one. */
export class MisuseError extends GreenletsError {}
brand(MisuseError, 'MisuseError', 'ERR_MISUSE');

/** Two greenlets used something that only one may use at a time. gevent: the same name. */
export class ConcurrentObjectUseError extends GreenletsError {}
brand(ConcurrentObjectUseError, 'ConcurrentObjectUseError', 'ERR_CONCURRENT_OBJECT_USE');

/** An object that belongs to one hub was waited for in another. */
export class WrongHubError extends GreenletsError {}
brand(WrongHubError, 'WrongHubError', 'ERR_WRONG_HUB');

/** The error for waiting for an object of another hub. */
export function wrongHub(what: string): WrongHubError {
  return new WrongHubError(`${what} belongs to another hub: it cannot be waited for here`);
}

/** A class of errors, as accepted wherever an error is: it is made when it is thrown. */
export type ErrorClass = new () => Error;

/** The error that `given` stands for: itself, an instance of the class, or a `GreenletExit`. */
export function toError(given: Error | ErrorClass | undefined, name: string): Error {
  if (given === undefined) return withoutStack(() => new GreenletExit('the greenlet was killed'));
  if (given instanceof Error) return given;
  if (isErrorClass(given)) return new given();
  throw new TypeError(`${name} must be an Error or a class of errors: received ${show(given)}`);
}

/** Whether `given` can be called with `new` and makes an error. */
export function isErrorClass(given: unknown): given is ErrorClass {
  return typeof given === 'function' && (given === Error || given.prototype instanceof Error);
}

const GREENLET_EXIT = brandOf('GreenletExit');
const TIMEOUT = brandOf('Timeout');

/**
 * Whether `error` steers control flow (a kill or a timeout of ours) rather than reporting a failure.
 * A `catch` that handles ordinary failures should rethrow these:
 *
 * ```ts
 * try {
 *   yield* work();
 * } catch (error) {
 *   if (isControl(error)) throw error;
 *   recover(error);
 * }
 * ```
 *
 * @returns true for `GreenletExit` and `Timeout`; false for everything else, an HTTP timeout included.
 */
export function isControl(error: unknown): boolean {
  return isGreenletExit(error) || (isObject(error) && TIMEOUT in error);
}

/** Whether `error` is a `GreenletExit`, from this copy of the package or another. */
export function isGreenletExit(error: unknown): error is GreenletExit {
  return isObject(error) && GREENLET_EXIT in error;
}
