/**
 * Every error class of the core, each with a stable `code`.
 *
 * The classes are branded with `Symbol.for`, so that `instanceof` agrees between two copies of the package. Python
 * keeps `GreenletExit` and `Timeout` apart from ordinary errors by `BaseException`; JavaScript's `catch` catches
 * everything, so `isControl` tells them apart instead.
 */
import { show } from './validate.ts';

const ordinaryHasInstance = Function.prototype[Symbol.hasInstance];

function brandOf(name: string): symbol {
  return Symbol.for(`greenlets.${name}`);
}

/** Give an error class its brand and its name, which a bundler may have changed; called once below each class. */
export function brand(type: { readonly prototype: object }, name: string): void {
  Object.defineProperty(type.prototype, brandOf(name), { value: true });
  Object.defineProperty(type.prototype, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(type, 'brand', { value: brandOf(name) });
}

/** The base of every error that this package makes. Its `code` is stable; its message is not. */
export class GreenletsError extends Error {
  /** A stable, machine-readable name such as `ERR_TIMEOUT`. */
  get code(): string {
    return 'ERR_GREENLETS';
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (ordinaryHasInstance.call(this, value)) return true;
    if (typeof value !== 'object' || value === null) return false;
    // Only a class with a brand of its own can recognise the other copy's; a user's subclass cannot.
    const own = Object.getOwnPropertyDescriptor(this, 'brand')?.value as symbol | undefined;
    return own !== undefined && own in value;
  }
}
brand(GreenletsError, 'GreenletsError');

/** Build an error without paying for a stack that would only show the hub. */
export function withoutStack<E>(make: () => E): E {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/**
 * Thrown into a greenlet by `kill()`. It is a success: the instance becomes the greenlet's value and is never reported.
 *
 * gevent: `gevent.GreenletExit`, a `BaseException`. Here every `catch` sees it, so let it through with `isControl`.
 */
export class GreenletExit extends GreenletsError {
  override get code(): string {
    return 'ERR_GREENLET_EXIT';
  }
}
brand(GreenletExit, 'GreenletExit');

/** Thrown into a greenlet whose hub is destroyed. gevent: `HubDestroyed`. */
export class HubDestroyed extends GreenletExit {
  override get code(): string {
    return 'ERR_HUB_DESTROYED';
  }
}
brand(HubDestroyed, 'HubDestroyed');

/**
 * Thrown into what runs in a scope that was cancelled, and out of the scope. It is a kill: let it through.
 *
 * gevent has no counterpart.
 */
export class ScopeCancelled extends GreenletExit {
  override get code(): string {
    return 'ERR_SCOPE_CANCELLED';
  }
}
brand(ScopeCancelled, 'ScopeCancelled');

/**
 * Thrown into the main greenlet, or out of an `await`, when nothing is left that could ever wake it.
 * The message lists every blocked greenlet and what it waits for.
 *
 * gevent: `LoopExit`; gevent's message names no greenlet.
 */
export class LoopExit extends GreenletsError {
  override get code(): string {
    return 'ERR_LOOP_EXIT';
  }
}
brand(LoopExit, 'LoopExit');

/** A blocking operation was started where nothing can block: in a hub callback or outside any greenlet. */
export class BlockingSwitchOutError extends GreenletsError {
  override get code(): string {
    return 'ERR_BLOCKING_SWITCH_OUT';
  }
}
brand(BlockingSwitchOutError, 'BlockingSwitchOutError');

/** A greenlet was resumed, or an operation driven, by something other than the hub. */
export class InvalidSwitchError extends GreenletsError {
  override get code(): string {
    return 'ERR_INVALID_SWITCH';
  }
}
brand(InvalidSwitchError, 'InvalidSwitchError');

/** An operation was started a second time; each call of a blocking function makes a new one. */
export class OperationReusedError extends GreenletsError {
  override get code(): string {
    return 'ERR_OPERATION_REUSED';
  }
}
brand(OperationReusedError, 'OperationReusedError');

/** A method was called on an object whose state does not allow it: a timeout started twice, for one. */
export class MisuseError extends GreenletsError {
  override get code(): string {
    return 'ERR_MISUSE';
  }
}
brand(MisuseError, 'MisuseError');

/** Two greenlets used something that only one may use at a time. gevent: the same name. */
export class ConcurrentObjectUseError extends GreenletsError {
  override get code(): string {
    return 'ERR_CONCURRENT_OBJECT_USE';
  }
}
brand(ConcurrentObjectUseError, 'ConcurrentObjectUseError');

/** An object that belongs to one hub was waited for in another. */
export class WrongHubError extends GreenletsError {
  override get code(): string {
    return 'ERR_WRONG_HUB';
  }
}
brand(WrongHubError, 'WrongHubError');

/** A queue had no item in time. gevent: `gevent.queue.Empty`. */
export class Empty extends GreenletsError {
  override get code(): string {
    return 'ERR_EMPTY';
  }
}
brand(Empty, 'Empty');

/** A queue had no room in time. gevent: `gevent.queue.Full`. */
export class Full extends GreenletsError {
  override get code(): string {
    return 'ERR_FULL';
  }
}
brand(Full, 'Full');

/** A pool had no free slot in time. gevent: `gevent.pool.PoolFull`, likewise a `Full`. */
export class PoolFull extends Full {
  override get code(): string {
    return 'ERR_POOL_FULL';
  }
}
brand(PoolFull, 'PoolFull');

/** A queue was shut down. gevent: `gevent.queue.ShutDown`. */
export class ShutDown extends GreenletsError {
  override get code(): string {
    return 'ERR_SHUT_DOWN';
  }
}
brand(ShutDown, 'ShutDown');

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
  return typeof error === 'object' && error !== null && (GREENLET_EXIT in error || TIMEOUT in error);
}

/** Whether `error` is a `GreenletExit`, from this copy of the package or another. */
export function isGreenletExit(error: unknown): error is GreenletExit {
  return typeof error === 'object' && error !== null && GREENLET_EXIT in error;
}
