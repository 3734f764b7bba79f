/**
 * RLock: a lock that its owner may take again.
 *
 * gevent: `gevent.lock.RLock`.
 */
import { getcurrent } from '../greenlet/current.ts';
import { MisuseError } from '../hub/errors.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { checkFunction } from '../hub/validate.ts';
import { type AcquireOptions, holding, Semaphore } from './semaphore.ts';

/** The semaphore inside, which tells a deadlock report who owns the lock. */
class Owned extends Semaphore {
  owner: unknown;

  constructor() {
    super(1);
    this.owner = null;
  }

  override get kind(): string {
    return 'an RLock';
  }

  /** What a recording calls it. */
  get [Symbol.toStringTag](): string {
    return 'RLock';
  }
}

/**
 * A lock owned by one greenlet, which may acquire it any number of times and must release it as often. It is not
 * released when its owner dies. All code outside greenlets is one owner, the main program: it does not exclude itself.
 *
 * gevent: `gevent.lock.RLock`.
 */
export class RLock {
  private readonly block: Owned;
  private depth: number;

  constructor() {
    this.block = new Owned();
    this.depth = 0;
  }

  /** Whether anybody owns it. */
  locked(): boolean {
    return this.block.locked();
  }

  /**
   * Wait for the lock and take it, or take it once more.
   *
   * @param options `blocking: false` does not wait; `timeout` in milliseconds.
   * @returns whether it was taken
   */
  acquire(options?: AcquireOptions): Operation<boolean> {
    const wait = (): Operation<boolean> => this.block.acquire(options);
    return operation('acquire of an RLock', () => this.take(wait));
  }

  private *take(wait: () => Operation<boolean>): Coroutine<boolean> {
    const current = getcurrent();
    if (this.block.owner === current) {
      this.depth++;
      return true;
    }
    if (!(yield* wait())) return false;
    this.block.owner = current;
    this.depth = 1;
    return true;
  }

  /**
   * Give it back once.
   *
   * @throws MisuseError if the running greenlet does not own it
   */
  release(): void {
    if (this.block.owner !== getcurrent()) {
      throw new MisuseError('cannot release un-acquired lock. Owner must be the running greenlet');
    }
    if (--this.depth !== 0) return;
    this.block.owner = null;
    this.block.release();
  }

  /**
   * Run `body` with the lock, and release it at the end, whatever happens.
   *
   * gevent: `with lock:`.
   */
  use<T>(body: () => Coroutine<T>): Operation<T> {
    checkFunction(body, 'body');
    return operation('use of an RLock', () => holding(this, body));
  }
}
