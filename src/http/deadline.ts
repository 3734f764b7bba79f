/**
 * One time limit of a request: a timer of the hub, exact to a millisecond or so where undici's own are coarse.
 */
import type { Loop } from '../hub/loop.ts';
import { resetTimer, type Timer } from '../hub/timers.ts';

/** Who is told that time is up. */
export interface Expiring {
  expired(deadline: Deadline): void;
}

/** A timer that can be started again and again. It keeps the process alive, and gives way to ordinary timers. */
export class Deadline implements Timer {
  declare deadline: number;
  declare order: number;
  declare slot: number;
  declare earlier: Timer | null;
  declare later: Timer | null;
  readonly ref: boolean;
  readonly yields: boolean;
  private readonly owner: Expiring;

  constructor(owner: Expiring) {
    resetTimer(this);
    this.ref = true;
    this.yields = true;
    this.owner = owner;
  }

  /** Start it, or start it anew, to fire after `ms` milliseconds. */
  start(loop: Loop, ms: number): void {
    loop.stopTimer(this);
    loop.startTimer(this, ms);
  }

  fire(): void {
    this.owner.expired(this);
  }
}
