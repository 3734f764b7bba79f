/**
 * SimpleQueue: items handed from greenlet to greenlet, in order.
 *
 * `put` and `get` that need not wait do not switch. A getter that waits is not handed the item: it is woken in its turn
 * and looks again, so that whoever runs first may take the item while the getter keeps its place at the head.
 *
 * gevent: `gevent.queue.SimpleQueue`, the `Queue` of older versions.
 */
import type { OperationIterable, OperationIterator } from '../greenlet/iterate.ts';
import { limitOf, type TimedWait } from '../greenlet/timed-wait.ts';
import { Empty, Full, ShutDown } from './errors.ts';
import { count, remove, toArray } from '../hub/link.ts';
import type { Operation } from '../hub/operation.ts';
import { Ring } from '../hub/ring.ts';
import { running } from '../hub/runnable.ts';
import { checkCount, checkIterable } from '../hub/validate.ts';
import { QueueIterator } from './queue-iterator.ts';
import { Get, Put, type QueueWaitOptions } from './queue-waits.ts';
import { TwoSided } from './two-sided.ts';

/** What a queue keeps its items in. */
export interface Store<T> {
  readonly length: number;
  push(item: T): void;
  shift(): T | undefined;
  peek(): T | undefined;
  /** The items in the order in which they were put, or in any other that makes an equal store. */
  toArray(): T[];
}

/** What a queue holds from the start. */
export interface QueueOptions<T> {
  /** The first items, even if they are more than `maxsize`. */
  items?: Iterable<T>;
}

/**
 * A first-in, first-out queue, bounded or not, that does not count unfinished tasks.
 *
 * ```ts
 * yield* each(queue, function* (item) {
 *   yield* work(item); // ends at shutdown()
 * });
 * ```
 *
 * gevent: `gevent.queue.SimpleQueue`.
 */
export class SimpleQueue<T> extends TwoSided implements OperationIterable<T> {
  private readonly store: Store<T>;
  /** Whether `shutdown` was called. */
  isShutdown: boolean;
  private limit: number;

  /**
   * @param maxsize how many items it holds before `put` waits; null or left out for any number
   * @param options `items`: what it holds from the start, even if that is more than `maxsize`.
   * @throws RangeError if `maxsize` is 0, negative or no whole number
   */
  constructor(maxsize?: number | null, options?: QueueOptions<T>, store: Store<T> = new Ring<T>(16)) {
    super();
    this.store = store;
    this.isShutdown = false;
    this.limit = Infinity;
    this.setLimit(maxsize);
    const items: unknown = options?.items;
    if (items === undefined) return;
    if (typeof items !== 'string') checkIterable(items, 'items', 'items');
    for (const item of items as Iterable<T>) this.store.push(item);
  }

  /** Its name in messages. */
  get kind(): string {
    return 'SimpleQueue';
  }

  /** How many items it holds before `put` waits; null for any number. May be changed. */
  get maxsize(): number | null {
    return this.limit === Infinity ? null : this.limit;
  }

  set maxsize(maxsize: number | null) {
    this.setLimit(maxsize);
    if (this.putters !== null) this.unlockSoon();
  }

  private setLimit(maxsize: number | null | undefined): void {
    if (maxsize !== undefined && maxsize !== null && maxsize !== Infinity) checkCount(maxsize, 'maxsize', 1);
    this.limit = maxsize ?? Infinity;
  }

  /** How many items it holds. */
  qsize(): number {
    return this.store.length;
  }

  /** Whether it holds none. */
  empty(): boolean {
    return this.store.length === 0;
  }

  /** Whether a `put` would wait. */
  full(): boolean {
    return this.store.length >= this.limit;
  }

  /**
   * Put an item at the end; waits while the queue is full.
   *
   * @param item the item
   * @param options `block: false` does not wait; `timeout` in milliseconds.
   * @throws Full when time is up; ShutDown after `shutdown`. An item whose putter is killed or timed out is not put.
   */
  put(item: T, options?: QueueWaitOptions): Operation<void> {
    return new Put(this, item, options?.block ?? true, limitOf(options));
  }

  /**
   * Put an item now. In a hub callback, getters that are about to be woken are let go first, to make room.
   *
   * @throws Full if there is no room
   */
  putNowait(item: T): void {
    if (this.inHub) while (this.full() && this.getters !== null && this.store.length !== 0) this.wakeGetter();
    if (!this.offer(item)) throw new Full('the queue is full');
  }

  /**
   * Take the first item; waits while the queue is empty.
   *
   * @param options `block: false` does not wait; `timeout` in milliseconds.
   * @throws Empty when time is up; ShutDown after `shutdown`, once the queue is empty. A getter that is killed or timed out takes nothing.
   */
  get(options?: QueueWaitOptions): Operation<T> {
    return new Get(this, options?.block ?? true, false, limitOf(options));
  }

  /**
   * Take the first item now. In a hub callback, putters that wait are let in first.
   *
   * @throws Empty if there is none
   */
  getNowait(): T {
    if (this.inHub) while (this.store.length === 0 && this.putters !== null) this.admit();
    if (this.store.length === 0) this.refuseIfShutDown();
    if (this.store.length === 0) throw new Empty('the queue is empty');
    if (this.putters !== null) this.unlockSoon();
    return this.store.shift()!;
  }

  /** Like `get`, but the item stays. */
  peek(options?: QueueWaitOptions): Operation<T> {
    return new Get(this, options?.block ?? true, true, limitOf(options));
  }

  /** Like `getNowait`, but the item stays. */
  peekNowait(): T {
    if (this.store.length === 0) this.refuseIfShutDown();
    if (this.store.length === 0) throw new Empty('the queue is empty');
    return this.store.peek()!;
  }

  /** How many greenlets wait in `get` and in `put`; for tests and reports. */
  get waiting(): {
    /** Those who wait for an item. */
    readonly getters: number;
    /** Those who wait for room. */
    readonly putters: number;
  } {
    return { getters: count(this.getters), putters: count(this.putters) };
  }

  /** Another queue of the same kind and size with the same items. gevent: `copy`. */
  copy(): SimpleQueue<T> {
    return new SimpleQueue(this.maxsize, { items: this.items() });
  }

  /** The items it holds. */
  protected items(): T[] {
    return this.store.toArray();
  }

  /**
   * End it: a `put` throws `ShutDown` from now on, a `get` once the queue is empty. Who waits in either gets `ShutDown`.
   *
   * @param options `immediate: true` drops the items it holds.
   *
   * gevent: `shutdown(immediate)`, of gevent 24.10.1 and newer.
   */
  shutdown(options?: { immediate?: boolean }): void {
    this.isShutdown = true;
    if (options?.immediate === true) while (this.store.length !== 0) this.drop();
    const waiting = [...toArray(this.getters), ...toArray(this.putters)] as TimedWait<unknown>[];
    for (const wait of waiting) {
      this.delistGetter(wait);
      this.loop!.runCallback(() => wait.fail(new ShutDown(`the ${this.kind} was shut down`)));
    }
    this.getters = null;
    this.putters = null;
  }

  /** Iterate in a greenlet, by `each`; ends at `shutdown`. Each item goes to one iterator only. */
  iterate(): OperationIterator<T> {
    return new QueueIterator(this);
  }

  /** Iterate outside greenlets, by `for await`; ends at `shutdown`. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.iterate()[Symbol.asyncIterator]();
  }

  /** Add an item. */
  protected accept(item: T): void {
    this.store.push(item);
  }

  /** Drop an item that nobody will get. */
  protected drop(): void {
    this.store.shift();
  }

  /** @internal */
  refuseIfShutDown(): void {
    if (this.isShutdown) throw new ShutDown(`the ${this.kind} was shut down`);
  }

  /** @internal Put an item if there is room. */
  offer(item: T): boolean {
    this.refuseIfShutDown();
    if (this.store.length >= this.limit) return false;
    this.accept(item);
    if (this.getters !== null) this.unlockSoon();
    return true;
  }

  /** Put the item of the first putter and let it go on. */
  private admit(): void {
    const putter = this.putters as Put<T>;
    this.putters = remove(putter, putter);
    try {
      this.accept(putter.item);
    } catch (error) {
      // What the items are compared with has thrown: that is for who put the item.
      putter.fail(error as Error);
      return;
    }
    putter.notify(this);
  }

  /** Let the first getter look for its item. */
  private wakeGetter(): void {
    const getter = this.getters!;
    this.getters = remove(getter, getter);
    getter.notify(this);
  }

  /** Whether the caller is the hub itself, which may let greenlets run but cannot wait. */
  private get inHub(): boolean {
    return running === null && this.loop !== null && this.loop.isActive;
  }

  /** Let putters in and getters go, one of each in turn. */
  protected unlock(): void {
    for (;;) {
      let idle = true;
      if (this.putters !== null && this.store.length < this.limit) {
        idle = false;
        this.admit();
      }
      if (this.getters !== null && this.store.length !== 0) {
        idle = false;
        this.wakeGetter();
      }
      if (idle) return;
    }
  }
}
