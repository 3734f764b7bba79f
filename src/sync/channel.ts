/**
 * Channel: a queue without room. A put ends when a getter has taken the item, and the getter runs first.
 *
 * gevent: `gevent.queue.Channel`.
 */
import type { OperationIterable, OperationIterator } from '../greenlet/iterate.ts';
import { limitOf, type TimeLimit, TimedWait } from '../greenlet/timed-wait.ts';
import { Empty, Full } from './errors.ts';
import { finish, type Parked } from '../hub/coroutine.ts';
import { count, remove } from '../hub/link.ts';
import type { Operation } from '../hub/operation.ts';
import * as Phase from '../hub/phase.ts';
import type { Runnable } from '../hub/runnable.ts';
import { QueueIterator } from './queue-iterator.ts';
import type { QueueWaitOptions } from './queue-waits.ts';
import { TwoSided } from './two-sided.ts';

class Put<T> extends TimedWait<void> {
  readonly subject: Channel<T>;
  readonly item: T;

  constructor(subject: Channel<T>, item: T, limit: TimeLimit) {
    super(limit);
    this.subject = subject;
    this.item = item;
  }

  describe(): string {
    return 'put of a Channel';
  }

  override next(value?: unknown): IteratorResult<Parked, void> {
    if (this.phase === Phase.Fresh) {
      this.phase = Phase.Done;
      return this.parkHere();
    }
    if (this.isResumed()) return finish(this.complete(value));
    throw this.misuse('next');
  }

  protected attempt(): boolean {
    return false;
  }

  protected register(greenlet: Runnable): void {
    this.subject.enlistPutter(this, greenlet.loop);
  }

  protected unregister(): void {
    this.subject.delistPutter(this);
  }

  protected result(): void {}

  protected timedOut(): void {
    throw new Full('nobody took the item from the channel until time was up');
  }

  /** A `Timeout` of the caller's is thrown as it is. */
  protected override expects(): boolean {
    return false;
  }
}

class Get<T> extends TimedWait<T> {
  readonly subject: Channel<T>;
  private item: T | undefined;

  constructor(subject: Channel<T>, limit: TimeLimit) {
    super(limit);
    this.subject = subject;
    this.item = undefined;
  }

  describe(): string {
    return 'get of a Channel';
  }

  override next(value?: unknown): IteratorResult<Parked, T> {
    if (this.phase === Phase.Fresh) {
      this.phase = Phase.Done;
      return this.parkHere();
    }
    if (this.isResumed()) return finish(this.complete(value));
    throw this.misuse('next');
  }

  protected attempt(): boolean {
    return false;
  }

  protected register(greenlet: Runnable): void {
    this.subject.enlistGetter(this, greenlet.loop);
  }

  protected unregister(): void {
    this.subject.delistGetter(this);
  }

  /** @internal Hand over an item and let the getter run. */
  take(item: T): void {
    this.item = item;
    this.notify(undefined);
  }

  protected result(): T {
    return this.item as T;
  }

  protected timedOut(): T {
    throw new Empty('nobody put an item into the channel until time was up');
  }

  /** A `Timeout` of the caller's is thrown as it is. */
  protected override expects(): boolean {
    return false;
  }
}

/** A time limit that leaves one round of the run queue, for `block: false`: a partner must be waiting already. */
function limitFor(options: QueueWaitOptions | undefined): TimeLimit {
  const limit = limitOf(options);
  return options?.block === false ? 0 : limit;
}

/**
 * A meeting place where items are handed over directly.
 *
 * gevent: `gevent.queue.Channel`.
 */
export class Channel<T> extends TwoSided implements OperationIterable<T> {
  /** @internal Its name in messages. */
  get kind(): string {
    return 'Channel';
  }

  /** How many more putters than getters wait. */
  get balance(): number {
    return count(this.putters) - count(this.getters);
  }

  /** Always 0: a channel holds nothing. */
  qsize(): number {
    return 0;
  }

  /** Always true. */
  empty(): boolean {
    return true;
  }

  /** Always true. */
  full(): boolean {
    return true;
  }

  /**
   * Hand over an item; waits until a getter has taken it.
   *
   * @param options `block: false` succeeds only with a getter that waits already; `timeout` in milliseconds.
   * @throws Full when time is up. A killed or timed-out putter hands over nothing.
   */
  put(item: T, options?: QueueWaitOptions): Operation<void> {
    return new Put(this, item, limitFor(options));
  }

  /** Hand over an item to a getter that waits already. It may take a round of the run queue, hence an operation. */
  putNowait(item: T): Operation<void> {
    return this.put(item, { block: false });
  }

  /**
   * Take an item; waits until a putter brings one.
   *
   * @param options `block: false` succeeds only with a putter that waits already; `timeout` in milliseconds.
   * @throws Empty when time is up
   */
  get(options?: QueueWaitOptions): Operation<T> {
    return new Get(this, limitFor(options));
  }

  /** Take an item from a putter that waits already. It may take a round of the run queue, hence an operation. */
  getNowait(): Operation<T> {
    return this.get({ block: false });
  }

  /** Iterate in a greenlet, by `each`; a channel has no end. */
  iterate(): OperationIterator<T> {
    return new QueueIterator(this);
  }

  /** Iterate outside greenlets, by `for await`; a channel has no end. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.iterate()[Symbol.asyncIterator]();
  }

  /** Pair the oldest putter with the oldest getter, as long as there are both. */
  protected unlock(): void {
    while (this.putters !== null && this.getters !== null) {
      const getter = this.getters as Get<T>;
      const putter = this.putters as Put<T>;
      this.getters = remove(getter, getter);
      this.putters = remove(putter, putter);
      getter.take(putter.item);
      putter.notify(undefined);
    }
  }
}
