/**
 * Trails: which calls a greenlet has begun, itself or by way of promise code that it started.
 *
 * A greenlet that is interrupted in `yield* promise` is to stop what it waits for. If the promise is that of a call
 * which took our signal, that call is known. If it is another one, such as `fetch(url).then(…)` or what a library
 * returned, then it is taken for the work of the step that led to the wait: the calls begun in that step, and those that
 * promise code started in it begins later. The second kind is found by `AsyncLocalStorage` (see follow.ts), whose store
 * is the trail of the step.
 */
import { type Runnable, running } from '../hub/runnable.ts';
import { Greenlet } from '../greenlet/greenlet.ts';
import { UntilOperation } from '../hub/until.ts';
import { type Call, registry, type Trail } from './registry.ts';

/** A list of weak references is looked through for dead ones when it has grown to this length, then at its double. */
const FIRST_SWEEP = 32;

/** What the trails of one greenlet have in common. */
export class Track {
  /** Whose they are; null until that is known. */
  owner: Runnable | null;
  private watching: boolean;

  constructor(owner: Runnable | null) {
    this.owner = owner;
    this.watching = false;
  }

  /**
   * A greenlet whose body is a plain or async function waits in the core, which knows nothing of calls: when such a one
   * ends otherwise than by returning, its one step is stopped.
   */
  watch(step: StepTrail): void {
    const { owner } = this;
    if (this.watching || !(owner instanceof Greenlet)) return;
    if (owner.iterator !== null && !(owner.iterator instanceof UntilOperation)) return;
    this.watching = true;
    owner.signal.addEventListener('abort', () => {
      if (owner.exception !== undefined || (owner.value as unknown) instanceof Error) step.stop(null);
    });
  }
}

/** The trail of one step of a greenlet: from a switch to it, to the next. */
export class StepTrail implements Trail {
  readonly track: Track;
  /** Whether what belongs to this step is not wanted any more. */
  private stopped: boolean;
  /** Held weakly: a pending promise is held by what will settle it, and its call by the promise. */
  private calls: WeakRef<Call>[] | null;
  private sweepAt: number;

  constructor(track: Track) {
    this.track = track;
    this.stopped = false;
    this.calls = null;
    this.sweepAt = FIRST_SWEEP;
  }

  begin(): Call {
    const call: Call = { controller: new AbortController(), promise: null };
    // A library that tries again, say, after its first attempt was stopped.
    if (this.stopped) call.controller.abort();
    return call;
  }

  note(call: Call): void {
    if (this.stopped) {
      if (call.promise !== null) registry.stopped.add(call.promise);
      call.controller.abort();
      return;
    }
    this.calls ??= [];
    if (this.calls.length >= this.sweepAt) {
      this.calls = this.calls.filter((reference) => reference.deref() !== undefined);
      this.sweepAt = Math.max(FIRST_SWEEP, 2 * this.calls.length);
    }
    this.calls.push(new WeakRef(call));
    this.track.watch(this);
  }

  /** Abort the calls of this step, and those that are still to come of it; not those another greenlet waits for. */
  stop(waitedFor: object | null): void {
    this.stopped = true;
    const { calls } = this;
    this.calls = null;
    if (waitedFor !== null) registry.stopped.add(waitedFor);
    for (const reference of calls ?? []) {
      const call = reference.deref();
      if (call !== undefined) stopCall(call, waitedFor);
    }
  }
}

/** Abort `call`, unless another greenlet waits for it. */
export function stopCall({ controller, promise }: Call, waitedFor: object | null): void {
  if (controller.signal.aborted) return;
  if (promise !== null) {
    if (promise !== waitedFor && registry.waits.has(promise)) return;
    registry.stopped.add(promise);
  }
  controller.abort();
}

/** The steps of greenlets that have no context to be followed by: such a step lasts until the next wait for a promise. */
const unfollowed = new WeakMap<Runnable, StepTrail>();

/** Called with a greenlet that has made calls and has no context to be followed by. */
let onUnfollowed: ((greenlet: Runnable) => void) | null = null;

/** Have `notice` called with greenlets that cannot be followed; null to stop. */
export function watchUnfollowed(notice: typeof onUnfollowed): void {
  onUnfollowed = notice;
}

/** The trail of the step that the running greenlet `greenlet` is in; null if it has left none. */
export function findTrail(greenlet: Runnable): StepTrail | null {
  const store = registry.following ? registry.storage.getStore() : undefined;
  if (store instanceof StepTrail) {
    store.track.owner ??= greenlet;
    if (store.track.owner === greenlet) return store;
  }
  return unfollowed.get(greenlet) ?? null;
}

/** The step of a greenlet that is not followed has ended. */
export function endStep(greenlet: Runnable): void {
  unfollowed.delete(greenlet);
}

/** The trail of the running greenlet, made if need be; null outside any. */
export function ownTrail(): StepTrail | null {
  if (running === null) return null;
  let trail = findTrail(running);
  if (trail === null) {
    trail = new StepTrail(new Track(running));
    unfollowed.set(running, trail);
    onUnfollowed?.(running);
  }
  return trail;
}

/** The trail to note a call in: of the running greenlet, or of the step that has started the promise code; null if none. */
export function currentTrail(): Trail | null {
  for (const copy of registry.copies) {
    const trail = copy.trail();
    if (trail !== null) return trail;
  }
  return registry.storage.getStore() ?? null;
}
