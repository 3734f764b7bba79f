/**
 * An `AsyncLocalStorage` value for a block that waits.
 *
 * `als.run(value, callback)` ends when its callback returns, and cannot hold a `yield*`; here each step of the block is
 * run in it.
 */
import { type Operation, operation } from '../hub/operation.ts';
import { type Coroutine, Descent, type Step, type Steps } from '../hub/coroutine.ts';
import { checkFunction, hasMethod, show } from '../hub/validate.ts';

/** What is used of an `AsyncLocalStorage`. */
export interface ContextStorage<V> {
  /** Calls `callback` with `value` in the storage, and returns what that returns. */
  run<R>(value: V, callback: () => R): R;
}

/** Steps a coroutine inside `storage.run`, and so those that it runs by `call`. */
class ContextSteps<V> implements Steps {
  private readonly storage: ContextStorage<V>;
  private readonly value: V;
  readonly steps: Steps;

  constructor(storage: ContextStorage<V>, value: V, steps: Steps) {
    this.storage = storage;
    this.value = value;
    this.steps = steps;
  }

  next(value: unknown): Step {
    return this.passOn(this.storage.run(this.value, () => this.steps.next(value)));
  }

  throw(error: unknown): Step {
    return this.passOn(this.storage.run(this.value, () => this.steps.throw!(error)));
  }

  private passOn(step: Step): Step {
    if (!(step instanceof Descent)) return step;
    return new Descent(new ContextSteps(this.storage, this.value, step.callee));
  }
}

function* inContext<V, T>(storage: ContextStorage<V>, value: V, body: () => Coroutine<T>): Coroutine<T> {
  const steps = new ContextSteps(storage, value, body());
  return (yield* { [Symbol.iterator]: () => steps }) as T;
}

/**
 * Run a block with a value in an `AsyncLocalStorage`.
 *
 * ```ts
 * yield* withContext(requestId, 'r-17', function* () {
 *   yield* handle(); // requestId.getStore() is 'r-17' here, and in the greenlets spawned here if the hub has `context`
 * });
 * ```
 *
 * @param storage an `AsyncLocalStorage`
 * @param value what `getStore()` gives in the block
 * @param body a generator function; it runs in the calling greenlet
 * @returns what it returns
 * @throws what it throws. A kill or a timeout passes through it as through any block.
 *
 * gevent: greenlets have a `contextvars` context of their own, which starts empty.
 */
export function withContext<V, T>(storage: ContextStorage<V>, value: V, body: () => Coroutine<T>): Operation<T> {
  if (!hasMethod(storage, 'run')) {
    throw new TypeError(`storage must be an AsyncLocalStorage: received ${show(storage)}`);
  }
  checkFunction(body, 'body');
  return operation('withContext', () => inContext(storage, value, body));
}
