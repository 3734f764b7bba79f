/**
 * map: send many requests at once, and have their responses in the order of the requests.
 *
 * grequests: `map`.
 */
import { withTimeout } from '../greenlet/with-timeout.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import type { AsyncRequest } from './async-request.ts';
import { Batch, checkRequest, type Outcome, type Requests } from './batch.ts';
import {
  checkMapOptions,
  checkRequests,
  type CommonOptions,
  commonOptions,
  type EitherOptions,
  type HandlerValue,
  MAP_OPTIONS,
  type MapOptions,
  type SettledOptions,
} from './batch-options.ts';
import { Timeout } from './errors.ts';
import type { Response } from './response.ts';
import type { Tally } from './settings.ts';

/** What `map` with `settled` tells of a request. */
export type Settled =
  | {
      /** It has a response, of whatever status. */
      readonly ok: true;
      /** What the server answered. */
      readonly response: Response;
      /** Its place among the requests, from 0. */
      readonly index: number;
      /** The request itself. */
      readonly request: AsyncRequest;
      /** How often it was sent. */
      readonly attempts: number;
    }
  | {
      /** It has none. */
      readonly ok: false;
      /** Why. */
      readonly error: unknown;
      /** Its place among the requests, from 0. */
      readonly index: number;
      /** The request itself. */
      readonly request: AsyncRequest;
      /** How often it was sent; 0 if its turn never came. */
      readonly attempts: number;
    };

/** What is given to `withTimeout` for the time being up. */
const TIME_IS_UP = Symbol('time is up');

/**
 * Send requests concurrently, and wait for all of them.
 *
 * ```ts
 * const responses = yield* grequests.map(urls.map((url) => grequests.get(url)), { size: 10 });
 * ```
 *
 * @param requests unsent requests; an async iterable is read as there is room for more.
 * @param options `size`, `perHost`, `rate`, `retries`, `gtimeout` in milliseconds, `settled` and more: see `MapOptions`
 * @returns the responses in the order of the requests; in place of one that failed what the handler returned, or null.
 *   A status of 400 or more is no failure. With `settled` an object for each, with the error.
 * @throws TypeError for what is no request, RangeError for a size below 1; what the handler throws. It never throws for
 *   the failure of a request. A kill or a timeout of the calling greenlet ends the requests and closes their connections.
 *
 * grequests: `map`, whose requests go on when the caller is killed or `gtimeout` is over.
 */
export function map(requests: Requests, options: SettledOptions): Operation<Settled[]>;
export function map<R = never>(
  requests: Requests,
  options?: MapOptions<R>,
): Operation<(Response | HandlerValue<R> | null)[]>;
export function map<R = never>(
  requests: Requests,
  options?: EitherOptions<R>,
): Operation<Settled[] | (Response | HandlerValue<R> | null)[]>;
export function map(requests: Requests, options?: EitherOptions<unknown>): Operation<unknown[]> {
  checkRequests(requests);
  let source = requests;
  if (!(Symbol.asyncIterator in requests)) {
    const list = [...requests];
    for (let index = 0; index < list.length; index++) checkRequest(list[index], index);
    source = list;
  }
  const common = commonOptions(options, MAP_OPTIONS, Infinity, source);
  checkMapOptions(options);
  const all = operation('grequests.map', () => run(source, common, options ?? {}));
  const signal = options?.signal ?? null;
  return signal === null ? all : all.with({ signal });
}

/** A request that was started, and how often it was sent. */
interface Started {
  readonly request: AsyncRequest;
  readonly tally: Tally | null;
}

function* run(source: Requests, common: CommonOptions, options: EitherOptions<unknown>): Coroutine<unknown[]> {
  // What is given back in the end, and nothing besides: of each request it holds no more than the response.
  const results: unknown[] = [];
  const started: Started[] = [];
  const gtimeout = options.gtimeout ?? null;
  const resultOf = options.settled === true ? settled : responseOr;
  const batch = new Batch(source, {
    ...common,
    room: Infinity,
    start: gtimeout === null ? null : (request, tally) => void started.push({ request, tally }),
    deliver: (outcome) => {
      results[outcome.index] = resultOf(outcome);
    },
  });
  let inTime = true;
  try {
    if (gtimeout === null) yield* batch.run();
    else inTime = (yield* withTimeout(gtimeout, () => batch.run(), { timeoutValue: TIME_IS_UP })) !== TIME_IS_UP;
  } finally {
    yield* batch.stop();
  }
  if (!inTime) {
    common.progress?.stopped();
    const all = Array.isArray(source) ? (source as AsyncRequest[]) : started.map(({ request }) => request);
    for (const [index, request] of all.entries()) {
      if (results[index] !== undefined) continue;
      const error = new Timeout(`${request.method} ${request.url}: not done within the gtimeout of ${gtimeout} ms`);
      request.exception = error;
      const value = yield* batch.handle(request, error);
      const attempts = index < started.length ? (started[index]!.tally?.attempts ?? 1) : 0;
      results[index] = resultOf({ index, request, response: null, error, value, attempts });
      if (common.progress !== null) yield* common.progress.done(null);
    }
  }
  return results;
}

/** The response, or what the handler has made of the failure; null without either. */
function responseOr({ response, value }: Outcome): unknown {
  return response ?? value ?? null;
}

function settled({ index, request, response, error, attempts }: Outcome): Settled {
  return response === null
    ? { ok: false, error, index, request, attempts }
    : { ok: true, response, index, request, attempts };
}
