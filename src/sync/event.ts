/**
 * Event: a flag that greenlets wait for.
 *
 * gevent: `gevent.event.Event`.
 */
import { limitOf, type WaitOptions } from '../greenlet/timed-wait.ts';
import { finish, type Parked } from '../hub/coroutine.ts';
import type { Operation } from '../hub/operation.ts';
import * as Phase from '../hub/phase.ts';
import { PatientWait, SyncObject } from './sync-object.ts';

class EventWait extends PatientWait<boolean, Event> {
  describe(): string {
    return 'wait of an Event';
  }

  override next(value?: unknown): IteratorResult<Parked, boolean> {
    if (this.phase === Phase.Fresh) {
      this.phase = Phase.Done;
      if (this.attempt()) return finish(this.complete(undefined));
      return this.parkHere();
    }
    if (this.isResumed()) return finish(this.complete(value));
    throw this.misuse('next');
  }

  protected whenReady(): boolean {
    return true;
  }

  protected result(): boolean {
    return true;
  }

  protected timedOut(): boolean {
    return false;
  }
}

/**
 * A flag that is set or clear, and wakes everybody when it is set.
 *
 * gevent: `gevent.event.Event`.
 */
export class Event extends SyncObject {
  private flag: boolean;

  constructor() {
    super();
    this.flag = false;
  }

  /** Whether the flag is set. gevent: `is_set`. */
  isSet(): boolean {
    return this.flag;
  }

  /** The same as `isSet`: whether a wait would return at once. */
  ready(): boolean {
    return this.flag;
  }

  /** Set the flag. Everybody who waits is woken in turn, once the hub has run what is ready, even if it is cleared. */
  set(): void {
    this.flag = true;
    this.notifyWhenReady();
  }

  /** Clear the flag. */
  clear(): void {
    this.flag = false;
  }

  /**
   * Wait until the flag is set.
   *
   * @param options `timeout` in milliseconds
   * @returns true: it was set during the wait, even if it is clear again; false: time was up. A kill or an outer timeout
   *   leaves no waiter behind.
   */
  wait(options?: WaitOptions): Operation<boolean> {
    return new EventWait(this, limitOf(options));
  }
}
