/**
 * The options of `map`, `imap` and `imapEnumerated`, and their checks.
 */
import type { Returned } from '../hub/body.ts';
import { checkMilliseconds, show } from '../hub/validate.ts';
import { type ExceptionHandler, type Requests } from './batch.ts';
import { checkFlag, checkHook, checkOptions } from './options.ts';

/** What of a handler's return value stands among the results: null and undefined are no value. */
export type HandlerValue<R> = Exclude<Returned<R>, null | undefined | void>;

/** The options of `imap` and `imapEnumerated`. */
export interface ImapOptions<R = never> {
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
}

/** The options of `map`. */
export interface MapOptions<R = never> extends ImapOptions<R> {
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
  settled: true;
}

export const IMAP_OPTIONS: readonly string[] = ['size', 'stream', 'exceptionHandler'];
export const MAP_OPTIONS: readonly string[] = [...IMAP_OPTIONS, 'gtimeout', 'settled'];

/** Check the options that all have, and give the limit. */
export function checkBatchOptions(
  options: MapOptions<unknown> | SettledOptions | undefined,
  known: readonly string[],
  defaultSize: number,
): number {
  checkOptions(options, known);
  checkFlag(options?.stream, 'stream');
  checkFlag(options?.settled, 'settled');
  checkHook(options?.exceptionHandler, 'exceptionHandler');
  const gtimeout = options?.gtimeout;
  if (gtimeout !== undefined && gtimeout !== null) checkMilliseconds(gtimeout, 'gtimeout');
  return sizeOf(options?.size, defaultSize);
}

function sizeOf(size: unknown, defaultSize: number): number {
  if (size === undefined) return defaultSize;
  if (size === null || size === Infinity) return Infinity;
  if (typeof size !== 'number') throw new TypeError(`size must be a number or null: received ${show(size)}`);
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`size must be a whole number, 1 or more, or null for no limit: received ${size}`);
  }
  return size;
}

/** Refuse what cannot be iterated over. */
export function checkRequests(requests: unknown): asserts requests is Requests {
  const isIterable =
    typeof requests === 'object' &&
    requests !== null &&
    (Symbol.iterator in requests || Symbol.asyncIterator in requests);
  if (!isIterable) throw new TypeError(`requests must be an iterable of requests: received ${show(requests)}`);
}
