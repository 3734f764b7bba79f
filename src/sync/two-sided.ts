/**
 * What a queue and a channel have in common: greenlets that wait on two sides, and a round in which they are let go.
 *
 * A round is one entry of the run queue. It is asked for when both sides may have something for each other, and at most
 * one is under way: who comes while it runs is served by it.
 *
 * gevent: `getters`, `putters` and `_schedule_unlock` of its queues.
 */
import { wrongHub } from '../hub/errors.ts';
import { append, type Link, remove } from '../hub/link.ts';
import type { Loop } from '../hub/loop.ts';
import type { Entry } from '../hub/run-queue.ts';
import { show } from '../hub/validate.ts';

/** The base of what is put into on one side and got from on the other. */
export abstract class TwoSided implements Entry {
  /** The first of those who wait for an item. */
  protected getters: Link | null;
  /** The first of those who wait to get rid of one. */
  protected putters: Link | null;
  /** The loop of those who wait. */
  protected loop: Loop | null;
  private unlocking: boolean;

  constructor() {
    this.getters = null;
    this.putters = null;
    this.loop = null;
    this.unlocking = false;
  }

  /** Let go whom this concerns, each up to its next block, until nobody is left whom it does. */
  protected abstract unlock(): void;

  /** @internal */
  enlistGetter(getter: Link, loop: Loop): void {
    this.bind(loop);
    this.getters = append(this.getters, getter);
    if (this.putters !== null) this.unlockSoon();
  }

  /** @internal */
  delistGetter(getter: Link): void {
    this.getters = remove(this.getters, getter);
  }

  /** @internal */
  enlistPutter(putter: Link, loop: Loop): void {
    this.bind(loop);
    this.putters = append(this.putters, putter);
    if (this.getters !== null) this.unlockSoon();
  }

  /** @internal */
  delistPutter(putter: Link): void {
    this.putters = remove(this.putters, putter);
  }

  private bind(loop: Loop): void {
    if (this.loop === loop) return;
    if (this.loop !== null && (this.getters !== null || this.putters !== null)) throw wrongHub(show(this));
    this.loop = loop;
  }

  /** Queue one round. */
  protected unlockSoon(): void {
    if (this.unlocking) return;
    this.unlocking = true;
    this.loop!.schedule(this);
  }

  /** @internal The round. */
  execute(): void {
    try {
      this.unlock();
    } finally {
      this.unlocking = false;
    }
  }
}
