/**
 * Calls without a limit of depth.
 *
 * `yield* f()` keeps real stack traces, but each resume walks the whole chain of delegations: about 13 ns a level. A
 * `call` puts the callee on the greenlet's own stack of frames instead, so that a switch costs the same at any depth.
 */
import { InvalidSwitchError } from '../hub/errors.ts';
import { BaseOperation, cannotBlock, type Operation, reused } from '../hub/operation.ts';
import { type Coroutine, Descent, finish, type Parked } from '../hub/coroutine.ts';
import * as State from '../hub/state.ts';
import { running } from '../hub/runnable.ts';
import { checkFunction, isObject, show } from '../hub/validate.ts';

class Call<T> extends BaseOperation<T> {
  private start: (() => Coroutine<T>) | null;

  constructor(start: () => Coroutine<T>) {
    super();
    this.start = start;
  }

  [Symbol.iterator](): Iterator<Parked, T, unknown> {
    return this;
  }

  next(value?: unknown): IteratorResult<Parked, T> {
    const greenlet = running;
    if (greenlet === null) throw cannotBlock('call');
    if (this.start === null) {
      if (greenlet.state !== State.Resuming) throw reused('call');
      greenlet.state = State.Running;
      return finish(value as T);
    }
    const { start } = this;
    this.start = null;
    const coroutine: unknown = start();
    if (!isObject(coroutine) || !(Symbol.iterator in coroutine)) {
      throw new TypeError(`fn must return a coroutine, as a generator function does: returned ${show(coroutine)}`);
    }
    return new Descent((coroutine as Coroutine<T>)[Symbol.iterator]());
  }

  throw(error: unknown): IteratorResult<Parked, T> {
    throw error;
  }

  return(): IteratorResult<Parked, T> {
    throw new InvalidSwitchError('return() was called on a call: wait for it with yield*');
  }
}

/**
 * Run `fn(...args)` in the calling greenlet, on a stack of its own: for deep recursion.
 *
 * ```ts
 * function* depth(n: number): Coroutine<number> {
 *   return n === 0 ? 0 : 1 + (yield* call(depth, n - 1));
 * }
 * ```
 *
 * @param fn a generator function
 * @param args what it is called with
 * @returns what it returns
 * @throws what it throws. A kill or a timeout is thrown at the innermost call and unwinds all of them.
 *
 * gevent needs no counterpart: a Python greenlet has a whole stack.
 */
export function call<A extends unknown[], T>(fn: (...args: A) => Coroutine<T>, ...args: A): Operation<T> {
  checkFunction(fn, 'fn');
  return new Call(() => fn(...args));
}
