/**
 * Waiting for several things: whatever has `ready`, `rawlink` and `unlink`.
 *
 * gevent: `gevent.wait`, `gevent.iwait`.
 */
import { getHub } from '../hub/hub.ts';
import { ConcurrentObjectUseError } from '../hub/errors.ts';
import type { Link } from '../hub/link.ts';
import { Linkable, type Waitable } from '../hub/linkable.ts';
import { BlockingOperation, type Operation, operation } from '../hub/operation.ts';
import { type Coroutine, type Runnable, running } from '../hub/runnable.ts';
import { checkCount, show } from '../hub/validate.ts';
import { BaseIterator, END, type OperationIterator } from './iterate.ts';
import { Clock, limitOf, type WaitOptions } from './timed-wait.ts';
import { Timeout } from './timeout.ts';

/** The options of `wait` and `iwait`. */
export interface WaitManyOptions extends WaitOptions {
  /** How many to wait for; all by default. */
  count?: number;
}

/** One object of an `iwait`: a link that says which it is. */
class Arrival<W extends Waitable> implements Link {
  before: Link | null;
  after: Link | null;
  private readonly object: W;
  private readonly owner: Arrivals<W>;

  constructor(object: W, owner: Arrivals<W>) {
    this.before = null;
    this.after = null;
    this.object = object;
    this.owner = owner;
  }

  notify(): void {
    this.owner.arrived(this.object);
  }
}

/** Collects what becomes ready, in order, for whoever takes it. */
export class Arrivals<W extends Waitable> {
  /** What has become ready and was not taken. */
  readonly ready: W[];
  /** Whether time is up. */
  expired: boolean;
  /** Told of each arrival, and when time is up. */
  listener: { arrivalsChanged(): void } | null;
  private readonly objects: readonly W[];
  private readonly clock: Clock | null;
  private links: Arrival<W>[] | null;
  private greenlet: Runnable | null;
  /** How many links have not been called. */
  private open: number;

  constructor(objects: readonly W[], clock: Clock | null) {
    this.ready = [];
    this.expired = false;
    this.listener = null;
    this.objects = objects;
    this.clock = clock;
    this.links = null;
    this.greenlet = null;
    this.open = 0;
  }

  /** Link to every object, once; what is ready already arrives with the next round of the run queue. */
  begin(greenlet: Runnable): void {
    if (this.links !== null) return;
    this.greenlet = greenlet;
    const links: Arrival<W>[] = [];
    this.links = links;
    try {
      for (const object of this.objects) {
        const link = new Arrival(object, this);
        if (object instanceof Linkable) {
          object.bind(greenlet.loop);
          object.enlist(link);
        } else {
          object.rawlink(link);
        }
        links.push(link);
        this.open++;
      }
    } catch (error) {
      this.end();
      throw error;
    }
    this.clock?.start(greenlet, this);
  }

  arrived(object: W): void {
    this.ready.push(object);
    this.open--;
    this.listener?.arrivalsChanged();
  }

  /** @internal */
  expire(): void {
    this.expired = true;
    this.listener?.arrivalsChanged();
  }

  /** Take every link back and stop the time. */
  end(): void {
    if (this.links === null) return;
    this.clock?.stop(this.greenlet!);
    const { links } = this;
    this.links = [];
    // All have been called: nothing is linked any more.
    if (this.open === 0) return;
    links.forEach((link, index) => {
      const object = this.objects[index]!;
      if (object instanceof Linkable) object.delist(link);
      else object.unlink(link);
    });
  }
}

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

  protected override intercept(error: unknown): W[] {
    if (this.clock?.owns(error) === true) return this.complete();
    throw error;
  }
}

/** Check a list of things to wait for. */
export function checkObjects<W>(objects: Iterable<W>, name: string): readonly W[] {
  const given: unknown = objects;
  if (typeof given !== 'object' || given === null || !(Symbol.iterator in given)) {
    throw new TypeError(`${name} must be an iterable of things to wait for: received ${show(given)}`);
  }
  // A copy: the caller may change its list while it waits.
  const all = [...objects];
  for (const object of all) {
    if (object instanceof Linkable) continue;
    const candidate: unknown = object;
    const isWaitable =
      typeof candidate === 'object' &&
      candidate !== null &&
      typeof Reflect.get(candidate, 'rawlink') === 'function' &&
      typeof Reflect.get(candidate, 'unlink') === 'function';
    if (!isWaitable) throw new TypeError(`${name} must hold things to wait for: received ${show(candidate)}`);
  }
  return all;
}

function wantedOf(options: WaitManyOptions | undefined, available: number): number {
  if (options?.count === undefined) return available;
  checkCount(options.count, 'count', 0);
  return Math.min(options.count, available);
}

/** @internal Wait for objects, looking at each as it arrives. */
export function gather<W extends Waitable>(
  what: string,
  objects: Iterable<W>,
  options: WaitManyOptions | undefined,
  inspect: ((object: W) => void) | null,
): Operation<W[]> {
  const all = checkObjects(objects, 'objects');
  const limit = limitOf(options);
  const clock = limit === undefined || limit === null ? null : new Clock(limit);
  return new Gather(what, all, wantedOf(options, all.length), clock, inspect);
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
  if (objects !== undefined) return gather('wait', objects, options, null);
  const limit = limitOf(options);
  if (limit instanceof Timeout) throw new TypeError('without objects, timeout must be a number of milliseconds');
  return getHub().join(limit === undefined || limit === null ? undefined : { timeout: limit });
}

class WaitIterator<W extends Waitable> extends BaseIterator<W> {
  private readonly arrivals: Arrivals<W>;
  private left: number;

  constructor(objects: readonly W[], wanted: number, clock: Clock | null) {
    super();
    this.arrivals = new Arrivals(objects, clock);
    this.left = wanted;
  }

  next(): Operation<IteratorResult<W, void>> {
    return new NextArrival(this);
  }

  return(): Operation<IteratorResult<W, void>> {
    this.stop();
    return operation('iwait.return', ended, true);
  }

  /** @internal */
  begin(greenlet: Runnable): void {
    this.arrivals.begin(greenlet);
  }

  /** @internal Have `listener` called when `take` may give something. */
  listen(listener: { arrivalsChanged(): void } | null): void {
    if (listener !== null && this.arrivals.listener !== null) {
      throw new ConcurrentObjectUseError('another greenlet waits in next() of this iwait already');
    }
    this.arrivals.listener = listener;
  }

  /** @internal The next one, the end, or null if that is not known yet. */
  take(): IteratorResult<W, void> | null {
    if (this.left > 0) {
      const object = this.arrivals.ready.shift();
      if (object !== undefined) {
        this.left--;
        return { done: false, value: object };
      }
      if (!this.arrivals.expired) return null;
    }
    this.stop();
    return END;
  }

  /** @internal Take every link back. */
  stop(): void {
    this.left = 0;
    this.arrivals.end();
  }
}

function* ended(): Coroutine<IteratorReturnResult<void>> {
  return END;
}

class NextArrival<W extends Waitable> extends BlockingOperation<IteratorResult<W, void>> {
  readonly subject: WaitIterator<W>;
  private taken: IteratorResult<W, void> | null;

  constructor(iterator: WaitIterator<W>) {
    super();
    this.subject = iterator;
    this.taken = null;
  }

  describe(): string {
    return 'next of iwait';
  }

  protected attempt(): boolean {
    if (running !== null) this.subject.begin(running);
    this.taken = this.subject.take();
    return this.taken !== null;
  }

  protected enlist(): void {
    this.subject.listen(this);
  }

  /** @internal */
  arrivalsChanged(): void {
    this.taken = this.subject.take();
    if (this.taken !== null) this.greenlet!.resume(undefined);
  }

  cancel(): void {
    this.subject.listen(null);
    this.subject.stop();
  }

  protected complete(): IteratorResult<W, void> {
    this.subject.listen(null);
    return this.taken!;
  }
}

/**
 * Give `objects` one by one as they become ready.
 *
 * ```ts
 * yield* each(iwait(greenlets), function* (greenlet) {
 *   print(greenlet.value);
 * });
 * ```
 *
 * @param objects see `wait`
 * @param options `timeout` in milliseconds, for all of them together; `count`: how many to give.
 * @returns an iterator. When time is up it ends. Nothing is linked before the first `next()`; the links are taken back at
 *   the end, on `return()`, when time is up, and when a wait for the next one is killed or times out.
 *
 * gevent: `gevent.iwait`; leaving its loop with `break` keeps the links there.
 */
export function iwait<W extends Waitable>(objects: Iterable<W>, options?: WaitManyOptions): OperationIterator<W> {
  const all = checkObjects(objects, 'objects');
  const limit = limitOf(options);
  const clock = limit === undefined || limit === null ? null : new Clock(limit);
  return new WaitIterator(all, wantedOf(options, all.length), clock);
}
