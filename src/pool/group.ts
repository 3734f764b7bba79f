/**
 * Group: greenlets without a limit on their number.
 *
 * gevent: `gevent.pool.Group`.
 */
import type { Greenlet } from '../greenlet/greenlet.ts';
import type { Body, Returned } from '../hub/body.ts';
import { checkFunction } from '../hub/validate.ts';
import { MappingMembers } from './mapping.ts';
import type { GreenletClass } from './members.ts';

/** The options of a group or a pool. */
export interface GroupOptions {
  /** The class of the greenlets it makes. */
  greenletClass?: GreenletClass;
}

/**
 * A set of greenlets to be joined or killed together. It lives until it is told to end, whoever made it.
 *
 * gevent: `gevent.pool.Group`.
 */
export class Group extends MappingMembers {
  /**
   * @param greenlets its first members
   * @param options `greenletClass`: the class of the greenlets that it makes.
   */
  constructor(greenlets?: Iterable<Greenlet<unknown>>, options?: GroupOptions) {
    super(options?.greenletClass);
    if (greenlets !== undefined) for (const greenlet of greenlets) this.include(greenlet);
  }

  /** Never: a group has no limit. */
  full(): boolean {
    return false;
  }

  /** Count a greenlet in; one that has ended leaves again with the next pass. gevent: `add`. */
  add(greenlet: Greenlet<unknown>): void {
    this.include(greenlet);
  }

  /** Count a greenlet in and start it. gevent: `start`. */
  start(greenlet: Greenlet<unknown>): void {
    this.include(greenlet);
    greenlet.start();
  }

  /**
   * Start `body(...args)` as a member. Never waits.
   *
   * gevent: `spawn`.
   */
  spawn<A extends unknown[], R>(body: Body<A, R>, ...args: A): Greenlet<Returned<R>> {
    checkFunction(body, 'body');
    const greenlet = new this.greenletClass(body, ...args);
    this.start(greenlet);
    return greenlet as Greenlet<Returned<R>>;
  }

  /** There is always one more. */
  protected takeSlot(): null {
    return null;
  }

  protected returnSlot(): void {}
}
