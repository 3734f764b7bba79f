/**
 * Operations: what blocks. `yield*` waits for one inside a greenlet, `await` outside.
 *
 * An operation is cold: nothing happens before it is iterated or awaited. Its first `next()` either finishes at once,
 * without a switch, or parks the running greenlet; the second finishes when the hub resumes it, and `throw()`
 * unregisters and rethrows, so that a waiter that is killed or timed out leaves no trace. It runs once.
 */
import { BlockingSwitchOutError, InvalidSwitchError, OperationReusedError } from './errors.ts';
import { activeLoop, type Callback, currentLoop, type Loop } from './loop.ts';
import { type Coroutine, dropLastResult, finish, PARKED, type Parked, type Steps, type Wait } from './coroutine.ts';
import * as Phase from './phase.ts';
import * as State from './state.ts';
import { Runnable, running } from './runnable.ts';
import { hasMethod, show } from './validate.ts';

/**
 * Something that may block, and gives a `T`.
 *
 * ```ts
 * const item = yield* queue.get(); // in a greenlet
 * const item = await queue.get(); // anywhere else
 * ```
 */
export interface Operation<T> extends PromiseLike<T> {
  [Symbol.iterator](): Iterator<Parked, T, unknown>;
  /**
   * The same operation under an `AbortSignal`: when the signal is aborted first, the wait ends with the signal's
   * reason, and nothing that was waited for is consumed. For `await`, where nothing else could take back a wait that
   * lost a `Promise.race`.
   */
  with(options: { signal: AbortSignal }): Operation<T>;
}

/** Marks what the hub may run as an operation, in every copy of the package. */
const OPERATION = Symbol.for('greenlets.operation');

/** Whether `value` is an operation. */
export function isOperation(value: object): value is Operation<unknown> {
  return OPERATION in value;
}

/** The error for an operation that would block where nothing can. */
export function cannotBlock(what: string): BlockingSwitchOutError {
  return new BlockingSwitchOutError(
    activeLoop() === null
      ? `${what} was waited for with yield* outside any greenlet: spawn the generator, or await the operation`
      : `Impossible to call blocking function in the event loop callback: ${what}`,
  );
}

/** The greenlet that is about to block in `what`. */
export function blockingGreenlet(what: Wait): Runnable {
  if (running === null) throw cannotBlock(what.describe());
  return running;
}

/** Promise code that awaits an operation: a greenlet whose whole body is that operation. */
export class Awaiter extends Runnable {
  readonly promise: Promise<unknown>;
  private resolve!: (value: unknown) => void;
  private reject!: (error: unknown) => void;

  constructor(loop: Loop, steps: Steps) {
    super(loop);
    this.iterator = steps;
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.inherit();
    // It runs inside whoever awaits: that one must not be overlooked.
    if (running !== null && running.liveIndex < 0) running.enrol();
    // At once, as gevent's main greenlet would: what is ready already resolves without a drain.
    this.startRunning();
    if (!this.dead) loop.attend();
  }

  get name(): string {
    return `await-${this.id}`;
  }

  protected begin(): void {
    this.follow(this.iterator!);
  }

  protected end(failed: boolean, value: unknown): void {
    this.close(failed);
    // The code behind the `await` runs in a microtask: let it, before the next greenlet gets its turn.
    this.loop.interrupt();
    this.traceEnd(failed, value);
    if (failed) this.reject(value);
    else this.resolve(value);
    dropLastResult();
  }
}

/** Make the promise of an operation, or of anything else that steps. */
export function toPromise<T>(steps: Iterator<Parked, T, unknown>): Promise<T> {
  return new Awaiter(currentLoop(), steps).promise as Promise<T>;
}

/** The error for an operation that is started again. */
export function reused(what: string): OperationReusedError {
  return new OperationReusedError(`${what} was started already: an operation runs once, call the function again`);
}

/** The error for a parked operation that something other than the hub steps. */
export function driven(method: string, what: string): InvalidSwitchError {
  return new InvalidSwitchError(
    `${method}() was called on ${what} while it is parked: wait for it with yield*, not with a loop, spread or destructuring`,
  );
}

/** What all operations have: they can be awaited, and ended by a signal. */
export abstract class BaseOperation<T> implements Operation<T> {
  declare private promise?: Promise<T>;

  abstract [Symbol.iterator](): Iterator<Parked, T, unknown>;

  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.promise ??= toPromise(this[Symbol.iterator]());
    return this.promise.then(onValue, onError);
  }

  with(options: { signal: AbortSignal }): Operation<T> {
    return withSignal(this, options.signal);
  }
}
Object.defineProperty(BaseOperation.prototype, OPERATION, { value: true });

/**
 * The base of the operations that park by themselves. `attempt` is called first and may finish at once; then `enlist`
 * registers the greenlet; `complete` gives the result once the hub has resumed it.
 */
export abstract class BlockingOperation<T> extends BaseOperation<T> implements Wait {
  /** The greenlet that waits in it. */
  greenlet: Runnable | null;
  protected phase: Phase.Value;

  constructor() {
    super();
    this.greenlet = null;
    this.phase = Phase.Fresh;
    if (noteFresh !== null) noteFresh(this);
  }

  /** What is waited for, in words. */
  abstract describe(): string;
  /** The object that is waited for. */
  abstract readonly subject: unknown;
  /** Finish at once if that is possible: return true and have `complete` give the result. */
  protected abstract attempt(): boolean;
  /** Register `greenlet` with whatever will wake it. */
  protected abstract enlist(greenlet: Runnable): void;
  /** Undo `enlist`: somebody else resumes the greenlet. */
  abstract cancel(): void;
  /** The result; what it throws is thrown at the `yield*`. Called after `attempt` gave true, and after a wake-up. */
  protected abstract complete(value: unknown): T;
  /** Whether `error`, thrown at the waiting greenlet, ends this wait rather than interrupting it. */
  protected expects(_error: unknown): boolean {
    return false;
  }
  /** The result if an error ends it that it expects. */
  protected intercept(error: unknown): T {
    throw error;
  }

  /** Whether it is no mistake to make it and not to wait for it: what it asks for has been done at the call. */
  get mayFloat(): boolean {
    return false;
  }

  /** Whether it was never iterated nor awaited. */
  get fresh(): boolean {
    return this.phase === Phase.Fresh;
  }

  [Symbol.iterator](): Iterator<Parked, T, unknown> {
    return this;
  }

  /**
   * @internal An operation that is worth it has a `next` of its own with these same lines: in one that all share, the
   * engine cannot tell their classes apart, and a wait costs twice as much.
   */
  next(value?: unknown): IteratorResult<Parked, T> {
    if (this.phase === Phase.Fresh) {
      this.phase = Phase.Done;
      if (this.attempt()) return finish(this.complete(undefined));
      return this.parkHere();
    }
    if (this.isResumed()) return finish(this.complete(value));
    throw this.misuse('next');
  }

  /** Park the running greenlet in this. */
  protected parkHere(): IteratorResult<Parked, never> {
    const greenlet = blockingGreenlet(this);
    greenlet.park(this);
    this.greenlet = greenlet;
    this.phase = Phase.Parked;
    try {
      this.enlist(greenlet);
    } catch (error) {
      this.letGo(greenlet);
      throw error;
    }
    return PARKED;
  }

  /** Whether the hub has just resumed the greenlet that is parked in this; it runs on then. */
  protected isResumed(): boolean {
    const { greenlet } = this;
    if (this.phase !== Phase.Parked || greenlet === null) return false;
    if (greenlet.state !== State.Resuming || greenlet !== running) return false;
    this.phase = Phase.Done;
    this.greenlet = null;
    greenlet.waitsFor = null;
    greenlet.state = State.Running;
    return true;
  }

  /** @internal */
  throw(error: unknown): IteratorResult<Parked, T> {
    if (this.phase === Phase.Parked) {
      this.cancel();
      this.letGo(this.greenlet!);
      if (this.expects(error)) return finish(this.intercept(error));
    }
    throw error;
  }

  /** @internal */
  return(): IteratorResult<Parked, T> {
    throw this.misuse('return');
  }

  /** @internal It will not be started, and that is no mistake: another case of a `select` was ready, say. */
  discard(): void {
    if (this.phase === Phase.Fresh) this.phase = Phase.Done;
  }

  /** It waits no longer. */
  protected letGo(greenlet: Runnable): void {
    this.phase = Phase.Done;
    this.greenlet = null;
    if (greenlet.waitsFor === this) greenlet.waitsFor = null;
    if (greenlet.state !== State.Running) greenlet.state = State.Running;
  }

  /** It was driven by something other than `yield*` in a greenlet or `await`. */
  protected misuse(method: string): Error {
    const what = this.describe();
    if (this.phase === Phase.Parked) {
      this.cancel();
      this.letGo(this.greenlet!);
      return driven(method, what);
    }
    return reused(what);
  }
}

/** An operation as debug mode watches it. */
export interface Watched {
  readonly fresh: boolean;
  readonly mayFloat: boolean;
  describe(): string;
}

/** Called with each operation that is made, in debug mode; null costs nothing. */
let noteFresh: ((operation: Watched) => void) | null = null;

/** @internal Watch the making of operations; null stops watching. */
export function watchOperations(note: typeof noteFresh): void {
  noteFresh = note;
}

/** An operation written as a coroutine: for everything that is not worth parking by hand. */
class CoroutineOperation<T> extends BaseOperation<T> {
  private body: (() => Coroutine<T>) | null;
  private readonly what: string;
  readonly mayFloat: boolean;

  constructor(what: string, body: () => Coroutine<T>, mayFloat: boolean) {
    super();
    this.what = what;
    this.body = body;
    this.mayFloat = mayFloat;
    if (noteFresh !== null) noteFresh(this);
  }

  get fresh(): boolean {
    return this.body !== null;
  }

  describe(): string {
    return this.what;
  }

  /** @internal See `BlockingOperation.discard`. */
  discard(): void {
    this.body = null;
  }

  [Symbol.iterator](): Iterator<Parked, T, unknown> {
    const { body } = this;
    if (body === null) throw reused(this.what);
    this.body = null;
    return body();
  }
}

/**
 * Make an operation of a coroutine.
 *
 * @param what its name in messages, as "joinall"
 * @param body called when it is started
 * @param mayFloat true if what it asks for is done at the call, so that waiting for it is the caller's choice
 */
export function operation<T>(what: string, body: () => Coroutine<T>, mayFloat = false): Operation<T> {
  return new CoroutineOperation(what, body, mayFloat);
}

/** The operation `inner`, ended by the abortion of `signal`. */
export function withSignal<T>(inner: Operation<T>, signal: AbortSignal): Operation<T> {
  if (!hasMethod(signal, 'throwIfAborted')) {
    throw new TypeError(`signal must be an AbortSignal: received ${show(signal)}`);
  }
  return operation('an operation with a signal', function* () {
    if (signal.aborted && (inner instanceof BlockingOperation || inner instanceof CoroutineOperation)) inner.discard();
    signal.throwIfAborted();
    const greenlet = running!;
    let abortion: Callback | undefined;
    const onAbort = (): void => {
      abortion = greenlet.loop.runCallback(() => greenlet.throwInto(signal.reason));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return yield* inner;
    } finally {
      signal.removeEventListener('abort', onAbort);
      abortion?.stop();
    }
  });
}
