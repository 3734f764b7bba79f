/**
 * The base of every wait that stands in a list of waiters and may have a time limit.
 */
import { MisuseError } from '../hub/errors.ts';
import type { Link } from '../hub/link.ts';
import { BlockingOperation } from '../hub/operation.ts';
import type { Runnable } from '../hub/runnable.ts';
import { OwnTimer } from '../hub/timers.ts';
import { checkMilliseconds, isObject, show } from '../hub/validate.ts';
import { Timeout } from './timeout.ts';

/** How long to wait: milliseconds, a `Timeout` of the caller's, or for ever (`undefined` or `null`). */
export type TimeLimit = number | Timeout | null | undefined;

/** The options of every wait. */
export interface WaitOptions {
  /**
   * How long to wait, in milliseconds; without it, for ever. A `Timeout` is started if it is not pending, is
   * thrown itself, and may be used again.
   */
  timeout?: TimeLimit;
}

/** Refuse a time limit that is neither milliseconds nor a `Timeout`; options that are no object are refused too. */
export function limitOf(options: WaitOptions | undefined): TimeLimit {
  if (options === undefined) return undefined;
  if (!isObject(options)) {
    throw new TypeError(`options must be an object such as { timeout: 100 }: received ${show(options)}`);
  }
  const { timeout } = options;
  if (timeout instanceof Timeout && timeout.closed && timeout.ms !== null) {
    throw new MisuseError(`timeout must be a Timeout to be started: received one of ${timeout.message} after close()`);
  }
  if (timeout === undefined || timeout === null || timeout instanceof Timeout) return timeout;
  checkMilliseconds(timeout, 'timeout');
  return timeout === Infinity ? undefined : timeout;
}

/** The clock of one wait. It gives way to the ordinary timers of its poll, as gevent's timeouts do. */
export class WaitTimer extends OwnTimer {
  private readonly owner: { expire(): void };

  constructor(owner: { expire(): void }) {
    super(true);
    this.owner = owner;
  }

  fire(): void {
    this.owner.expire();
  }
}

/** Starts and stops the time limit of a wait, whichever form it has. */
export class Clock {
  private readonly limit: number | Timeout;
  private timer: WaitTimer | null;
  /** Whether a `Timeout` of the caller's is in use: before, it is none of this wait's business. */
  private isLent: boolean;
  /** Whether time is up. */
  expired: boolean;

  constructor(limit: number | Timeout) {
    this.limit = limit;
    this.timer = null;
    this.isLent = false;
    this.expired = false;
  }

  start(greenlet: Runnable, owner: { expire(): void }): void {
    if (typeof this.limit === 'number') {
      this.timer = new WaitTimer(owner);
      greenlet.loop.startTimer(this.timer, this.limit);
    } else {
      this.isLent = true;
      if (!this.limit.pending) this.limit.startFor(greenlet);
    }
  }

  stop(greenlet: Runnable): void {
    if (this.timer !== null) greenlet.loop.stopTimer(this.timer);
    else if (this.isLent) (this.limit as Timeout).cancel();
  }

  /** Whether `error` is the `Timeout` that was given as the limit. */
  owns(error: unknown): boolean {
    return this.isLent && error === this.limit;
  }

  /** What a wait throws when its time is up. */
  error(): Error {
    return typeof this.limit === 'number' ? new Timeout(this.limit) : this.limit;
  }
}

/** The clock of a limit; none if that is no limit. */
export function clockFor(limit: TimeLimit): Clock | null {
  return limit === undefined || limit === null ? null : new Clock(limit);
}

/** The base of waits that stand in a list. `notify` resumes the greenlet; whoever calls it has delisted the wait. */
export abstract class TimedWait<T> extends BlockingOperation<T> implements Link {
  before: Link | null;
  after: Link | null;
  protected readonly clock: Clock | null;

  constructor(limit: TimeLimit) {
    super();
    this.before = null;
    this.after = null;
    this.clock = clockFor(limit);
  }

  /** Stand in the list. */
  protected abstract register(greenlet: Runnable): void;
  /** Leave it; harmless if it has left already. */
  protected abstract unregister(): void;
  /** The result after a wake-up. */
  protected abstract result(value: unknown): T;
  /** The result, or the error thrown, when time is up. */
  protected abstract timedOut(): T;

  protected enlist(greenlet: Runnable): void {
    this.register(greenlet);
    if (this.clock === null) return;
    try {
      this.clock.start(greenlet, this);
    } catch (error) {
      this.unregister();
      throw error;
    }
  }

  notify(_source: unknown): void {
    const greenlet = this.greenlet!;
    this.clock?.stop(greenlet);
    greenlet.resume(undefined);
  }

  /** @internal End the wait by throwing `error`; nothing happens if it has ended. */
  fail(error: Error): void {
    this.greenlet?.throwInto(error);
  }

  /** @internal The time is up. */
  expire(): void {
    this.unregister();
    this.clock!.expired = true;
    this.greenlet!.resume(undefined);
  }

  cancel(): void {
    this.unregister();
    this.clock?.stop(this.greenlet!);
  }

  protected complete(value: unknown): T {
    return this.clock !== null && this.clock.expired ? this.timedOut() : this.result(value);
  }

  protected override expects(error: unknown): boolean {
    return this.clock !== null && this.clock.owns(error);
  }

  protected override intercept(): T {
    return this.timedOut();
  }
}
