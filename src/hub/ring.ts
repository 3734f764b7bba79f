/**
 * A line of items as a ring that grows: what a run queue and a `Queue` are kept in.
 */

/** A FIFO whose operations cost the same at any length. */
export class Ring<T> {
  private slots: (T | undefined)[];
  private mask: number;
  private head: number;
  /** How many items there are. */
  length: number;

  /** @param capacity how many it holds before it first grows, a power of two */
  constructor(capacity: number) {
    this.slots = new Array<T | undefined>(capacity).fill(undefined);
    this.mask = capacity - 1;
    this.head = 0;
    this.length = 0;
  }

  /** Append an item. */
  push(item: T): void {
    if (this.length > this.mask) this.grow();
    this.slots[(this.head + this.length++) & this.mask] = item;
  }

  /** Take the first item. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.slots[this.head];
    this.slots[this.head] = undefined;
    this.head = (this.head + 1) & this.mask;
    this.length--;
    return item;
  }

  /** Look at the first item. */
  peek(): T | undefined {
    return this.slots[this.head];
  }

  /** Take the item at `index`; those before it keep their order. For pickers: it costs `index` moves. */
  take(index: number): T | undefined {
    const { slots, mask, head } = this;
    const taken = slots[(head + index) & mask];
    for (let i = index; i > 0; i--) slots[(head + i) & mask] = slots[(head + i - 1) & mask];
    this.shift();
    return taken;
  }

  /** The items, first to last. */
  toArray(): T[] {
    return Array.from({ length: this.length }, (_, i) => this.slots[(this.head + i) & this.mask]!);
  }

  private grow(): void {
    const { slots, mask, head } = this;
    const grown = new Array<T | undefined>(slots.length * 2).fill(undefined);
    for (let i = 0; i < slots.length; i++) grown[i] = slots[(head + i) & mask];
    this.slots = grown;
    this.mask = grown.length - 1;
    this.head = 0;
  }
}
