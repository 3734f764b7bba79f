/**
 * Several things waited for together: what becomes ready is collected in order.
 */
import { type Link, SharedLink } from '../hub/link.ts';
import { Linkable, type Waitable } from '../hub/linkable.ts';
import type { Runnable } from '../hub/runnable.ts';
import { checkCount, checkIterable, hasMethod, show } from '../hub/validate.ts';
import type { Clock, WaitOptions } from './timed-wait.ts';

/** The options of `wait` and `iwait`. */
export interface WaitManyOptions extends WaitOptions {
  /** How many to wait for; all by default. */
  count?: number;
}

/** A link that stands in the list of one object. */
class Arrival<W extends Waitable> implements Link {
  before: Link | null;
  after: Link | null;
  readonly object: W;
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

/** The link of all objects that nobody else is linked to: most, when thousands are joined. */
class SharedArrival<W extends Waitable> extends SharedLink {
  private readonly owner: Arrivals<W>;

  constructor(owner: Arrivals<W>) {
    super();
    this.owner = owner;
  }

  notify(source: unknown): void {
    this.owner.arrived(source as W);
  }

  separate(source: unknown): Link {
    return this.owner.linkOf(source as W);
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
  private readonly shared: SharedArrival<W>;
  /** The links of those objects that others are linked to as well. */
  private readonly separate: Arrival<W>[];
  private begun: boolean;
  private ended: boolean;
  private greenlet: Runnable | null;
  /** How many links have not been called. */
  private open: number;

  constructor(objects: readonly W[], clock: Clock | null) {
    this.ready = [];
    this.expired = false;
    this.listener = null;
    this.objects = objects;
    this.clock = clock;
    this.shared = new SharedArrival(this);
    this.separate = [];
    this.begun = false;
    this.ended = false;
    this.greenlet = null;
    this.open = 0;
  }

  /** Link to every object, once; what is ready already arrives with the next round of the run queue. */
  begin(greenlet: Runnable): void {
    if (this.begun) return;
    this.begun = true;
    this.greenlet = greenlet;
    try {
      for (const object of this.objects) {
        if (object instanceof Linkable) {
          object.bind(greenlet.loop);
          object.enlistShared(this.shared);
        } else {
          object.rawlink(this.linkOf(object));
        }
        this.open++;
      }
      this.clock?.start(greenlet, this);
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** @internal A link of its own for `object`. */
  linkOf(object: W): Link & { notify(): void } {
    const link = new Arrival(object, this);
    this.separate.push(link);
    return link;
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
    if (!this.begun || this.ended) return;
    this.ended = true;
    this.clock?.stop(this.greenlet!);
    // All have been called: nothing is linked any more.
    if (this.open === 0) return;
    for (const object of this.objects) if (object instanceof Linkable) object.delist(this.shared);
    for (const link of this.separate) {
      const { object } = link;
      if (object instanceof Linkable) object.delist(link);
      else object.unlink(link);
    }
  }
}

/** Check a list of things to wait for. */
export function checkObjects<W>(objects: Iterable<W>, name: string): readonly W[] {
  checkIterable(objects, name, 'things to wait for');
  // A copy: the caller may change its list while it waits.
  const all = [...objects];
  for (const object of all) {
    if (object instanceof Linkable || (hasMethod(object, 'rawlink') && hasMethod(object, 'unlink'))) continue;
    throw new TypeError(`${name} must hold things to wait for: received ${show(object)}`);
  }
  return all;
}

/** How many of those that are there to wait for. */
export function wantedOf(options: WaitManyOptions | undefined, available: number): number {
  if (options?.count === undefined) return available;
  checkCount(options.count, 'count', 0);
  return Math.min(options.count, available);
}
