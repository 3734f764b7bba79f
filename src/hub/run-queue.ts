/**
 * The run queue: a strict FIFO of whatever is to happen next, as a ring whose capacity is a power of two.
 *
 * A ring of entries and not a list through the greenlets, because a greenlet that is killed in `sleep(0)` leaves a
 * stale entry behind, and it may queue another before the stale one is reached.
 *
 * gevent: `loop._callbacks`.
 */

/** A step of a greenlet, a notification, the delivery of a kill or of a result: one thing for the hub to do. */
export interface Entry {
  execute(): void;
}

const INITIAL_CAPACITY = 64;

/** The queue of entries that are ready to run. */
export class RunQueue {
  private ring: (Entry | undefined)[];
  private mask: number;
  private head: number;
  /** How many entries wait. */
  length: number;

  constructor() {
    this.ring = new Array<Entry | undefined>(INITIAL_CAPACITY).fill(undefined);
    this.mask = INITIAL_CAPACITY - 1;
    this.head = 0;
    this.length = 0;
  }

  /** Append an entry. */
  push(entry: Entry): void {
    if (this.length > this.mask) this.grow();
    this.ring[(this.head + this.length++) & this.mask] = entry;
  }

  /** Take the oldest entry, or undefined if there is none. */
  shift(): Entry | undefined {
    if (this.length === 0) return undefined;
    const entry = this.ring[this.head];
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & this.mask;
    this.length--;
    return entry;
  }

  /** Look at the entry at `index`, 0 being the oldest, without taking it. */
  at(index: number): Entry | undefined {
    return index < this.length ? this.ring[(this.head + index) & this.mask] : undefined;
  }

  /** Take the entry at `index`; those before it keep their order. For pickers: it costs `index` moves. */
  take(index: number): Entry | undefined {
    const taken = this.at(index);
    for (let i = index; i > 0; i--) {
      this.ring[(this.head + i) & this.mask] = this.ring[(this.head + i - 1) & this.mask];
    }
    this.shift();
    return taken;
  }

  /** The entries, the oldest first. */
  toArray(): Entry[] {
    return Array.from({ length: this.length }, (_, index) => this.at(index)!);
  }

  private grow(): void {
    const { ring, mask, head } = this;
    const capacity = ring.length * 2;
    const grown = new Array<Entry | undefined>(capacity).fill(undefined);
    for (let i = 0; i < ring.length; i++) grown[i] = ring[(head + i) & mask];
    this.ring = grown;
    this.mask = capacity - 1;
    this.head = 0;
  }
}
