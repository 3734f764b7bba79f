/**
 * Options: what a verb takes, and the checks, all made at the call.
 */
import { checkCount, checkFunction, checkMilliseconds, show } from '../hub/validate.ts';
import type { AuthGiven } from './auth/auth.ts';
import type { Data } from './body-data.ts';
import type { FilesGiven } from './files.ts';
import type { CookiesGiven } from './cookies.ts';
import type { HeadersGiven } from './headers.ts';
import type { ParamsGiven } from './params.ts';
import type { HooksGiven } from './hooks.ts';
import type { Response } from './response.ts';
import type { SessionDefaults } from './session-defaults.ts';
import type { RetriesGiven } from './retry-options.ts';
import { ROUTE_OPTIONS, type RouteOptions } from './route-options.ts';
import type { TimeoutGiven, Timeouts } from './settings.ts';

/** The options of a verb. requests and grequests: the keyword arguments of the same names, in camelCase. */
export interface VerbOptions extends RouteOptions {
  /** Added to the query of the URL. requests: `params`. */
  params?: ParamsGiven;
  /**
   * The body: a string, bytes or a Blob as they are, fields form-encoded, a FormData as multipart, an iterable or a stream
   * in chunks. requests: `data`.
   */
  data?: Data;
  /**
   * Files, sent as multipart/form-data behind the fields of `data`: by field, the content, `[filename, content, type,
   * headers]` or an object of these. requests: `files`.
   */
  files?: FilesGiven | null | undefined;
  /** The body as JSON; null is sent, undefined is none. requests: `json`, where None is none. */
  json?: unknown;
  /** Headers; null removes one of the session or a default. requests: `headers`. */
  headers?: HeadersGiven | null | undefined;
  /**
   * Cookies of this request, over those of its session: an object or pairs for the host it goes to, or a `CookieJar`, in
   * which the cookies of the responses are kept if there is no session. requests: `cookies`, sent to every host.
   */
  cookies?: CookiesGiven | null | undefined;
  /**
   * Credentials: `[user, password]` for Basic, `{ bearer }`, a `DigestAuth`, a `NetrcAuth`, or a function that signs the
   * request; null for none against the session's. An Authorization header of the request wins. They are not sent to
   * another host, or another port, that a redirect leads to. requests: `auth`, which wins over the header.
   */
  auth?: AuthGiven | null | undefined;
  /** Milliseconds, where requests has seconds. requests: `timeout`, without `total`. */
  timeout?: TimeoutGiven;
  /** Called on the way, redirects included, after those of the session: see `HooksGiven`. requests: `hooks`. */
  hooks?: HooksGiven | null | undefined;
  /** Follow redirects; true by default, false for `requests.head`. requests: `allow_redirects`. */
  allowRedirects?: boolean | undefined;
  /** Do not read the body: `read`, `iterContent` or `iterLines` do. requests: `stream`. */
  stream?: boolean | undefined;
  /** The session it belongs to: connections and defaults. grequests: `session`. */
  session?: SessionDefaults | null | undefined;
  /**
   * Called with the response; another `Response` that it returns replaces it, what it throws is the request's failure.
   * It may be a generator function. grequests: `callback`, which is called for each redirect too, with keyword arguments.
   */
  callback?: ((response: Response) => unknown) | null | undefined;
  /** Ends the request when it is aborted; the request then fails with the signal's reason. */
  signal?: AbortSignal | null | undefined;
  /**
   * How often to try again, or how: see `RetryOptions`. None by default; 0 for none against a session's or a batch's.
   * When all attempts have failed by their status, the last response is given. requests: `Retry` of an adapter.
   */
  retries?: RetriesGiven;
  /** Fail with `ResponseTooLarge` if the body has more bytes, decoded. requests has no such limit. */
  maxResponseSize?: number | null | undefined;
  /** Anything, to tell requests apart: it is `meta` of the request. */
  meta?: unknown;
}

/** The options of the verbs of a session. */
export type SessionVerbOptions = Omit<VerbOptions, 'session'>;

export const VERB_OPTIONS: readonly string[] = [
  'params',
  'data',
  'files',
  'json',
  'headers',
  'cookies',
  'auth',
  'hooks',
  'timeout',
  'allowRedirects',
  'stream',
  'session',
  'callback',
  'signal',
  'retries',
  'maxResponseSize',
  ...ROUTE_OPTIONS,
  'meta',
];

/** How many letters have to be changed, added, taken out or swapped with the next to make one of the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}

/** The known name that was probably meant, or null. */
function nearest(name: string, known: readonly string[]): string | null {
  const wanted = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()).toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const letters = distance(wanted, candidate.toLowerCase());
    if (letters < least) [best, least] = [candidate, letters];
  }
  return best;
}

/** Refuse options that are no plain object, or have a name that is not `known`. */
export function checkOptions(given: unknown, known: readonly string[]): void {
  if (given === undefined) return;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError(`options must be an object such as { ${known[0]}: … }: received ${show(given)}`);
  }
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    throw new TypeError(
      `unknown option '${name}': ${meant === null ? `known are ${known.join(', ')}` : `did you mean '${meant}'?`}`,
    );
  }
}

/** Refuse anything but true, false or nothing. */
export function checkFlag(value: unknown, name: string): asserts value is boolean | undefined {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new TypeError(`${name} must be true or false: received ${show(value)}`);
  }
}

/** Refuse anything but a function or nothing. */
export function checkHook(value: unknown, name: string): void {
  if (value !== undefined && value !== null) checkFunction(value, name);
}

/** Refuse anything but an `AbortSignal` or nothing; another realm's is one if it acts like one. */
export function checkSignal(value: unknown): void {
  if (value === undefined || value === null) return;
  const isSignal = typeof value === 'object' && 'aborted' in value && 'addEventListener' in value;
  if (!isSignal) throw new TypeError(`signal must be an AbortSignal: received ${show(value)}`);
}

/** The limit that `maxResponseSize` stands for; null is none. */
export function maxSizeOf(given: number | null | undefined): number | null {
  if (given === undefined || given === null || given === Infinity) return null;
  checkCount(given, 'maxResponseSize', 0);
  return given;
}

const NO_LIMITS: Timeouts = Object.freeze({ connect: null, read: null, total: null });
const LIMITS = ['connect', 'read', 'total'] as const;

function limitOf(value: unknown, name: string): number | null {
  if (value === undefined || value === null) return null;
  checkMilliseconds(value, name);
  return value === Infinity ? null : value;
}

/** The time limits that `timeout` stands for. */
export function timeoutsOf(given: TimeoutGiven): Timeouts {
  if (given === undefined || given === null) return NO_LIMITS;
  if (typeof given !== 'object') {
    const limit = limitOf(given, 'timeout');
    return { connect: limit, read: limit, total: null };
  }
  if (Array.isArray(given)) {
    throw new TypeError('timeout must be a number of milliseconds or { connect, read, total }: received an array');
  }
  checkOptions(given, LIMITS);
  return {
    connect: limitOf(given.connect, 'timeout.connect'),
    read: limitOf(given.read, 'timeout.read'),
    total: limitOf(given.total, 'timeout.total'),
  };
}
