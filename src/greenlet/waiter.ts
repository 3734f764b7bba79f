/**
 * Waiter: one value or error handed to one greenlet; what everything that blocks can be made of.
 *
 * gevent: `gevent.hub.Waiter`.
 */
import { ConcurrentObjectUseError, InvalidSwitchError } from '../hub/errors.ts';
import { currentLoop } from '../hub/loop.ts';
import type { Operation } from '../hub/operation.ts';
import { running } from '../hub/runnable.ts';
import { limitOf, type TimeLimit, TimedWait, type WaitOptions } from './timed-wait.ts';
import { Timeout } from './timeout.ts';

/** What a waiter holds. */
type Held<T> = { readonly failed: false; readonly value: T } | { readonly failed: true; readonly error: unknown };

class WaiterGet<T> extends TimedWait<T> {
  readonly subject: Waiter<T>;

  constructor(subject: Waiter<T>, limit: TimeLimit) {
    super(limit);
    this.subject = subject;
  }

  describe(): string {
    return 'get of a Waiter';
  }

  protected attempt(): boolean {
    return this.subject.ready();
  }

  protected register(): void {
    this.subject.enlist(this);
  }

  protected unregister(): void {
    this.subject.delist();
  }

  protected result(): T {
    return this.subject.open();
  }

  protected timedOut(): T {
    throw this.clock?.error() ?? new Timeout();
  }
}

/**
 * A cell for one value or error: `switch` or `throw`, called from the hub, resume whoever waits in `get` at once, or
 * store it for who comes later.
 *
 * gevent: `gevent.hub.Waiter`.
 */
export class Waiter<T> {
  private held: Held<T> | null;
  private waiting: WaiterGet<T> | null;

  constructor() {
    this.held = null;
    this.waiting = null;
  }

  /** Whether something has arrived. */
  ready(): boolean {
    return this.held !== null;
  }

  /** Whether a value has arrived. */
  successful(): boolean {
    return this.held !== null && !this.held.failed;
  }

  /** The value that has arrived. */
  get value(): T | undefined {
    return this.held !== null && !this.held.failed ? this.held.value : undefined;
  }

  /** Empty the cell. */
  clear(): void {
    this.held = null;
  }

  /**
   * Wait for the value.
   *
   * @param options `timeout` in milliseconds
   * @throws the error that arrived; `Timeout` when time is up; ConcurrentObjectUseError if another greenlet waits already
   */
  get(options?: WaitOptions): Operation<T> {
    return new WaiterGet(this, limitOf(options));
  }

  /**
   * Hand over a value. A greenlet that waits runs up to its next block before this returns.
   *
   * @throws InvalidSwitchError outside the hub if somebody waits
   */
  switch(value: T): void {
    this.arrive({ failed: false, value });
  }

  /** Hand over an error to be thrown; otherwise like `switch`. */
  throw(error: unknown): void {
    this.arrive({ failed: true, error });
  }

  private arrive(held: Held<T>): void {
    const { waiting } = this;
    if (waiting !== null && (running !== null || !currentLoop().isActive)) {
      throw new InvalidSwitchError('a greenlet that waits in a Waiter can only be switched to from the hub');
    }
    this.held = held;
    this.waiting = null;
    waiting?.notify(this);
  }

  /** @internal */
  enlist(waiting: WaiterGet<T>): void {
    if (this.waiting !== null) {
      throw new ConcurrentObjectUseError('this Waiter is already used by another greenlet');
    }
    this.waiting = waiting;
  }

  /** @internal */
  delist(): void {
    this.waiting = null;
  }

  /** @internal The value, or the error thrown. */
  open(): T {
    const held = this.held!;
    if (held.failed) throw held.error;
    return held.value;
  }
}
