/**
 * Waiting for several things: whatever has `ready`, `rawlink` and `unlink`.
 *
 * gevent: `gevent.wait`.
 */
import { getHub } from '../hub/hub.ts';
import type { Waitable } from '../hub/linkable.ts';
import { BlockingOperation, type Operation } from '../hub/operation.ts';
import type { Runnable } from '../hub/runnable.ts';
import { Arrivals, checkObjects, type WaitManyOptions, wantedOf } from './arrivals.ts';
import { type Clock, clockFor, limitOf, type WaitOptions } from './timed-wait.ts';
import { Timeout } from './timeout.ts';

/** Waits until `wanted` more have arrived, or time is up, or `stop` says so of one of them. */
class Gather<W extends Waitable> extends BlockingOperation<W[]> {
  readonly subject: unknown;
  private readonly what: string;
  private readonly arrivals: Arrivals<W>;
  private readonly wanted: number;
  private readonly clock: Clock | null;
  private readonly inspect: ((object: W) => void) | null;
  private inspected: number;
  private failure: { error: unknown } | null;

  constructor(
    what: string,
    objects: readonly W[],
    wanted: number,
    clock: Clock | null,
    inspect: ((object: W) => void) | null,
  ) {
    super();
    this.what = what;
    this.subject = objects;
    this.clock = clock;
    this.arrivals = new Arrivals(objects, clock);
    this.wanted = wanted;
    this.inspect = inspect;
    this.inspected = 0;
    this.failure = null;
  }

  describe(): string {
    return this.what;
  }

  protected attempt(): boolean {
    return this.wanted === 0;
  }

  protected enlist(greenlet: Runnable): void {
    this.arrivals.listener = this;
    this.arrivals.begin(greenlet);
  }

  /** @internal */
  arrivalsChanged(): void {
    const { ready } = this.arrivals;
    if (this.inspect !== null && this.failure === null) {
      try {
        while (this.inspected < ready.length) this.inspect(ready[this.inspected++]!);
      } catch (error) {
        this.failure = { error };
      }
    }
    if (this.failure !== null || this.arrivals.expired || ready.length >= this.wanted) this.greenlet!.resume(undefined);
  }

  cancel(): void {
    this.arrivals.end();
  }

  protected complete(): W[] {
    this.arrivals.end();
    if (this.failure !== null) throw this.failure.error;
    return this.arrivals.ready;
  }

  protected override expects(error: unknown): boolean {
    return this.clock !== null && this.clock.owns(error);
  }

  protected override intercept(): W[] {
    return this.complete();
  }
}

/** @internal Wait for objects that were checked, looking at each as it arrives. */
export function gather<W extends Waitable>(
  what: string,
  objects: readonly W[],
  options: WaitManyOptions | undefined,
  inspect: ((object: W) => void) | null,
): Operation<W[]> {
  const clock = clockFor(limitOf(options));
  return new Gather(what, objects, wantedOf(options, objects.length), clock, inspect);
}

/**
 * Wait until `objects` are ready; without objects, until the hub has nothing left to do.
 *
 * @param objects greenlets, events, semaphores, results: anything with `ready`, `rawlink` and `unlink`. Waiting for a
 *   semaphore does not acquire it.
 * @param options `timeout` in milliseconds; `count`: how many to wait for.
 * @returns those that became ready, in that order; what was ready before comes in the order of `objects`. Time being up
 *   is no error. Without objects: true if nothing is left to do, false if time was up.
 *
 * gevent: `gevent.wait`.
 */
export function wait(objects?: undefined, options?: WaitOptions): Operation<boolean>;
export function wait<W extends Waitable>(objects: Iterable<W>, options?: WaitManyOptions): Operation<W[]>;
export function wait<W extends Waitable>(
  objects?: Iterable<W>,
  options?: WaitManyOptions,
): Operation<boolean> | Operation<W[]> {
  if (objects !== undefined) return gather('wait', checkObjects(objects, 'objects'), options, null);
  const limit = limitOf(options);
  if (limit instanceof Timeout) throw new TypeError('without objects, timeout must be a number of milliseconds');
  return getHub().join(limit === undefined || limit === null ? undefined : { timeout: limit });
}
