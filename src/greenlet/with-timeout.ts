/**
 * A time limit on a piece of code.
 *
 * The limit itself is not a `Timeout` but a bare timer: most limits are never reached, and then no error is ever made.
 */
import { cannotBlock, type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { type Runnable, running } from '../hub/runnable.ts';
import { OwnTimer } from '../hub/timers.ts';
import { checkFunction, checkMilliseconds, show } from '../hub/validate.ts';
import { Timeout } from './timeout.ts';

class Limit extends OwnTimer {
  private readonly greenlet: Runnable;
  private readonly ms: number;
  /** What was thrown into the greenlet, once the time was up. */
  error: Timeout | null;

  constructor(greenlet: Runnable, ms: number) {
    super(true);
    this.greenlet = greenlet;
    this.ms = ms;
    this.error = null;
    greenlet.loop.startTimer(this, ms);
  }

  stop(): void {
    this.greenlet.loop.stopTimer(this);
  }

  /** The body has caught its timeout and gone on. */
  warn(): void {
    this.greenlet.loop.warn(this.greenlet, `swallowed a timeout of ${this.ms} ms: rethrow what isControl() recognises`);
  }

  fire(): void {
    this.error = new Timeout(this.ms);
    this.greenlet.throwInto(this.error);
  }
}

function* limited<T, V>(
  ms: number,
  body: () => Coroutine<T>,
  options: { timeoutValue: V } | undefined,
): Coroutine<T | V> {
  const greenlet = running;
  if (greenlet === null) throw cannotBlock('withTimeout');
  const limit = new Limit(greenlet, ms);
  let value: T;
  try {
    value = yield* body();
  } catch (error) {
    if (options !== undefined && error === limit.error) return options.timeoutValue;
    throw error;
  } finally {
    limit.stop();
  }
  // The body has swallowed its timeout: it does not complete normally all the same.
  if (limit.error === null) return value;
  limit.warn();
  if (options !== undefined) return options.timeoutValue;
  throw limit.error;
}

/**
 * Run `body` for at most `ms` milliseconds.
 *
 * ```ts
 * const page = yield* withTimeout(500, () => download(url));
 * ```
 *
 * @param ms the time limit in milliseconds; `Infinity` for none.
 * @param body a generator function; it runs in the calling greenlet.
 * @param options `timeoutValue` is returned when the time is up.
 * @returns what the body returns. Once the time is up it never completes normally, even if the body swallowed the
 *   timeout and went on to its end.
 * @throws a `Timeout` of its own when the time is up and there is no `timeoutValue`; whatever the body throws. A kill
 *   or an outer timeout passes through.
 *
 * gevent: `with_timeout`; there a body that swallows the timeout returns normally.
 */
export function withTimeout<T>(ms: number, body: () => Coroutine<T>): Operation<T>;
export function withTimeout<T, V>(ms: number, body: () => Coroutine<T>, options: { timeoutValue: V }): Operation<T | V>;
export function withTimeout<T, V>(
  ms: number,
  body: () => Coroutine<T>,
  options?: { timeoutValue: V },
): Operation<T | V> {
  checkMilliseconds(ms, 'ms');
  checkFunction(body, 'body');
  if (options !== undefined && !('timeoutValue' in options)) {
    throw new TypeError(`options must have a timeoutValue: received ${show(options)}`);
  }
  return operation('withTimeout', () => limited(ms, body, options));
}
