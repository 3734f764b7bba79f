/**
 * Waiting for a promise.
 *
 * However the promise settles, the greenlet resumes through the run queue, in the order in which promises settled.
 */
import type { Loop } from './loop.ts';
import { blockingGreenlet, BlockingOperation, type Operation } from './operation.ts';
import type { Runnable } from './runnable.ts';
import type { Entry } from './run-queue.ts';
import { hasMethod, show } from './validate.ts';

/** @internal The operation behind `until`, and the body of a greenlet whose function is async. */
export class UntilOperation<T> extends BlockingOperation<T> implements Entry {
  readonly subject: unknown;
  private promise_: PromiseLike<T> | null;
  private readonly start: ((signal: AbortSignal) => PromiseLike<T>) | null;
  private controller: AbortController | null;
  private loop: Loop | null;
  private settled: boolean;
  private rejected: boolean;
  private result: unknown;

  constructor(source: PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T>)) {
    super();
    this.subject = source;
    this.promise_ = typeof source === 'function' ? null : source;
    this.start = typeof source === 'function' ? source : null;
    this.controller = null;
    this.loop = null;
    this.settled = false;
    this.rejected = false;
    this.result = undefined;
  }

  describe(): string {
    return 'until(promise)';
  }

  protected attempt(): boolean {
    if (this.start !== null) {
      blockingGreenlet(this);
      this.controller = new AbortController();
      this.promise_ = this.start(this.controller.signal);
      if (!hasMethod(this.promise_, 'then')) {
        throw new TypeError(`the function given to until must return a promise: returned ${show(this.promise_)}`);
      }
    }
    return false;
  }

  protected enlist(greenlet: Runnable): void {
    const { loop } = greenlet;
    this.loop = loop;
    loop.hold();
    loop.expectPromise();
    try {
      this.promise_!.then(
        (value) => this.settle(false, value),
        (error: unknown) => this.settle(true, error),
      );
    } catch (error) {
      this.settle(true, error);
    }
  }

  private settle(rejected: boolean, result: unknown): void {
    const { loop } = this;
    // Given up by a kill or a timeout: nobody is left to tell.
    if (loop === null || this.settled) return;
    this.settled = true;
    this.rejected = rejected;
    this.result = result;
    loop.release();
    loop.schedule(this);
  }

  /** @internal The delivery. */
  execute(): void {
    if (this.loop !== null) this.greenlet!.resume(undefined);
  }

  cancel(): void {
    if (this.loop !== null && !this.settled) this.loop.release();
    this.loop = null;
    this.controller?.abort();
  }

  protected complete(): T {
    this.loop = null;
    if (this.rejected) throw this.result;
    return this.result as T;
  }
}

/**
 * Wait for a promise, or for the one that a function starts.
 *
 * ```ts
 * const response = yield* until((signal) => fetch(url, { signal }));
 * ```
 *
 * @param source a promise, or a function that is called with an `AbortSignal` and returns one. The signal is aborted
 *   when the waiting greenlet is killed or times out; a promise that was given as it is goes on unobserved.
 * @returns what the promise was fulfilled with.
 * @throws what it was rejected with.
 *
 * gevent has no counterpart: asyncio and gevent do not mix.
 */
export function until<T>(source: PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T>)): Operation<T> {
  if (typeof source !== 'function' && !hasMethod(source, 'then')) {
    throw new TypeError(`source must be a promise or a function that returns one: received ${show(source)}`);
  }
  return new UntilOperation(source);
}
