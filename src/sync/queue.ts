/**
 * Queue: items handed from greenlet to greenlet, and a count of those that are not done yet.
 *
 * gevent: `gevent.queue.Queue`, which is `JoinableQueue` since 25.4.
 */
import type { WaitOptions } from '../greenlet/timed-wait.ts';
import { MisuseError } from '../hub/errors.ts';
import type { Operation } from '../hub/operation.ts';
import { Event } from './event.ts';
import { type QueueOptions, SimpleQueue, type Store } from './simple-queue.ts';

/**
 * A first-in, first-out queue, bounded or not, that can be joined: every item put is a task until `taskDone` is called
 * for it.
 *
 * gevent: `gevent.queue.Queue`.
 */
export class Queue<T> extends SimpleQueue<T> {
  /** How many items were put and not reported done. */
  unfinishedTasks: number;
  private readonly allDone: Event;

  /**
   * @param maxsize how many items it holds before `put` waits; null or left out for any number
   * @param options `items`: what it holds from the start, even if that is more than `maxsize`.
   * @throws RangeError if `maxsize` is 0, negative or no whole number
   */
  constructor(maxsize?: number | null, options?: QueueOptions<T>, store?: Store<T>) {
    super(maxsize, options, store);
    this.unfinishedTasks = this.qsize();
    this.allDone = new Event();
    if (this.unfinishedTasks === 0) this.allDone.set();
  }

  override get kind(): string {
    return 'Queue';
  }

  override copy(): Queue<T> {
    return this.countLike(new Queue(this.maxsize, { items: this.items() }));
  }

  /** Give a copy the count of unfinished tasks of this. */
  protected countLike<Q extends Queue<T>>(copy: Q): Q {
    copy.unfinishedTasks = this.unfinishedTasks;
    if (this.unfinishedTasks === 0) copy.allDone.set();
    else copy.allDone.clear();
    return copy;
  }

  /**
   * Report that a task is done: an item that was taken has been worked on.
   *
   * @throws MisuseError if more are reported than were put
   */
  taskDone(): void {
    if (this.unfinishedTasks <= 0) throw new MisuseError('taskDone() was called more often than items were put');
    if (--this.unfinishedTasks === 0) this.allDone.set();
  }

  /**
   * Wait until every task is done.
   *
   * @param options `timeout` in milliseconds
   * @returns true: all were done; false: time was up.
   */
  join(options?: WaitOptions): Operation<boolean> {
    return this.allDone.wait(options);
  }

  protected override accept(item: T): void {
    super.accept(item);
    if (this.unfinishedTasks++ === 0) this.allDone.clear();
  }

  protected override drop(): void {
    super.drop();
    this.taskDone();
  }
}

/** The same as `Queue`. gevent: `gevent.queue.JoinableQueue`. */
export const JoinableQueue: typeof Queue = Queue;
/** The same as `Queue`. gevent: `gevent.queue.JoinableQueue`. */
export type JoinableQueue<T> = Queue<T>;
