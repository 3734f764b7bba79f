/**
 * `greenlets/requests`: HTTP requests that are sent at once.
 *
 * ```ts
 * import * as requests from 'greenlets/requests';
 *
 * const response = yield* requests.get('https://example.com/', { timeout: 5000 });
 * ```
 */
export type { Auth, AuthGiven } from './http/auth/auth.ts';
export { DigestAuth } from './http/auth/digest.ts';
export { NetrcAuth } from './http/auth/netrc.ts';
export { type Codes, codes } from './http/codes.ts';
export type { Data } from './http/body-data.ts';
export type { Chunk, Chunks } from './http/body-source.ts';
export { type Cookie, CookieJar, type CookiePlace, type CookiesGiven } from './http/cookies.ts';
export type { DnsCacheGiven, DnsCacheOptions, Lookup, LookupCallback } from './http/dns-options.ts';
export {
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  ContentDecodingError,
  ContentNotReadError,
  CookieConflictError,
  type FailedRequest,
  type FailedResponse,
  HTTPError,
  InvalidHeader,
  InvalidJSONError,
  InvalidSchema,
  InvalidURL,
  JSONDecodeError,
  MissingSchema,
  ProxyError,
  ReadTimeout,
  RequestException,
  ResponseTooLarge,
  SSLError,
  StreamConsumedError,
  Timeout,
  TooManyRedirects,
  UnrewindableBodyError,
} from './http/errors.ts';
export type { FileContent, FileGiven, FilesGiven } from './http/files.ts';
export type { HeaderList, HeadersGiven, HeaderValue } from './http/headers.ts';
export type { Hooks, HooksGiven } from './http/hooks.ts';
export type { Link } from './http/links.ts';
export type { SessionVerbOptions, VerbOptions } from './http/options.ts';
export type { Fields, ParamsGiven, ParamValue, Primitive } from './http/params.ts';
export { PreparedRequest } from './http/prepared-request.ts';
export { InvalidProxyURL } from './http/proxies/proxy.ts';
export { Response } from './http/response.ts';
export type { RetriesGiven, RetryOptions } from './http/retry-options.ts';
export type { CertGiven, CertParts, ProxiesGiven, RouteOptions, VerifyGiven } from './http/route-options.ts';
export { Session } from './http/session.ts';
export type { PrepareOptions, SessionOptions, SessionSendOptions } from './http/session-options.ts';
export type {
  DeduplicateGiven,
  DeduplicateOptions,
  HttpCacheGiven,
  HttpCacheOptions,
  HttpCacheStore,
  SafeMethod,
} from './http/sharing-options.ts';
export { iterSse, type ServerSentEvent } from './http/sse.ts';
export type { TimeoutGiven } from './http/settings.ts';
export type { Timings } from './http/timings.ts';
export type { Dispatcher, DispatcherGiven, DispatchHandler, DispatchOptions, UndiciDispatcher } from './http/undici.ts';
export { delete, get, head, options, patch, post, put, request } from './http/verbs.ts';
