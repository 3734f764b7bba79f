/**
 * Giving way: for a time, for one round of the run queue, or until nothing else is left to do.
 *
 * gevent: `gevent.sleep`, `gevent.idle`.
 */
import type { Entry } from '../hub/run-queue.ts';
import { BaseOperation, BlockingOperation, cannotBlock, driven, type Operation, toPromise } from '../hub/operation.ts';
import { PARKED, type Parked, type Wait } from '../hub/coroutine.ts';
import * as State from '../hub/state.ts';
import { type Runnable, running } from '../hub/runnable.ts';
import { resetTimer, type Timer } from '../hub/timers.ts';
import { show } from '../hub/validate.ts';

type Nothing = IteratorResult<Parked, void>;

/** What `sleep(0)` gives. */
const DONE: IteratorReturnResult<void> = { done: true, value: undefined };

/** `sleep(0)`: stateless, so one object serves every greenlet. */
class Yielding extends BaseOperation<void> implements Wait {
  get subject(): unknown {
    return undefined;
  }

  describe(): string {
    return 'sleep(0)';
  }

  [Symbol.iterator](): Iterator<Parked, void, unknown> {
    return this;
  }

  next(): Nothing {
    const greenlet = running;
    if (greenlet === null) throw cannotBlock('sleep(0)');
    if (greenlet.state === State.Resuming) {
      greenlet.state = State.Running;
      greenlet.waitsFor = null;
      return DONE;
    }
    greenlet.park(this);
    greenlet.loop.schedule(greenlet);
    return PARKED;
  }

  throw(error: unknown): Nothing {
    this.cancel();
    throw error;
  }

  return(): Nothing {
    const greenlet = running;
    if (greenlet !== null && greenlet.waitsFor === this) {
      this.cancel();
      greenlet.waitsFor = null;
      greenlet.state = State.Running;
    }
    throw driven('return', 'sleep(0)');
  }

  /** The entry in the run queue cannot be taken out: it is skipped when its turn comes. */
  cancel(): void {
    running!.disown();
  }

  /** Shared by all, it cannot keep one promise. */
  override then<A = void, B = never>(
    onValue?: ((value: void) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return toPromise(new Yielding()).then(onValue, onError);
  }
}

const yielding = new Yielding();

/** `sleep(ms)`: the operation is its own timer. */
class Sleep extends BlockingOperation<void> implements Timer {
  declare deadline: number;
  declare order: number;
  declare slot: number;
  declare earlier: Timer | null;
  declare later: Timer | null;
  private readonly duration: number;

  constructor(duration: number) {
    super();
    resetTimer(this);
    this.duration = duration;
  }

  // Not fields: a million sleepers hold a million of these.
  get ref(): boolean {
    return true;
  }

  get yields(): boolean {
    return false;
  }

  get subject(): unknown {
    return undefined;
  }

  describe(): string {
    return `sleep(${this.duration})`;
  }

  protected attempt(): boolean {
    return false;
  }

  protected enlist(greenlet: Runnable): void {
    greenlet.loop.startTimer(this, this.duration);
  }

  fire(): void {
    this.greenlet!.resume(undefined);
  }

  cancel(): void {
    this.greenlet!.loop.stopTimer(this);
  }

  protected complete(): void {}
}

/** A sleep that does not keep the process alive. */
class UnrefSleep extends Sleep {
  override get ref(): boolean {
    return false;
  }
}

/**
 * Let the other greenlets run for `ms` milliseconds.
 *
 * `sleep(0)`, and a negative time as in gevent, goes to the end of the run queue: every greenlet that is ready runs
 * first, timers and I/O do not (unless the switch interval is over). A kill or a timeout ends it early.
 *
 * @param ms the time in milliseconds, fractions allowed; 0 by default. Timers fire up to a millisecond late.
 * @param options `ref: false` does not keep the process alive, nor does it prevent a `LoopExit`.
 *
 * gevent: `gevent.sleep`, in seconds there.
 */
export function sleep(ms: number = 0, options?: { ref?: boolean }): Operation<void> {
  if (typeof ms !== 'number') throw new TypeError(`ms must be a number of milliseconds: received ${show(ms)}`);
  if (Number.isNaN(ms)) throw new RangeError('ms must be a number of milliseconds: received NaN');
  if (ms <= 0) return yielding;
  return options?.ref === false ? new UnrefSleep(ms) : new Sleep(ms);
}

class Idle extends BlockingOperation<void> implements Entry {
  get subject(): unknown {
    return undefined;
  }

  describe(): string {
    return 'idle()';
  }

  protected attempt(): boolean {
    return false;
  }

  protected enlist(greenlet: Runnable): void {
    greenlet.loop.whenIdle(this);
  }

  /** @internal */
  execute(): void {
    this.greenlet?.resume(undefined);
  }

  cancel(): void {
    this.greenlet!.loop.cancelIdle(this);
  }

  protected complete(): void {}
}

/**
 * Wait until nothing else is ready: the run queue is empty, and a look at timers and I/O has found nothing.
 *
 * gevent: `gevent.idle`, without its priority: this is the lowest.
 */
export function idle(): Operation<void> {
  return new Idle();
}
