/**
 * Waiting for a promise, with the call behind it stopped when the wait is interrupted.
 *
 * However the promise settles, the greenlet resumes through the run queue, in the order in which promises settled. A
 * promise that nobody waits for any more neither crashes the process nor vanishes when it rejects: its error goes to
 * `hub.onError`, once, unless it is the end of what we have aborted ourselves.
 */
import { blockingGreenlet, BlockingOperation } from '../hub/operation.ts';
import type { Loop } from '../hub/loop.ts';
import { type Runnable } from '../hub/runnable.ts';
import type { Entry } from '../hub/run-queue.ts';
import { show } from '../hub/validate.ts';
import { type Call, registry } from './registry.ts';
import { endStep, findTrail, stopCall, type StepTrail } from './trail.ts';

const Outcome = { Pending: 0, Fulfilled: 1, Rejected: 2 } as const;

/** How deep the causes of an error are looked at for our own abort. */
const CAUSES = 8;

/** What `hub.onError` is told of: a promise that was rejected after its greenlet had stopped waiting. */
export class AbandonedWait {
  /** The greenlet that was killed, or timed out, while it waited. */
  readonly greenlet: Runnable;
  /** What it is called in reports. */
  readonly name: string;

  /** @internal */
  constructor(greenlet: Runnable) {
    this.greenlet = greenlet;
    this.name = `a promise that ${greenlet.name} had stopped waiting for`;
  }
}

/** Whether `error` says that something was aborted. */
function isAbort(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; depth < CAUSES && typeof cause === 'object' && cause !== null; depth++) {
    const code: unknown = Reflect.get(cause, 'code');
    if (Reflect.get(cause, 'name') === 'AbortError' || code === 'ABORT_ERR' || code === 'ECANCELLED') return true;
    cause = Reflect.get(cause, 'cause');
  }
  return false;
}

/** Make a call whose signal can be aborted. */
export function newCall(): Call {
  return { controller: new AbortController(), promise: null };
}

/** Whether `value` can be waited for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof Reflect.get(value, 'then') === 'function'
  );
}

/** Say that `call` made `promise`. */
export function bindCall(call: Call, promise: object): void {
  call.promise = promise;
  registry.calls.set(promise, call);
}

/** The operation behind `yield* promise` and the functions of `cooperative`. */
export class PromiseWait<T> extends BlockingOperation<T> implements Entry {
  readonly subject: unknown;
  private readonly what: string;
  private source: PromiseLike<T> | null;
  private readonly begin: ((signal: AbortSignal) => PromiseLike<T>) | null;
  private readonly stoppable: boolean;
  private loop: Loop | null;
  private trail: StepTrail | null;
  private outcome: 0 | 1 | 2;
  private result: unknown;

  /**
   * @param source a promise, or a function that starts one when the operation is waited for
   * @param what its name in messages
   * @param stoppable whether the function makes use of the signal
   */
  constructor(
    source: PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T>),
    what = 'a promise',
    stoppable = true,
  ) {
    super();
    const begins = typeof source === 'function';
    this.subject = source;
    this.what = what;
    this.source = begins ? null : source;
    this.begin = begins ? source : null;
    this.stoppable = stoppable;
    this.loop = null;
    this.trail = null;
    this.outcome = Outcome.Pending;
    this.result = undefined;
  }

  describe(): string {
    return this.what;
  }

  protected attempt(): boolean {
    if (this.begin !== null) {
      blockingGreenlet(this);
      const call = newCall();
      const given: unknown = this.begin(call.controller.signal);
      if (!isThenable(given)) throw new TypeError(`${this.what} must return a promise: returned ${show(given)}`);
      if (this.stoppable) bindCall(call, given);
      this.source = given as PromiseLike<T>;
    }
    return false;
  }

  protected enlist(greenlet: Runnable): void {
    const { loop } = greenlet;
    const source = this.source!;
    this.loop = loop;
    this.trail = findTrail(greenlet);
    loop.hold();
    loop.expectPromise();
    const { waits } = registry;
    const others = waits.get(source);
    waits.set(source, others === undefined ? 1 : others + 1);
    try {
      source.then(
        (value) => this.settle(Outcome.Fulfilled, value, greenlet),
        (error: unknown) => this.settle(Outcome.Rejected, error, greenlet),
      );
    } catch (error) {
      this.settle(Outcome.Rejected, error, greenlet);
    }
  }

  private settle(outcome: 1 | 2, result: unknown, greenlet: Runnable): void {
    if (this.outcome !== Outcome.Pending) return;
    this.outcome = outcome;
    this.result = result;
    const { loop } = this;
    if (loop !== null) {
      loop.release();
      loop.schedule(this);
    } else if (outcome === Outcome.Rejected) {
      this.reportLate(greenlet);
    }
  }

  /** @internal The delivery. */
  execute(): void {
    if (this.loop !== null) this.greenlet!.resume(undefined);
  }

  cancel(): void {
    const { loop } = this;
    if (loop === null) return;
    this.loop = null;
    this.leave();
    if (this.outcome === Outcome.Pending) {
      loop.release();
      this.stopCalls();
    } else if (this.outcome === Outcome.Rejected) {
      this.reportLate(this.greenlet!);
    }
  }

  protected complete(): T {
    this.loop = null;
    this.leave();
    if (this.outcome === Outcome.Rejected) throw this.result;
    return this.result as T;
  }

  /** It waits no longer. */
  private leave(): void {
    const { waits } = registry;
    const count = waits.get(this.source);
    if (count === 1) waits.delete(this.source);
    else if (count !== undefined) waits.set(this.source, count - 1);
    if (this.trail !== null) endStep(this.greenlet!);
  }

  /** Abort what was waited for, unless another greenlet waits for it too. */
  private stopCalls(): void {
    const source = this.source!;
    if (registry.waits.has(source)) return;
    const call = registry.calls.get(source);
    if (call !== undefined) stopCall(call, source);
    else this.trail?.stop(source);
  }

  /** The promise was rejected, and this wait did not pass that on. */
  private reportLate(greenlet: Runnable): void {
    const source = this.source!;
    const error = this.result;
    // Another greenlet waits for it, and gets it.
    if (registry.waits.has(source) || registry.reported.has(source)) return;
    if (registry.stopped.has(source) && isAbort(error)) return;
    registry.reported.add(source);
    const { loop } = greenlet;
    loop.runCallback(() => loop.reportError(new AbandonedWait(greenlet), error));
  }
}
