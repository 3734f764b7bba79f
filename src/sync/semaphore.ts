/**
 * Semaphore: a counter of permits.
 *
 * `release` does not hand the permit over: it raises the counter and queues a notification. Whoever acquires before the
 * notified waiter runs takes the permit, and the waiter keeps its place at the head.
 *
 * gevent: `gevent.lock.Semaphore`.
 */
import { LinkWait } from '../greenlet/link-wait.ts';
import { limitOf, type TimeLimit, type WaitOptions } from '../greenlet/timed-wait.ts';
import { type Operation, operation } from '../hub/operation.ts';
import { type Coroutine, finish, type Parked } from '../hub/coroutine.ts';
import * as Phase from '../hub/phase.ts';
import { checkCount, checkFunction } from '../hub/validate.ts';
import { SyncObject } from './sync-object.ts';

/** The options of a semaphore. */
export interface SemaphoreOptions {
  /**
   * Hand each permit to the one who waits longest, so that nobody overtakes; false by default, as in gevent, where
   * whoever runs first takes it.
   */
  fair?: boolean;
}

/** The options of `acquire`. */
export interface AcquireOptions extends WaitOptions {
  /** Whether to wait if there is no permit; true by default. */
  blocking?: boolean;
}

class Acquire extends LinkWait<boolean, Semaphore> {
  private readonly blocking: boolean;
  private taken: boolean;

  constructor(subject: Semaphore, blocking: boolean, limit: TimeLimit) {
    super(subject, limit);
    this.blocking = blocking;
    this.taken = false;
  }

  describe(): string {
    return `acquire of ${this.subject.kind}`;
  }

  override next(value?: unknown): IteratorResult<Parked, boolean> {
    if (this.phase === Phase.Fresh) {
      this.phase = Phase.Done;
      if (this.attempt()) return finish(this.complete(undefined));
      return this.parkHere();
    }
    if (this.isResumed()) return finish(this.complete(value));
    throw this.misuse('next');
  }

  protected attempt(): boolean {
    // Fair: a free permit belongs to those who wait already.
    const free = this.subject.counter > 0 && !(this.subject.fair && this.subject.links !== null);
    if (!free) return !this.blocking;
    this.taken = this.subject.take();
    return true;
  }

  protected result(): boolean {
    return this.taken || (this.blocking && this.subject.take());
  }

  protected timedOut(): boolean {
    return false;
  }
}

class SemaphoreWait extends LinkWait<number, Semaphore> {
  describe(): string {
    return `wait of ${this.subject.kind}`;
  }

  protected attempt(): boolean {
    return this.subject.counter > 0;
  }

  protected result(): number {
    return this.subject.counter;
  }

  protected timedOut(): number {
    return this.subject.counter;
  }
}

/**
 * A number of permits that greenlets acquire and release. Waiters are woken first come, first served, but a permit is
 * taken by whoever runs first.
 *
 * gevent: `gevent.lock.Semaphore`.
 */
export class Semaphore extends SyncObject {
  /** How many permits are free. */
  counter: number;
  /** @internal Whether newcomers go behind those who wait. */
  readonly fair: boolean;

  /**
   * @param value how many permits there are; 1 by default
   * @param options `fair: true` lets nobody overtake those who wait.
   * @throws RangeError if it is negative or no whole number
   */
  constructor(value: number = 1, options?: SemaphoreOptions) {
    super();
    checkCount(value, 'value', 0);
    this.counter = value;
    this.fair = options?.fair ?? false;
  }

  /** @internal What a wait for it says that it is for. */
  get kind(): string {
    return 'a Semaphore';
  }

  protected override get notifiesAll(): boolean {
    return false;
  }

  /** Whether a permit is free. */
  ready(): boolean {
    return this.counter > 0;
  }

  /** Whether no permit is free. */
  locked(): boolean {
    return this.counter <= 0;
  }

  /**
   * Wait for a permit and take it.
   *
   * @param options `blocking: false` does not wait; `timeout` in milliseconds.
   * @returns whether a permit was taken. A killed or timed-out waiter takes none and leaves the line.
   */
  acquire(options?: AcquireOptions): Operation<boolean> {
    return new Acquire(this, options?.blocking ?? true, limitOf(options));
  }

  /**
   * Give a permit back; more may be given than were taken.
   *
   * @returns the new counter
   */
  release(): number {
    this.counter++;
    this.notifyWhenReady();
    return this.counter;
  }

  /**
   * Wait until a permit is free, and take none.
   *
   * @param options `timeout` in milliseconds
   * @returns the counter
   */
  wait(options?: WaitOptions): Operation<number> {
    return new SemaphoreWait(this, limitOf(options));
  }

  /**
   * Run `body` with a permit, and give it back at the end, whatever happens.
   *
   * @param body a generator function
   * @returns what it returns
   *
   * gevent: `with semaphore:`.
   */
  use<T>(body: () => Coroutine<T>): Operation<T> {
    checkFunction(body, 'body');
    return operation('use of a Semaphore', () => holding(this, body));
  }

  /** @internal Take a permit if there is one. */
  take(): boolean {
    if (this.counter <= 0) return false;
    this.counter--;
    return true;
  }
}

/** @internal Run `body` with `lock` held. */
export function* holding<T>(
  lock: { acquire(): Operation<boolean>; release(): unknown },
  body: () => Coroutine<T>,
): Coroutine<T> {
  yield* lock.acquire();
  try {
    return yield* body();
  } finally {
    lock.release();
  }
}
