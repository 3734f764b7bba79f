/**
 * Timeout: an error that is thrown into the greenlet that started it when its time is up.
 *
 * gevent: `gevent.Timeout`.
 */
import { brand, type ErrorClass, GreenletsError, isErrorClass, MisuseError, toError } from '../hub/errors.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import * as State from '../hub/state.ts';
import { type Runnable, running } from '../hub/runnable.ts';
import { isPending, OwnTimer } from '../hub/timers.ts';
import { checkFunction, checkMilliseconds, show } from '../hub/validate.ts';

/** What a `Timeout` throws: itself (default, `false` or a text), or an error of yours. */
export type TimeoutException = Error | ErrorClass | string | false | undefined;

function messageOf(ms: number | null, exception: TimeoutException): string {
  if (ms === null) return '';
  if (exception === undefined) return `${ms} ms`;
  if (exception === false) return `${ms} ms (silent)`;
  if (typeof exception === 'string') return `${ms} ms: ${exception}`;
  return `${ms} ms: ${typeof exception === 'function' ? exception.name : String(exception)}`;
}

function checkException(exception: unknown): void {
  if (exception === undefined || exception === false || typeof exception === 'string') return;
  if (exception instanceof Error || isErrorClass(exception)) return;
  throw new TypeError(`exception must be an Error, a class of errors, a text or false: received ${show(exception)}`);
}

/** Keep the construction of timeouts cheap: their stack would show the hub and nothing else. */
function withoutTrace(): number {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  return limit;
}

/** The timer of a timeout, kept apart so that a printed timeout shows its time and nothing else. */
class TimeoutClock extends OwnTimer {
  readonly exception: TimeoutException;
  /** The greenlet whose time it is, while it is pending. */
  target: Runnable | null;
  closed: boolean;
  private readonly owner: Timeout;

  constructor(owner: Timeout, exception: TimeoutException) {
    super(true);
    this.exception = exception;
    this.target = null;
    this.closed = false;
    this.owner = owner;
  }

  /** @internal Called by the hub when the time is up. */
  fire(): void {
    const { target, exception } = this;
    this.target = null;
    if (target === null || target.state !== State.Parked) return;
    const own = exception === undefined || exception === false || typeof exception === 'string';
    target.throwInto(own ? this.owner : toError(exception, 'exception'));
  }
}

/**
 * A time limit on whatever the running greenlet does from `start()` to `close()`.
 *
 * When the time is up, it is thrown at the point where the greenlet waits. It is delivered once; it cannot interrupt
 * code that does not wait. Between the ordinary timers and the timeouts that fall due together, the ordinary go first.
 *
 * ```ts
 * const limit = Timeout.startNew(1000);
 * try {
 *   yield* work();
 * } finally {
 *   limit.close();
 * }
 * ```
 *
 * gevent: `gevent.Timeout`; seconds there, milliseconds here. `cancel()` then `start()` starts the whole time anew,
 * where gevent on libev goes on with what was left. In Python `except Exception` does not catch it; in JavaScript every
 * `catch` does: `withTimeout` and `run` do not depend on that.
 */
export class Timeout extends GreenletsError {
  /** The time limit in milliseconds; null never expires. */
  readonly ms: number | null;
  readonly #clock: TimeoutClock;

  /**
   * @param ms the time limit in milliseconds; null or left out never expires.
   * @param exception what to throw instead of the timeout itself: an error, or a class of errors. A text is added to
   *   the message; `false` makes `run` swallow it.
   */
  constructor(ms?: number | null, exception?: TimeoutException) {
    if (ms !== undefined && ms !== null) checkMilliseconds(ms, 'ms');
    checkException(exception);
    const limit = withoutTrace();
    super(messageOf(ms ?? null, exception));
    Error.stackTraceLimit = limit;
    this.ms = ms ?? null;
    this.#clock = new TimeoutClock(this, exception);
  }

  /** Always `ERR_TIMEOUT`. */
  override get code(): string {
    return 'ERR_TIMEOUT';
  }

  /**
   * Make a timeout and start it; a `Timeout` is started if it is not pending, and returned.
   *
   * gevent: `Timeout.start_new`.
   */
  static startNew(timeout: number | Timeout | null, exception?: TimeoutException): Timeout {
    const given = timeout instanceof Timeout ? timeout : new Timeout(timeout, exception);
    if (!given.pending) given.start();
    return given;
  }

  /** Whether `close` was called: it cannot be started any more. */
  get closed(): boolean {
    return this.#clock.closed;
  }

  /** Whether it is started and has neither expired nor been cancelled. */
  get pending(): boolean {
    return isPending(this.#clock);
  }

  /**
   * Start the time, for the running greenlet.
   *
   * @throws MisuseError if it is pending or closed, or outside a greenlet.
   */
  start(): void {
    if (this.pending) throw new MisuseError(`a timeout of ${this.message} was started twice: cancel it first`);
    if (this.ms === null) return;
    if (running === null) throw new MisuseError(`a timeout of ${this.message} was started outside any greenlet`);
    this.startFor(running);
  }

  /** @internal Start the time for `greenlet`, which the hub may be about to leave waiting. */
  startFor(greenlet: Runnable): void {
    if (this.ms === null) return;
    if (this.#clock.closed) throw new MisuseError(`a timeout of ${this.message} was started after close()`);
    this.#clock.target = greenlet;
    greenlet.loop.startTimer(this.#clock, this.ms);
  }

  /** Stop the time; `start` may be called again. */
  cancel(): void {
    if (this.#clock.target === null) return;
    this.#clock.target.loop.stopTimer(this.#clock);
    this.#clock.target = null;
  }

  /** Stop the time for good. */
  close(): void {
    this.cancel();
    this.#clock.closed = true;
  }

  /** Stop the time for good, at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Run `body` under this timeout: it is started if it is not pending, and closed at the end.
   *
   * @param body a generator function.
   * @returns what the body returns; undefined if this very timeout ended it and was made with `false`.
   * @throws the timeout, or the error it was made with, when time is up; another timeout passes through.
   *
   * gevent: `with timeout:`.
   */
  run<T>(body: () => Coroutine<T>): Operation<T | undefined> {
    checkFunction(body, 'body');
    return operation(`Timeout(${this.message}).run`, () => this.runBody(body));
  }

  private *runBody<T>(body: () => Coroutine<T>): Coroutine<T | undefined> {
    if (!this.pending) this.start();
    try {
      return yield* body();
    } catch (error) {
      if (error === this && this.#clock.exception === false) return undefined;
      throw error;
    } finally {
      this.close();
    }
  }
}
brand(Timeout, 'Timeout');
