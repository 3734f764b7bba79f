/**
 * A double-ended line of items as a ring: the store of a `Queue`.
 */

const INITIAL_CAPACITY = 16;

/** A FIFO whose operations cost the same at any length. */
export class Deque<T> {
  private ring: (T | undefined)[];
  private head: number;
  /** How many items there are. */
  length: number;

  constructor() {
    this.ring = new Array<T | undefined>(INITIAL_CAPACITY).fill(undefined);
    this.head = 0;
    this.length = 0;
  }

  /** Append an item. */
  push(item: T): void {
    if (this.length === this.ring.length) this.grow();
    this.ring[(this.head + this.length++) & (this.ring.length - 1)] = item;
  }

  /** Take the first item. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.ring[this.head];
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.length--;
    return item;
  }

  /** Look at the first item. */
  peek(): T | undefined {
    return this.ring[this.head];
  }

  /** The items, first to last. */
  toArray(): T[] {
    return Array.from({ length: this.length }, (_, i) => this.ring[(this.head + i) & (this.ring.length - 1)]!);
  }

  private grow(): void {
    const { ring, head } = this;
    const grown = new Array<T | undefined>(ring.length * 2).fill(undefined);
    for (let i = 0; i < ring.length; i++) grown[i] = ring[(head + i) & (ring.length - 1)];
    this.ring = grown;
    this.head = 0;
  }
}
