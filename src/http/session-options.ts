/**
 * The options of a session, and which of a verb's options `prepare` and `send` take.
 */
import type { AuthGiven } from './auth/auth.ts';
import type { CookiesGiven } from './cookies.ts';
import type { DnsCacheGiven } from './dns-options.ts';
import type { HeadersGiven } from './headers.ts';
import type { HooksGiven } from './hooks.ts';
import { VERB_OPTIONS, type VerbOptions } from './options.ts';
import type { ParamsGiven } from './params.ts';
import type { RetriesGiven } from './retry-options.ts';
import { ROUTE_OPTIONS, type RouteOptions } from './route-options.ts';
import type { TimeoutGiven } from './settings.ts';
import type { DeduplicateGiven, HttpCacheGiven } from './sharing-options.ts';
import type { DispatcherGiven } from './undici.ts';

/** What a session is made with. */
export interface SessionOptions extends RouteOptions {
  /**
   * Where URLs without a scheme start from, as links on a page do: with `https://host/v1/`, `users` is
   * `https://host/v1/users` and `/users` is `https://host/users`. What follows the last slash of the base is left out, so
   * that it should end with one. A URL with a scheme is taken as it is. An unsent request has to be made with the session:
   * that of a batch comes too late. requests has none.
   */
  baseUrl?: string | URL | null | undefined;
  /** Headers of every request. */
  headers?: HeadersGiven | null | undefined;
  /** Parameters of every request. */
  params?: ParamsGiven;
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
   * Keep the addresses of hosts, and of proxies, for 10 seconds, or as `DnsCacheOptions` say. requests has none.
   */
  dnsCache?: DnsCacheGiven;
  /**
   * Keep responses in memory, or as `HttpCacheOptions` say, and answer from them as RFC 9111 allows; one that was kept has
   * an Age header. requests has none.
   */
  httpCache?: HttpCacheGiven;
  /**
   * Give equal requests that are under way at the same time one response: GETs, but for streamed ones, with the same URL
   * and headers. See `DeduplicateOptions`. requests has none.
   */
  deduplicate?: DeduplicateGiven;
  /**
   * What sends the requests: an agent of undici 7 or 8, a `ProxyAgent`, a `MockAgent`. It stays its maker's to close.
   * requests: `mount`.
   */
  dispatcher?: DispatcherGiven | null | undefined;
}

/** The names of these. */
export const SESSION_OPTIONS: readonly string[] = [
  'baseUrl',
  'headers',
  'params',
  'auth',
  'hooks',
  'cookies',
  'maxRedirects',
  'timeout',
  'retries',
  'connections',
  'dnsCache',
  'httpCache',
  'deduplicate',
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
