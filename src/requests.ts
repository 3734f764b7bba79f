/**
 * `greenlets/requests`: HTTP requests that are sent at once.
 *
 * ```ts
 * import * as requests from 'greenlets/requests';
 *
 * const response = yield* requests.get('https://example.com/', { timeout: 5000 });
 * ```
 */
export type { Chunk, Data } from './http/body.ts';
export {
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  ContentDecodingError,
  ContentNotReadError,
  type FailedRequest,
  type FailedResponse,
  HTTPError,
  InvalidHeader,
  InvalidJSONError,
  InvalidSchema,
  InvalidURL,
  JSONDecodeError,
  MissingSchema,
  ReadTimeout,
  RequestException,
  SSLError,
  StreamConsumedError,
  Timeout,
  TooManyRedirects,
  UnrewindableBodyError,
} from './http/errors.ts';
export type { HeaderList, HeadersGiven, HeaderValue } from './http/headers.ts';
export type { SessionVerbOptions, VerbOptions } from './http/options.ts';
export type { Fields, ParamValue, Primitive } from './http/params.ts';
export type { PreparedRequest } from './http/prepared-request.ts';
export { Response } from './http/response.ts';
export { Session, type SessionOptions } from './http/session.ts';
export type { TimeoutGiven } from './http/settings.ts';
export type { Dispatcher, DispatchHandler, DispatchOptions } from './http/undici.ts';
export { delete, get, head, options, patch, post, put, request } from './http/verbs.ts';
