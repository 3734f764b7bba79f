/**
 * Joining and killing many greenlets.
 *
 * gevent: `gevent.joinall`, `gevent.killall`, `gevent.kill`.
 */
import { type ErrorClass, toError, WrongHubError } from '../hub/errors.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { Runnable } from '../hub/runnable.ts';
import { checkIterable, show } from '../hub/validate.ts';
import type { WaitManyOptions } from './arrivals.ts';
import { Greenlet } from './greenlet.ts';
import { killSoon, MassKill } from './kill.ts';
import { limitOf, type TimeLimit, TimedWait } from './timed-wait.ts';
import { gather } from './wait.ts';

/** The options of `joinall`. */
export interface JoinallOptions extends WaitManyOptions {
  /** Throw the first error, in order of completion, as soon as it is known; the other greenlets go on. */
  raiseError?: boolean;
}

/**
 * Wait until `greenlets` have ended.
 *
 * @param greenlets the greenlets; one that is listed twice is given twice.
 * @param options `timeout` in milliseconds; `raiseError`; `count`: how many to wait for.
 * @returns those that ended in time, in order of completion. A killed one is no error. A kill or an outer timeout ends
 *   the wait and leaves the greenlets alone.
 *
 * gevent: `gevent.joinall`.
 */
export function joinall<G extends Greenlet<unknown>>(greenlets: Iterable<G>, options?: JoinallOptions): Operation<G[]> {
  checkIterable(greenlets, 'greenlets', 'greenlets');
  const all = [...greenlets];
  for (const greenlet of all) {
    if (!(greenlet instanceof Greenlet)) {
      throw new TypeError(`greenlets must hold greenlets: received ${show(greenlet)}`);
    }
  }
  if (options?.raiseError !== true) return gather('joinall', all, options, null);
  for (const greenlet of all) greenlet.observe();
  return gather('joinall', all, options, (greenlet) => {
    if (greenlet.dead && !greenlet.successful()) throw greenlet.exception;
  });
}

/**
 * Throw `error` into `greenlet` once the hub has run what is ready; does not wait for its end.
 *
 * @param greenlet a greenlet of any kind; nothing happens to a dead one
 * @param error what to throw; a `GreenletExit` by default
 *
 * gevent: `gevent.kill`.
 */
export function kill(greenlet: Runnable, error?: Error | ErrorClass): void {
  checkRunnable(greenlet);
  killSoon(greenlet, toError(error, 'error'));
}

function checkRunnable(greenlet: unknown): asserts greenlet is Runnable {
  if (!(greenlet instanceof Runnable)) throw new TypeError(`greenlet must be a greenlet: received ${show(greenlet)}`);
}

/** Waits until a mass kill is delivered. */
class DeliveryWait extends TimedWait<boolean> {
  readonly subject: MassKill;

  constructor(kill: MassKill, limit: TimeLimit) {
    super(limit);
    this.subject = kill;
  }

  describe(): string {
    return 'killall';
  }

  protected attempt(): boolean {
    return this.subject.delivered;
  }

  protected register(greenlet: Runnable): void {
    if (greenlet.loop !== this.subject.loop) {
      throw new WrongHubError('the greenlets to be killed belong to another hub: kill() does not wait for them');
    }
    this.subject.waiter = this;
  }

  delivered(): void {
    this.notify(undefined);
  }

  protected unregister(): void {
    this.subject.waiter = null;
  }

  protected result(): boolean {
    return true;
  }

  protected timedOut(): boolean {
    return false;
  }
}

/**
 * Kill `greenlets`. Those that have not begun end at the call; `error` is thrown into the others in order, in one go,
 * once the hub has run what is ready now. It takes effect at the call; the operation only waits for their end.
 *
 * @param greenlets greenlets of any kind
 * @param error what to throw; by default one `GreenletExit`, into all of them. Of a class, each gets an instance.
 * @param options `timeout` in milliseconds: how long to wait.
 * @returns true: all are dead; false: some were alive when time was up.
 *
 * gevent: `gevent.killall`, which raises `Timeout` when time is up.
 */
export function killall(
  greenlets: Iterable<Runnable>,
  error?: Error | ErrorClass,
  options?: { timeout?: TimeLimit },
): Operation<boolean> {
  const limit = limitOf(options);
  const first = toError(error, 'error');
  checkIterable(greenlets, 'greenlets', 'greenlets');
  const all = [...greenlets];
  for (const greenlet of all) checkRunnable(greenlet);
  // To make an error is two fifths of a kill: only who names a class gets one for each.
  const errorForEach = typeof error === 'function' ? () => toError(error, 'error') : () => first;
  const begun = all.filter((greenlet) => !greenlet.dead && !greenlet.cancelStart(errorForEach()));
  const mass = begun.length === 0 ? null : new MassKill(begun, errorForEach);
  return operation('killall', () => waitForEnd(begun, mass, limit), true);
}

function* waitForEnd(begun: readonly Runnable[], mass: MassKill | null, limit: TimeLimit): Coroutine<boolean> {
  if (mass === null) return true;
  const { loop } = begun[0]!;
  const deadline = typeof limit === 'number' ? loop.now() + limit : null;
  const { delivered } = mass;
  if (!(yield* new DeliveryWait(mass, limit))) return false;
  const alive = delivered ? begun.filter((greenlet) => !greenlet.dead) : mass.survivors;
  if (alive.length === 0) return true;
  const left = deadline === null ? limit : Math.max(0, deadline - loop.now());
  yield* gather('killall', alive, { timeout: left }, null);
  return begun.every((greenlet) => greenlet.dead);
}
