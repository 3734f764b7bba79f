/**
 * PriorityQueue: the least item first.
 *
 * gevent: `gevent.queue.PriorityQueue`.
 */
import { checkFunction } from '../hub/validate.ts';
import { Queue } from './queue.ts';
import type { QueueOptions, Store } from './simple-queue.ts';

/** Says which of two items comes first: negative for the first, positive for the second. */
export type Compare<T> = (a: T, b: T) => number;

/** Numbers, strings, dates by `<`; arrays element by element, as Python compares tuples. */
function naturalOrder(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = naturalOrder(a[i], b[i]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  return (a as number) < (b as number) ? -1 : (b as number) < (a as number) ? 1 : 0;
}

/** A binary heap; equal items leave in the order in which they came. */
class Heap<T> implements Store<T> {
  private readonly entries: { item: T; order: number }[];
  private readonly compare: Compare<T>;
  private added: number;

  constructor(compare: Compare<T>) {
    this.entries = [];
    this.compare = compare;
    this.added = 0;
  }

  get length(): number {
    return this.entries.length;
  }

  private isBefore(a: number, b: number): boolean {
    const first = this.entries[a]!;
    const second = this.entries[b]!;
    const order = this.compare(first.item, second.item);
    return order < 0 || (order === 0 && first.order < second.order);
  }

  private swap(a: number, b: number): void {
    const entry = this.entries[a]!;
    this.entries[a] = this.entries[b]!;
    this.entries[b] = entry;
  }

  push(item: T): void {
    // Find its way up before anything is moved: a `compare` that throws leaves the heap as it was.
    const path: number[] = [];
    let index = this.entries.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.compare(item, this.entries[parent]!.item) >= 0) break;
      path.push(parent);
      index = parent;
    }
    this.entries.push({ item, order: this.added++ });
    let place = this.entries.length - 1;
    for (const parent of path) {
      this.swap(place, parent);
      place = parent;
    }
  }

  shift(): T | undefined {
    if (this.entries.length === 0) return undefined;
    this.swap(0, this.entries.length - 1);
    const { item } = this.entries.pop()!;
    let index = 0;
    for (;;) {
      let least = index;
      for (const child of [index * 2 + 1, index * 2 + 2]) {
        if (child < this.entries.length && this.isBefore(child, least)) least = child;
      }
      if (least === index) return item;
      this.swap(index, least);
      index = least;
    }
  }

  peek(): T | undefined {
    return this.entries[0]?.item;
  }

  toArray(): T[] {
    const entries = this.entries.slice();
    entries.sort((a, b) => a.order - b.order);
    return entries.map(({ item }) => item);
  }
}

/** What a priority queue can be told. */
export interface PriorityQueueOptions<T> extends QueueOptions<T> {
  /** The order of the items; by default the natural one of numbers, strings and arrays. */
  compare?: Compare<T>;
}

/**
 * A queue that gives the least item first; of equal ones the oldest.
 *
 * gevent: `gevent.queue.PriorityQueue`; there equal items come in no particular order.
 */
export class PriorityQueue<T> extends Queue<T> {
  private readonly compare: Compare<T>;

  /**
   * @param maxsize how many items it holds before `put` waits; null or left out for any number
   * @param options `items`: what it holds from the start; `compare`: their order.
   */
  constructor(maxsize?: number | null, options?: PriorityQueueOptions<T>) {
    const compare = options?.compare ?? naturalOrder;
    checkFunction(compare, 'compare');
    super(maxsize, options, new Heap<T>(compare));
    this.compare = compare;
  }

  override copy(): PriorityQueue<T> {
    return this.countLike(new PriorityQueue(this.maxsize, { items: this.items(), compare: this.compare }));
  }

  override get kind(): string {
    return 'PriorityQueue';
  }
}
