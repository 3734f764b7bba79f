/**
 * AsyncResult: a value or an error that arrives once and is asked for by many.
 *
 * gevent: `gevent.event.AsyncResult`.
 */
import { LinkWait } from '../greenlet/link-wait.ts';
import { limitOf, type TimeLimit, type WaitOptions } from '../greenlet/timed-wait.ts';
import { Timeout } from '../greenlet/timeout.ts';
import type { GreenletExit } from '../hub/errors.ts';
import type { Operation } from '../hub/operation.ts';
import { PatientWait, SyncObject } from './sync-object.ts';

class ResultGet<T> extends LinkWait<T, AsyncResult<T>> {
  private readonly block: boolean;

  constructor(subject: AsyncResult<T>, block: boolean, limit: TimeLimit) {
    super(subject, limit);
    this.block = block;
  }

  describe(): string {
    return 'get of an AsyncResult';
  }

  protected attempt(): boolean {
    if (!this.subject.ready() && !this.block) throw new Timeout();
    return this.subject.ready();
  }

  protected result(): T {
    return this.subject.getNowait();
  }

  protected timedOut(): T {
    throw this.clock!.error();
  }
}

class ResultWait<T> extends PatientWait<T | undefined, AsyncResult<T>> {
  describe(): string {
    return 'wait of an AsyncResult';
  }

  protected whenReady(): T | undefined {
    return this.subject.value;
  }

  protected result(): T | undefined {
    return this.subject.value;
  }

  /** The value, if it arrived when the waiter was about to be told that time is up. */
  protected timedOut(): T | undefined {
    return this.subject.value;
  }
}

/** What an `AsyncResult` can copy its outcome from when it is linked: a greenlet, for one. */
export interface Outcome<T> {
  /** Whether it ended without an error. */
  successful(): boolean;
  /** What it gave; undefined after an error. */
  readonly value: T | GreenletExit | undefined;
  /** Its error; undefined if there was none. */
  readonly exception: unknown;
}

/**
 * A place for one value or one error. Everybody who waits is woken in turn when it arrives.
 *
 * It may be set again: those who have not run yet see the newest value, and a value always wins over an error.
 *
 * gevent: `gevent.event.AsyncResult`.
 */
export class AsyncResult<T> extends SyncObject {
  private stored: { value: T } | null;
  private failure: { error: unknown } | null;

  constructor() {
    super();
    this.stored = null;
    this.failure = null;
  }

  /** Whether a value or an error has arrived. */
  ready(): boolean {
    return this.stored !== null || this.failure !== null;
  }

  /** Whether a value has arrived. */
  successful(): boolean {
    return this.stored !== null;
  }

  /** The value, undefined before it arrives and after an error. */
  get value(): T | undefined {
    return this.stored?.value;
  }

  /** The error, undefined before it arrives. */
  get exception(): unknown {
    return this.failure?.error;
  }

  /** Store a value and wake everybody who waits. */
  set(value: T): void {
    this.stored = { value };
    this.notifyWhenReady();
  }

  /** Store an error, to be thrown by every `get`. */
  setException(error: unknown): void {
    this.failure = { error };
    this.notifyWhenReady();
  }

  /** Copy the outcome of what this is linked to: `greenlet.rawlink(result)`. gevent: calling the result. */
  notify(source: Outcome<T>): void {
    if (source.successful()) this.set(source.value as T);
    else this.setException(source.exception);
  }

  /**
   * Wait for the value.
   *
   * @param options `timeout` in milliseconds; `block: false` does not wait.
   * @returns the value
   * @throws the error that was stored, the same object each time; `Timeout` when time is up.
   */
  get(options?: WaitOptions & { block?: boolean }): Operation<T> {
    return new ResultGet(this, options?.block ?? true, limitOf(options));
  }

  /**
   * The value, if it is there.
   *
   * @throws the error that was stored; `Timeout` if nothing has arrived.
   */
  getNowait(): T {
    if (this.stored !== null) return this.stored.value;
    if (this.failure !== null) throw this.failure.error;
    throw new Timeout();
  }

  /**
   * Wait for the outcome without throwing it.
   *
   * @param options `timeout` in milliseconds
   * @returns the value; undefined when time was up and after an error.
   */
  wait(options?: WaitOptions): Operation<T | undefined> {
    return new ResultWait<T>(this, limitOf(options));
  }
}
