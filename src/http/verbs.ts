/**
 * The verbs that send at once: `greenlets/requests`.
 *
 * requests: `requests.api`. There each call makes a session of its own; here they share their connections.
 */
import type { Operation } from '../hub/operation.ts';
import type { VerbOptions } from './options.ts';
import type { Response } from './response.ts';
import { sendOne } from './session.ts';

/**
 * Send a request with any method.
 *
 * ```ts
 * const response = yield* requests.request('PURGE', 'http://localhost/page');
 * ```
 *
 * @param method a token such as GET, in any case
 * @param url an http or https URL with its scheme; user and password in it become Basic credentials
 * @param options see `VerbOptions`; times are milliseconds
 * @returns an operation that sends it when it is waited for, and gives the response, whatever its status
 * @throws at the call TypeError or RangeError for options, MissingSchema, InvalidSchema, InvalidURL, InvalidHeader,
 *   InvalidJSONError; from the operation ConnectionError, SSLError, ConnectTimeout, ReadTimeout, Timeout,
 *   TooManyRedirects, ChunkedEncodingError, ContentDecodingError, UnrewindableBodyError. A kill or a timeout of the
 *   greenlet ends the request at once and closes its connection.
 *
 * requests: `requests.request`.
 */
export function request(method: string, url: string | URL, options?: VerbOptions): Operation<Response> {
  return sendOne(method, url, options, true);
}

/** Send a GET; see `request`. requests: `requests.get`. */
export function get(url: string | URL, options?: VerbOptions): Operation<Response> {
  return sendOne('GET', url, options, true);
}

/** Send an OPTIONS; see `request`. requests: `requests.options`. */
export function options(url: string | URL, options?: VerbOptions): Operation<Response> {
  return sendOne('OPTIONS', url, options, true);
}

/** Send a HEAD, which does not follow redirects by default; see `request`. requests: `requests.head`. */
export function head(url: string | URL, options?: VerbOptions): Operation<Response> {
  return sendOne('HEAD', url, options, false);
}

/** Send a POST; see `request`. requests: `requests.post`, which takes `data` and `json` by position. */
export function post(url: string | URL, options?: VerbOptions): Operation<Response> {
  return sendOne('POST', url, options, true);
}

/** Send a PUT; see `request`. requests: `requests.put`. */
export function put(url: string | URL, options?: VerbOptions): Operation<Response> {
  return sendOne('PUT', url, options, true);
}

/** Send a PATCH; see `request`. requests: `requests.patch`. */
export function patch(url: string | URL, options?: VerbOptions): Operation<Response> {
  return sendOne('PATCH', url, options, true);
}

/** Send a DELETE; see `request`. requests: `requests.delete`. */
function remove(url: string | URL, options?: VerbOptions): Operation<Response> {
  return sendOne('DELETE', url, options, true);
}

export { remove as delete };
