/**
 * LifoQueue: the newest item first.
 *
 * gevent: `gevent.queue.LifoQueue`.
 */
import { Queue } from './queue.ts';
import type { QueueOptions, Store } from './simple-queue.ts';

/** A stack of items. */
class Stack<T> implements Store<T> {
  private readonly items: T[];

  constructor() {
    this.items = [];
  }

  get length(): number {
    return this.items.length;
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T | undefined {
    return this.items.pop();
  }

  peek(): T | undefined {
    return this.items.at(-1);
  }

  toArray(): T[] {
    return [...this.items];
  }
}

/** A queue that gives the item that was put last. gevent: `gevent.queue.LifoQueue`. */
export class LifoQueue<T> extends Queue<T> {
  constructor(maxsize?: number | null, options?: QueueOptions<T>) {
    super(maxsize, options, new Stack<T>());
  }

  override get kind(): string {
    return 'LifoQueue';
  }

  override copy(): LifoQueue<T> {
    return this.countLike(new LifoQueue(this.maxsize, { items: this.items() }));
  }
}
