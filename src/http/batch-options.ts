/**
 * The options of `map`, `imap` and `imapEnumerated`, and their checks.
 */
import type { Returned } from '../hub/body.ts';
import { checkCount, checkMilliseconds, show } from '../hub/validate.ts';
import type { ExceptionHandler } from './async-request.ts';
import type { BatchOptions, Requests } from './batch.ts';
import type { BatchDefaults } from './batch-defaults.ts';
import { Lane } from './limits.ts';
import { checkFlag, checkHook, checkOptions, checkSignal, maxSizeOf, timeoutsOf } from './options.ts';
import { type BatchProgress, Progress } from './progress.ts';
import { type RateGiven, rateOf } from './rate.ts';
import { retriesOf } from './retries.ts';
import type { RetriesGiven } from './retry-options.ts';
import { SessionDefaults } from './session-defaults.ts';
import type { TimeoutGiven } from './settings.ts';

/** What of a handler's return value stands among the results: null and undefined are no value. */
export type HandlerValue<R> = Exclude<Returned<R>, null | undefined | void>;

/** The options that `map`, `imap` and `imapEnumerated` have in common. */
export interface BatchOptionsGiven<R = never> {
  /** How many requests at a time: 2 by default for `imap`, no limit for `map`; null is no limit. */
  size?: number | null | undefined;
  /** Do not read the bodies, for requests that do not say themselves. grequests overrides those that do. */
  stream?: boolean | undefined;
  /**
   * Called with the request and its error when it fails, once; what it returns stands in the place of the response. It
   * may be a generator function. What it throws ends the whole call, and the requests under way with it.
   *
   * grequests: `exception_handler`, called at the end; what it throws loses all results.
   */
  exceptionHandler?: ExceptionHandler<R> | null | undefined;
  /**
   * How many requests may be under way to one host (scheme, name and port). One that waits for its host counts to `size`
   * meanwhile. The limit of a session's `connections` holds besides.
   */
  perHost?: number | null | undefined;
  /**
   * How many requests are sent to one host in a time: a number per second, or `{ limit, per, burst, key }`, whose `key`
   * tells which requests share a limit if not those to one host.
   */
  rate?: RateGiven;
  /** Whether and how requests that do not say themselves are tried again: see `RetryOptions`. */
  retries?: RetriesGiven;
  /** The time limit of each request that has none of its own. */
  timeout?: TimeoutGiven;
  /** The session of each request that has none of its own: its connections, headers and all else. */
  session?: SessionDefaults | null | undefined;
  /** How many bytes a body may have, decoded, for requests that do not say themselves: see `ResponseTooLarge`. */
  maxResponseSize?: number | null | undefined;
  /** Ends the whole call when it is aborted: the requests under way are ended, and the signal's reason is thrown. */
  signal?: AbortSignal | null | undefined;
  /** Called after each request that is done; what it throws ends the whole call. It may be a generator function. */
  onProgress?: ((progress: BatchProgress) => unknown) | null | undefined;
}

/** The options of `imap` and `imapEnumerated`. */
export interface ImapOptions<R = never> extends BatchOptionsGiven<R> {
  /**
   * How many finished responses may wait to be read before no further request is taken: as many as `size` by default, 1 or
   * more; null is no limit. Those under way by then still come, so that `buffer + size - 1` may wait in the end.
   *
   * grequests keeps them all.
   */
  buffer?: number | null | undefined;
}

/** The options of `map`. */
export interface MapOptions<R = never> extends BatchOptionsGiven<R> {
  /**
   * How long all of it may take, in milliseconds. When it is over, the requests under way are ended, and those that
   * waited are not sent; each of them fails with a `Timeout`.
   *
   * grequests: `gtimeout`, in seconds, which ends no request and does not count the time in the queue.
   */
  gtimeout?: number | null | undefined;
  /** Give an object for each request that tells whether it failed and why, in place of a response or null. */
  settled?: false | undefined;
}

/** The options of `map` with `settled`. */
export interface SettledOptions extends Omit<MapOptions<unknown>, 'settled'> {
  /** Give an object for each request that tells whether it failed and why, in place of a response or null. */
  settled: true;
}

/** The options of `map` where only the run decides whether with `settled`. */
export interface EitherOptions<R = never> extends Omit<MapOptions<R>, 'settled'> {
  /** Give an object for each request that tells whether it failed and why, in place of a response or null. */
  settled?: boolean | undefined;
}

const COMMON_OPTIONS: readonly string[] = [
  'size',
  'stream',
  'exceptionHandler',
  'perHost',
  'rate',
  'retries',
  'timeout',
  'session',
  'maxResponseSize',
  'signal',
  'onProgress',
];
export const IMAP_OPTIONS: readonly string[] = [...COMMON_OPTIONS, 'buffer'];
export const MAP_OPTIONS: readonly string[] = [...COMMON_OPTIONS, 'gtimeout', 'settled'];

/** What of the options of a batch is the same for `map` and `imap`. */
export type CommonOptions = Pick<BatchOptions, 'size' | 'stream' | 'handler' | 'defaults' | 'progress'>;

const NO_OPTIONS: BatchOptionsGiven<unknown> = Object.freeze({});

/** Check the options that all have, and give what they stand for. */
export function commonOptions(
  options: BatchOptionsGiven<unknown> | undefined,
  known: readonly string[],
  defaultSize: number,
  requests: Requests,
): CommonOptions {
  checkOptions(options, known);
  const given = options ?? NO_OPTIONS;
  checkFlag(given.stream, 'stream');
  checkHook(given.exceptionHandler, 'exceptionHandler');
  checkHook(given.onProgress, 'onProgress');
  checkSignal(given.signal);
  const { onProgress } = given;
  const progress =
    onProgress === undefined || onProgress === null ? null : new Progress(onProgress, lengthOf(requests));
  return {
    size: countOf(given.size, 'size', defaultSize),
    stream: given.stream,
    handler: given.exceptionHandler ?? null,
    defaults: defaultsOf(given),
    progress,
  };
}

/** Check the options of `map` alone. */
export function checkMapOptions(options: MapOptions<unknown> | SettledOptions | undefined): void {
  checkFlag(options?.settled, 'settled');
  const gtimeout = options?.gtimeout;
  if (gtimeout !== undefined && gtimeout !== null) checkMilliseconds(gtimeout, 'gtimeout');
}

/** How many responses of `imap` may wait to be read. */
export function roomOf(options: ImapOptions<unknown> | undefined, size: number): number {
  return countOf(options?.buffer, 'buffer', size);
}

/** What the batch says for its requests; null if that is nothing, so that they are sent as they are. */
function defaultsOf(given: BatchOptionsGiven<unknown>): BatchDefaults | null {
  const perHost = perHostOf(given.perHost);
  const rate = rateOf(given.rate);
  const retries = given.retries === undefined ? undefined : retriesOf(given.retries);
  const timeout = given.timeout === undefined ? null : timeoutsOf(given.timeout);
  const session = given.session ?? null;
  if (session !== null && !(session instanceof SessionDefaults)) {
    throw new TypeError(`session must be a Session: received ${show(session)}`);
  }
  const maxResponseSize = maxSizeOf(given.maxResponseSize);
  const lane = perHost === null && rate === null ? null : new Lane(perHost, rate);
  const nothing =
    lane === null && retries === undefined && timeout === null && session === null && maxResponseSize === null;
  return nothing ? null : { session, timeout, retries, maxResponseSize, lane };
}

function perHostOf(perHost: number | null | undefined): number | null {
  if (perHost === undefined || perHost === null || perHost === Infinity) return null;
  checkCount(perHost, 'perHost', 1);
  return perHost;
}

function lengthOf(requests: object): number | null {
  if (Array.isArray(requests)) return requests.length;
  return requests instanceof Set ? requests.size : null;
}

function countOf(given: unknown, name: string, otherwise: number): number {
  if (given === undefined) return otherwise;
  if (given === null || given === Infinity) return Infinity;
  if (typeof given !== 'number') throw new TypeError(`${name} must be a number or null: received ${show(given)}`);
  if (!Number.isInteger(given) || given < 1) {
    throw new RangeError(`${name} must be a whole number, 1 or more, or null for no limit: received ${given}`);
  }
  return given;
}

/** Refuse what cannot be iterated over. */
export function checkRequests(requests: unknown): asserts requests is Requests {
  const isIterable =
    typeof requests === 'object' &&
    requests !== null &&
    (Symbol.iterator in requests || Symbol.asyncIterator in requests);
  if (!isIterable) throw new TypeError(`requests must be an iterable of requests: received ${show(requests)}`);
}
