/**
 * The options of a session, and which of a verb's options `prepare` and `send` take.
 */
import type { AuthGiven } from './auth/auth.ts';
import type { CookiesGiven } from './cookies.ts';
import type { HeadersGiven } from './headers.ts';
import type { HooksGiven } from './hooks.ts';
import { VERB_OPTIONS, type VerbOptions } from './options.ts';
import type { Fields } from './params.ts';
import type { RetriesGiven } from './retry-options.ts';
import { ROUTE_OPTIONS, type RouteOptions } from './route-options.ts';
import type { TimeoutGiven } from './settings.ts';
import type { Dispatcher } from './undici.ts';

/** What a session is made with. */
export interface SessionOptions extends RouteOptions {
  /** Headers of every request. */
  headers?: HeadersGiven | null | undefined;
  /** Parameters of every request. */
  params?: Fields | string | null | undefined;
  /** Credentials of every request that has none of its own; see `VerbOptions.auth`. */
  auth?: AuthGiven | null | undefined;
  /** Called on the way of every request, before its own hooks. */
  hooks?: HooksGiven | null | undefined;
  /** Cookies to begin with; a `CookieJar` is used itself, and not copied. */
  cookies?: CookiesGiven | null | undefined;
  /** How many redirects are followed, 30 by default. requests: `max_redirects`. */
  maxRedirects?: number | undefined;
  /** The time limit of every request that has none of its own. */
  timeout?: TimeoutGiven;
  /** Whether and how its requests are tried again, if they do not say: see `RetryOptions`. */
  retries?: RetriesGiven;
  /** How many requests may be under way to one host, 100 by default. requests: `pool_maxsize` of an adapter, 10. */
  connections?: number | undefined;
  /**
   * What sends the requests: an agent of undici 7 or 8, a `ProxyAgent`, a `MockAgent`. It stays its maker's to close.
   * requests: `mount`.
   */
  dispatcher?: Dispatcher | null | undefined;
}

/** The names of these. */
export const SESSION_OPTIONS: readonly string[] = [
  'headers',
  'params',
  'auth',
  'hooks',
  'cookies',
  'maxRedirects',
  'timeout',
  'retries',
  'connections',
  'dispatcher',
  ...ROUTE_OPTIONS,
];
/** The options of the verbs of a session. */
export const SESSION_VERB_OPTIONS: readonly string[] = VERB_OPTIONS.filter((name) => name !== 'session');
/** The options that are part of a request. */
export const PREPARE_OPTIONS: readonly string[] = [
  'params',
  'data',
  'files',
  'json',
  'headers',
  'cookies',
  'auth',
  'hooks',
  'meta',
];
/** The options that are not. */
export const SEND_OPTIONS: readonly string[] = SESSION_VERB_OPTIONS.filter((name) => !PREPARE_OPTIONS.includes(name));

/** The options of `session.prepare`: those that are part of the request. */
export type PrepareOptions = Pick<
  VerbOptions,
  'params' | 'data' | 'files' | 'json' | 'headers' | 'cookies' | 'auth' | 'hooks' | 'meta'
>;

/** The options of `session.send`: those that are not. */
export type SessionSendOptions = Omit<VerbOptions, keyof PrepareOptions | 'session'>;
