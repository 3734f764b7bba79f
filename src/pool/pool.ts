/**
 * Pool: a group with a limit.
 *
 * gevent: `gevent.pool.Pool`.
 */
import type { Greenlet } from '../greenlet/greenlet.ts';
import { limitOf, type TimeLimit, type WaitOptions } from '../greenlet/timed-wait.ts';
import type { Body, Returned } from '../hub/body.ts';
import { brand } from '../hub/errors.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { checkCount, checkFunction } from '../hub/validate.ts';
import { Full } from '../sync/errors.ts';
import { type AcquireOptions, Semaphore } from '../sync/semaphore.ts';
import type { GroupOptions } from './group.ts';
import { MappingMembers } from './mapping.ts';
import { checkGreenlet } from './members.ts';

/** A pool had no free slot in time. gevent: `gevent.pool.PoolFull`, likewise a `Full`. */
export class PoolFull extends Full {}
brand(PoolFull, 'PoolFull', 'ERR_POOL_FULL');

/** The free slots of a pool: they may become fewer than none when a full pool is made smaller. */
class Slots extends Semaphore {
  constructor(size: number) {
    super(0);
    this.counter = size;
  }

  /** Say how many are free. */
  reset(free: number): void {
    this.counter = free;
    this.notifyWhenReady();
  }
}

function checkSize(size: number | null): number {
  if (size === null || size === Infinity) return Infinity;
  checkCount(size, 'size', 0);
  return size;
}

/**
 * A group of at most `size` greenlets: `spawn` waits for a free slot. A slot is free again in the pass that calls the
 * links of the greenlet that had it. It lives until it is told to end, whoever made it.
 *
 * gevent: `gevent.pool.Pool`.
 */
export class Pool extends MappingMembers {
  private limit: number;
  private readonly slots: Slots;

  /**
   * @param size how many greenlets at most; null or left out for any number. A pool of 0 never accepts any.
   * @param options `greenletClass`: the class of the greenlets that it makes.
   * @throws RangeError if `size` is negative or no whole number
   */
  constructor(size?: number | null, options?: GroupOptions) {
    super(options?.greenletClass);
    this.limit = checkSize(size ?? null);
    this.slots = new Slots(this.limit);
  }

  /**
   * How many greenlets at most; null for any number. Assign to change it: waiting spawners go on when it grows; when it
   * shrinks, members go on and slots become free as they end.
   */
  get size(): number | null {
    return this.limit === Infinity ? null : this.limit;
  }

  set size(size: number | null) {
    this.limit = checkSize(size);
    this.slots.reset(this.limit - this.length);
  }

  /** Whether no slot is free. */
  full(): boolean {
    return this.limit - this.length <= 0;
  }

  /** How many slots are free; 1 if there is no limit. gevent: `free_count`. */
  freeCount(): number {
    return this.limit === Infinity ? 1 : Math.max(0, this.limit - this.length);
  }

  /**
   * Wait until a slot is free, and take none.
   *
   * @param options `timeout` in milliseconds
   * @returns how many are free; 0 when time was up
   *
   * gevent: `wait_available`.
   */
  waitAvailable(options?: WaitOptions): Operation<number> {
    limitOf(options);
    return this.limit === Infinity ? available() : this.slots.wait(options);
  }

  /**
   * Wait for a slot and count a greenlet in.
   *
   * @param options `blocking: false` does not wait; `timeout` in milliseconds.
   * @throws PoolFull if there was no slot in time
   *
   * gevent: `add`.
   */
  add(greenlet: Greenlet<unknown>, options?: AcquireOptions): Operation<void> {
    checkGreenlet(greenlet);
    const limit = limitOf(options);
    return operation('add of a Pool', () => this.admit(greenlet, options?.blocking ?? true, limit));
  }

  /** Wait for a slot, count a greenlet in and start it. Options as for `add`. gevent: `start`. */
  start(greenlet: Greenlet<unknown>, options?: AcquireOptions): Operation<void> {
    checkGreenlet(greenlet);
    const limit = limitOf(options);
    return operation('start of a Pool', () => this.admitAndStart(greenlet, options?.blocking ?? true, limit));
  }

  /**
   * Wait for a slot and start `body(...args)` in it.
   *
   * ```ts
   * const greenlet = yield* pool.spawn(fetchPage, url);
   * ```
   *
   * @returns the greenlet. A caller who is killed or times out while it waits starts nothing and takes no slot.
   *
   * gevent: `spawn`.
   */
  spawn<A extends unknown[], R>(body: Body<A, R>, ...args: A): Operation<Greenlet<Returned<R>>> {
    checkFunction(body, 'body');
    return operation('spawn of a Pool', () => this.spawnMember(body, args));
  }

  protected takeSlot(): Operation<boolean> | null {
    return this.slots.take() ? null : this.slots.acquire();
  }

  protected returnSlot(): void {
    this.slots.release();
  }

  private *admitAndStart(greenlet: Greenlet<unknown>, blocking: boolean, limit: TimeLimit): Coroutine<void> {
    yield* this.admit(greenlet, blocking, limit);
    greenlet.start();
  }

  private *admit(greenlet: Greenlet<unknown>, blocking: boolean, limit: TimeLimit): Coroutine<void> {
    if (this.has(greenlet)) return;
    if (!(yield* this.slots.acquire({ blocking, timeout: limit }))) {
      throw new PoolFull(`the pool of ${this.limit} has no free slot`);
    }
    if (this.has(greenlet)) {
      // Somebody else has added it meanwhile: it needs one slot only.
      this.slots.release();
      return;
    }
    try {
      this.include(greenlet);
    } catch (error) {
      this.slots.release();
      throw error;
    }
  }

  protected override drop(greenlet: Greenlet<unknown>): boolean {
    const wasMember = super.drop(greenlet);
    if (wasMember) this.slots.release();
    return wasMember;
  }
}

function available(): Operation<number> {
  return operation('waitAvailable', function* () {
    return 1;
  });
}
