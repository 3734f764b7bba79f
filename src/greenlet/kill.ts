/**
 * Kills: an error thrown into a greenlet, from the hub, when the entry queued at the call is reached.
 *
 * gevent: `_kill`, `_killall3`.
 */
import { isGreenletExit, WrongHubError } from '../hub/errors.ts';
import type { Loop } from '../hub/loop.ts';
import type { Entry } from '../hub/run-queue.ts';
import * as State from '../hub/state.ts';
import { type Runnable, running } from '../hub/runnable.ts';
import { type TimeLimit, TimedWait } from './timed-wait.ts';

/** Throw `error` into `target` now, from the hub; a dead one is left alone. */
function deliver(target: Runnable, error: Error): void {
  if (target.abortStart(error) || target.state !== State.Parked) return;
  target.throwInto(error);
  if (isGreenletExit(error) && !target.dead) target.survived();
}

/** A kill in the run queue. */
export class Kill implements Entry {
  readonly target: Runnable;
  private readonly error: Error;
  delivered: boolean;
  /** The operation that waits for the delivery. */
  waiter: { delivered(): void } | null;

  constructor(target: Runnable, error: Error) {
    this.target = target;
    this.error = error;
    this.delivered = false;
    this.waiter = null;
    target.loop.schedule(this);
  }

  execute(): void {
    this.delivered = true;
    deliver(this.target, this.error);
    const { waiter } = this;
    this.waiter = null;
    waiter?.delivered();
  }
}

/** Kills of several greenlets as one entry: all are thrown in, in order, before any other greenlet runs. */
export class MassKill implements Entry {
  readonly loop: Loop;
  private readonly targets: readonly Runnable[];
  private readonly error: () => Error;
  delivered: boolean;
  /** Those that its error has not ended at once; one that is listed twice may have ended by the second. */
  readonly survivors: Runnable[];
  waiter: { delivered(): void } | null;

  constructor(targets: readonly Runnable[], error: () => Error) {
    this.targets = targets;
    this.error = error;
    this.delivered = false;
    this.survivors = [];
    this.waiter = null;
    this.loop = targets[0]!.loop;
    for (const { loop, name } of targets) {
      if (loop !== this.loop) throw new WrongHubError(`${name} belongs to another hub than those before it`);
    }
    this.loop.schedule(this);
  }

  execute(): void {
    this.delivered = true;
    for (const target of this.targets) {
      if (target.dead) continue;
      deliver(target, this.error());
      if (!target.dead) this.survivors.push(target);
    }
    const { waiter } = this;
    this.waiter = null;
    waiter?.delivered();
  }
}

/** Waits until a kill is delivered and its target has died. True: it is dead; false: time was up first. */
export class KillWait extends TimedWait<boolean> {
  readonly subject: Runnable;
  private readonly kill: Kill | null;

  /** @param kill the kill that is under way; null if the target was dead, or never began. */
  constructor(target: Runnable, kill: Kill | null, limit: TimeLimit) {
    super(limit);
    this.subject = target;
    this.kill = kill;
  }

  override get mayFloat(): boolean {
    return true;
  }

  describe(): string {
    return `kill of ${this.subject.name}`;
  }

  protected attempt(): boolean {
    return this.subject.dead;
  }

  protected override enlist(greenlet: Runnable): void {
    this.subject.bind(greenlet.loop);
    // The time limit is for the end of the target, not for the delivery, as in gevent.
    if (this.kill === null || this.kill.delivered) super.enlist(greenlet);
    else this.kill.waiter = this;
  }

  delivered(): void {
    const greenlet = this.greenlet!;
    if (this.subject.dead) {
      greenlet.resume(undefined);
      return;
    }
    try {
      super.enlist(greenlet);
    } catch (error) {
      // A `Timeout` that was closed meanwhile. Nobody else is there to tell.
      this.fail(error as Error);
    }
  }

  protected register(): void {
    this.subject.enlist(this);
  }

  protected unregister(): void {
    if (this.kill !== null) this.kill.waiter = null;
    this.subject.delist(this);
  }

  protected result(): boolean {
    return true;
  }

  protected timedOut(): boolean {
    return false;
  }
}

/** Throw `error` into `target`: now if the caller is the hub, else as soon as the hub has run what is ready. */
export function throwSoon(target: Runnable, error: Error): void {
  const inHub = running === null && target.loop.isActive;
  if (inHub && target.state === State.Parked) target.throwInto(error);
  else killSoon(target, error);
}

/** Throw `error` into `target` as soon as the hub has run what is ready, whoever the caller is. */
export function killSoon(target: Runnable, error: Error): void {
  if (!target.dead && !target.cancelStart(error)) void new Kill(target, error);
}
