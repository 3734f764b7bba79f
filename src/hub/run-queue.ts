/**
 * The run queue: a strict FIFO of whatever is to happen next.
 *
 * A ring of entries and not a list through the greenlets, because a greenlet that is killed in `sleep(0)` leaves a
 * stale entry behind, and it may queue another before the stale one is reached.
 *
 * gevent: `loop._callbacks`.
 */
import type { Ring } from './ring.ts';

/** A step of a greenlet, a notification, the delivery of a kill or of a result: one thing for the hub to do. */
export interface Entry {
  execute(): void;
}

/** The queue of entries that are ready to run. */
export type RunQueue = Ring<Entry>;
