/**
 * All timers of a hub, over the one timer of its host.
 *
 * An indexed 4-ary heap ordered by deadline and then by start. Timers of equal duration usually start in a row (ten
 * thousand requests with one time limit, a million sleepers), and then their deadlines are in order already: such a
 * timer is chained behind its predecessor, and only the head of a chain stands in the heap. Which timer was the last of
 * a duration is remembered in a small table that may forget: a timer that finds no predecessor starts a chain of its own,
 * and one that finds that of another duration may follow it as well, as long as the deadlines are in order.
 */

const IDLE = -1;
const CHAINED = -2;
const DUE = -3;

const TABLE_SIZE = 64;

/** How many timers were ever started, in all queues together. */
let started = 0;

/** Something that fires at a deadline. A class that implements it sets the fields with `resetTimer`. */
export interface Timer {
  /** When it fires, in milliseconds of the host's clock. */
  deadline: number;
  /** Its place among all timers ever started: equal deadlines fire in start order. */
  order: number;
  /** Its index in the heap, or one of the states above. */
  slot: number;
  /** Its neighbours in a chain of equal durations. */
  earlier: Timer | null;
  later: Timer | null;
  /** Whether it keeps the process alive. */
  readonly ref: boolean;
  /** Whether it gives way to the other timers found due in the same poll; a `Timeout` does. */
  readonly yields: boolean;
  /** Called from the hub at the deadline. */
  fire(): void;
}

/** Bring the fields of a timer to the state "not started". */
export function resetTimer(timer: Timer): void {
  timer.deadline = 0;
  timer.order = 0;
  timer.slot = IDLE;
  timer.earlier = null;
  timer.later = null;
}

/** The base of timers that are nothing else besides; what is already something else implements `Timer` itself. */
export abstract class OwnTimer implements Timer {
  declare deadline: number;
  declare order: number;
  declare slot: number;
  declare earlier: Timer | null;
  declare later: Timer | null;
  readonly ref: boolean;
  readonly yields: boolean;

  constructor(yields: boolean) {
    resetTimer(this);
    this.ref = true;
    this.yields = yields;
  }

  abstract fire(): void;
}

/** Whether a timer is started and has neither fired nor been stopped. */
export function isPending(timer: Timer): boolean {
  return timer.slot !== IDLE;
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.deadline < b.deadline || (a.deadline === b.deadline && a.order < b.order);
}

/** The timers of one hub. */
export class TimerQueue {
  private readonly heap: Timer[];
  private readonly tails: (Timer | null)[];
  /** The `order` of each tail: one that was started anew, here or for another hub, is no tail any more. */
  private readonly orders: number[];
  /** How many pending timers there are. */
  size: number;
  /** How many of them keep the process alive. */
  held: number;

  constructor() {
    this.heap = [];
    this.tails = new Array<Timer | null>(TABLE_SIZE).fill(null);
    this.orders = new Array<number>(TABLE_SIZE).fill(-1);
    this.size = 0;
    this.held = 0;
  }

  /** The earliest deadline, `Infinity` without timers. */
  get deadline(): number {
    return this.heap.length === 0 ? Infinity : this.heap[0]!.deadline;
  }

  /** Start `timer` to fire `duration` milliseconds after `now`. */
  add(timer: Timer, now: number, duration: number): void {
    timer.deadline = now + duration;
    timer.order = started++;
    this.size++;
    if (timer.ref) this.held++;
    const entry = (duration * 31) & (TABLE_SIZE - 1);
    const tail = this.tails[entry]!;
    const order = this.orders[entry];
    this.tails[entry] = timer;
    this.orders[entry] = timer.order;
    if (
      tail !== null &&
      (tail.slot >= 0 || tail.slot === CHAINED) &&
      tail.order === order &&
      tail.deadline <= timer.deadline
    ) {
      tail.later = timer;
      timer.earlier = tail;
      timer.slot = CHAINED;
      return;
    }
    this.heap.push(timer);
    this.siftUp(timer, this.heap.length - 1);
  }

  /** Stop `timer`; nothing happens if it is not pending. */
  remove(timer: Timer): void {
    const { slot } = timer;
    if (slot === IDLE) return;
    timer.slot = IDLE;
    if (slot === DUE) return;
    this.forget(timer);
    const { earlier, later } = timer;
    timer.earlier = null;
    timer.later = null;
    if (slot === CHAINED) {
      earlier!.later = later;
      if (later !== null) later.earlier = earlier;
    } else {
      this.replace(slot, later);
    }
  }

  /**
   * Take every timer that is due at `now`, ordinary ones before those that yield, each kind by deadline and start.
   * They count as pending until `claim`, so that one of them can still stop another.
   */
  takeDue(now: number): Timer[] {
    const due: Timer[] = [];
    const yielding: Timer[] = [];
    while (this.heap.length !== 0 && this.heap[0]!.deadline <= now) {
      const timer = this.heap[0]!;
      const { later } = timer;
      timer.later = null;
      timer.slot = DUE;
      this.forget(timer);
      this.replace(0, later);
      (timer.yields ? yielding : due).push(timer);
    }
    for (const timer of yielding) due.push(timer);
    return due;
  }

  /** Whether a timer from `takeDue` is still to fire; it counts as fired afterwards. */
  claim(timer: Timer): boolean {
    if (timer.slot !== DUE) return false;
    timer.slot = IDLE;
    return true;
  }

  private forget(timer: Timer): void {
    this.size--;
    if (timer.ref) this.held--;
  }

  /** Put the successor of a chain, or else the last of the heap, where `slot` was. */
  private replace(slot: number, later: Timer | null): void {
    const { heap } = this;
    if (later !== null) {
      later.earlier = null;
      this.siftDown(later, slot);
      return;
    }
    const last = heap.pop()!;
    if (slot === heap.length) return;
    if (slot > 0 && isBefore(last, heap[(slot - 1) >> 2]!)) this.siftUp(last, slot);
    else this.siftDown(last, slot);
  }

  private siftUp(timer: Timer, slot: number): void {
    const { heap } = this;
    while (slot > 0) {
      const above = (slot - 1) >> 2;
      const parent = heap[above]!;
      if (!isBefore(timer, parent)) break;
      heap[slot] = parent;
      parent.slot = slot;
      slot = above;
    }
    heap[slot] = timer;
    timer.slot = slot;
  }

  private siftDown(timer: Timer, slot: number): void {
    const { heap } = this;
    const size = heap.length;
    for (;;) {
      let child = slot * 4 + 1;
      if (child >= size) break;
      let least = heap[child]!;
      const end = Math.min(child + 4, size);
      for (let i = child + 1; i < end; i++) {
        if (isBefore(heap[i]!, least)) {
          least = heap[i]!;
          child = i;
        }
      }
      if (!isBefore(least, timer)) break;
      heap[slot] = least;
      least.slot = slot;
      slot = child;
    }
    heap[slot] = timer;
    timer.slot = slot;
  }
}
