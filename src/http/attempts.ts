/**
 * One request and its response with all that may come before it: a place, the rate, and further attempts.
 *
 * A request that has none of these is an `Exchange` and nothing else.
 */
import { sleep } from '../greenlet/sleep.ts';
import { withTimeout } from '../greenlet/with-timeout.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { getHub } from '../hub/hub.ts';
import { Exchange } from './exchange.ts';
import { timeoutError } from './failure.ts';
import type { PreparedRequest } from './prepared-request.ts';
import type { Response } from './response.ts';
import { delayBefore } from './retries.ts';
import { checkMounted } from './routing.ts';
import type { Passage, Settings } from './settings.ts';
import { interruptible } from './signals.ts';

/**
 * Send one request, without following redirects.
 *
 * @param streams whether to be done with the headers, and leave the body to be read.
 * @param due when all must be done, by the clock of the hub; null for never.
 */
export function exchange(
  request: PreparedRequest,
  settings: Settings,
  streams: boolean,
  due: number | null,
): Exchange | Coroutine<Response> {
  // A redirect or a hook may have led to where a dispatcher is mounted.
  checkMounted(settings, request.target);
  if (settings.retries === null && settings.lane === null) return new Exchange(request, settings, streams, due);
  return attempts(request, settings, streams, due);
}

function* attempts(
  request: PreparedRequest,
  settings: Settings,
  streams: boolean,
  due: number | null,
): Coroutine<Response> {
  const { retries, lane, tally, signal } = settings;
  for (let retry = 1; ; retry++) {
    const begun = getHub().now();
    if (lane !== null) yield* enter(lane, request, settings, due);
    // Redirects are one request, sent once.
    if (tally !== null && (retry > 1 || tally.attempts === 0)) tally.attempts++;
    let response: Response | null = null;
    let failure: unknown;
    try {
      response = yield* new Exchange(request, settings, streams, due, begun);
    } catch (error) {
      failure = error;
    } finally {
      lane?.leave(request);
    }
    const delay = retries === null ? null : delayBefore(retry, retries, request, response, failure);
    if (delay === null || (due !== null && getHub().now() + delay >= due)) {
      if (response === null) throw failure;
      return response;
    }
    response?.close();
    if (signal === null) yield* sleep(delay);
    else yield* interruptible(signal, () => sleep(delay));
  }
}

const TIME_IS_UP = Symbol('time is up');

/** Enter `lane`, unless the total time limit is over or the signal is aborted before. */
function* enter(lane: Passage, request: PreparedRequest, settings: Settings, due: number | null): Coroutine<void> {
  const { signal } = settings;
  const body = (): Coroutine<void> =>
    signal === null ? lane.enter(request) : interruptible(signal, () => lane.enter(request));
  if (due === null) {
    yield* body();
    return;
  }
  const left = Math.max(0, due - getHub().now());
  const outcome = yield* withTimeout(left, body, { timeoutValue: TIME_IS_UP });
  if (outcome === TIME_IS_UP) throw timeoutError(request, 'total', settings.timeout.total!);
}
