/**
 * A set of greenlets that can be joined and killed together: what Group and Pool have in common.
 *
 * gevent: `Group`, of which `Pool` is a subclass there.
 */
import { Greenlet } from '../greenlet/greenlet.ts';
import { joinall } from '../greenlet/joinall.ts';
import { limitOf, type TimeLimit, type WaitOptions } from '../greenlet/timed-wait.ts';
import { Timeout } from '../greenlet/timeout.ts';
import { type ErrorClass, toError } from '../hub/errors.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { show } from '../hub/validate.ts';
import { Event } from '../sync/event.ts';

/** The class of the greenlets that a group makes; a subclass takes the body and its arguments, as `Greenlet` does. */
export type GreenletClass = new (
  body: ((...args: never[]) => unknown) | undefined,
  ...args: readonly unknown[]
) => Greenlet<unknown>;

/** The options of `join` of a group or pool. */
export interface GroupJoinOptions extends WaitOptions {
  /** Afterwards, throw the first error of those that were members at the call. */
  raiseError?: boolean;
}

/** Refuse anything but a greenlet. */
export function checkGreenlet(greenlet: unknown): asserts greenlet is Greenlet<unknown> {
  if (!(greenlet instanceof Greenlet)) throw new TypeError(`greenlet must be a Greenlet: received ${show(greenlet)}`);
}

/** A set of greenlets. One that ends leaves it, in the pass that calls its links. */
export abstract class Members implements Iterable<Greenlet<unknown>> {
  /** The class of the greenlets that `spawn` makes. */
  greenletClass: GreenletClass;
  private readonly members: Set<Greenlet<unknown>>;
  private readonly dying: Set<Greenlet<unknown>>;
  private readonly isEmpty: Event;
  private readonly leave: { notify(greenlet: Greenlet<unknown>): void };

  constructor(greenletClass: GreenletClass | undefined) {
    this.greenletClass = greenletClass ?? Greenlet;
    this.members = new Set();
    this.dying = new Set();
    this.isEmpty = new Event();
    this.isEmpty.set();
    this.leave = { notify: (greenlet) => void this.drop(greenlet) };
  }

  /** How many greenlets are in it. gevent: `len(group)`. */
  get length(): number {
    return this.members.size;
  }

  /** Whether `greenlet` is in it. */
  has(greenlet: unknown): boolean {
    return this.members.has(greenlet as Greenlet<unknown>);
  }

  [Symbol.iterator](): Iterator<Greenlet<unknown>> {
    return this.members[Symbol.iterator]();
  }

  /** Whether another greenlet would have to wait for a slot. */
  abstract full(): boolean;

  /** @internal Count a greenlet in. */
  protected include(greenlet: Greenlet<unknown>): void {
    checkGreenlet(greenlet);
    if (this.members.has(greenlet)) return;
    // Told like any other link, but being in a group observes nobody's error.
    const { observed } = greenlet;
    greenlet.rawlink(this.leave);
    greenlet.observed = observed;
    this.members.add(greenlet);
    this.isEmpty.clear();
  }

  /** Count a greenlet out; returns whether it was in. */
  protected drop(greenlet: Greenlet<unknown>): boolean {
    if (this.dying.size !== 0) this.dying.delete(greenlet);
    const wasMember = this.members.delete(greenlet);
    if (this.members.size === 0) this.isEmpty.set();
    return wasMember;
  }

  /** Take a greenlet out without ending it. gevent: `discard`. */
  discard(greenlet: Greenlet<unknown>): void {
    checkGreenlet(greenlet);
    this.drop(greenlet);
    greenlet.unlink(this.leave);
  }

  /**
   * Wait until it is empty.
   *
   * @param options `timeout` in milliseconds; `raiseError`: throw the first error of those that are members now.
   * @returns true: it became empty; false: time was up.
   *
   * gevent: `Group.join`.
   */
  join(options?: GroupJoinOptions): Operation<boolean> {
    const limit = limitOf(options);
    return operation('join of a group', () => this.joinMembers(limit, options?.raiseError === true));
  }

  private *joinMembers(limit: TimeLimit, raiseError: boolean): Coroutine<boolean> {
    const present = raiseError ? [...this.members] : [];
    for (const greenlet of present) greenlet.observe();
    const emptied = yield* this.isEmpty.wait({ timeout: limit });
    for (const greenlet of present) if (greenlet.dead && !greenlet.successful()) throw greenlet.exception;
    return emptied;
  }

  /**
   * Kill every member, and those that come in while it waits. It takes effect at the call; the operation waits until it
   * is empty.
   *
   * @param error what to throw; a `GreenletExit` by default
   * @param options `timeout`: how long to wait, in milliseconds.
   * @returns true: it is empty; false: time was up.
   *
   * gevent: `Group.kill`, which returns None.
   */
  kill(error?: Error | ErrorClass, options?: { timeout?: TimeLimit }): Operation<boolean> {
    const limit = limitOf(options);
    toError(error, 'error');
    this.killMembers(error);
    return operation('kill of a group', () => this.killUntilEmpty(error, limit), true);
  }

  private killMembers(error: Error | ErrorClass | undefined): void {
    for (const greenlet of [...this.members]) {
      if (this.dying.has(greenlet)) continue;
      this.dying.add(greenlet);
      void greenlet.kill(error);
    }
  }

  private *killUntilEmpty(error: Error | ErrorClass | undefined, limit: TimeLimit): Coroutine<boolean> {
    const clock = limit === undefined || limit === null ? null : Timeout.startNew(limit);
    try {
      while (this.members.size !== 0) {
        this.killMembers(error);
        yield* joinall(this.members);
        // Those whose links were all taken back cannot leave by themselves.
        for (const greenlet of this.members) if (greenlet.dead && !greenlet.hasLinks()) this.drop(greenlet);
      }
      return true;
    } catch (thrown) {
      if (thrown !== clock) throw thrown;
      return false;
    } finally {
      clock?.cancel();
    }
  }

  /**
   * Kill one member. It takes effect at the call; the operation waits for its end.
   *
   * @param greenlet a member; for another, or one that is being killed already, nothing happens and nothing is waited for
   * @param error what to throw; a `GreenletExit` by default
   * @param options `timeout`: how long to wait, in milliseconds.
   * @returns true: it is dead; false: it is not, or time was up.
   *
   * gevent: `Group.killone`.
   */
  killone(
    greenlet: Greenlet<unknown>,
    error?: Error | ErrorClass,
    options?: { timeout?: TimeLimit },
  ): Operation<boolean> {
    const limit = limitOf(options);
    checkGreenlet(greenlet);
    toError(error, 'error');
    const kills = this.members.has(greenlet) && !this.dying.has(greenlet);
    if (kills) {
      this.dying.add(greenlet);
      void greenlet.kill(error);
    }
    return operation('killone', () => joinOne(greenlet, kills, limit), true);
  }
}

function* joinOne(greenlet: Greenlet<unknown>, waits: boolean, limit: TimeLimit): Coroutine<boolean> {
  return waits ? yield* greenlet.join({ timeout: limit }) : greenlet.dead;
}
