/**
 * The verbs that do not send: `greenlets/grequests`.
 *
 * grequests: the module's partials of `AsyncRequest`.
 */
import { AsyncRequest, type UnsentVerbOptions } from './async-request.ts';

/**
 * Make a request with any method, without sending it.
 *
 * @param method a token such as GET, in any case
 * @param url an http or https URL with its scheme; user and password in it become Basic credentials
 * @param options see `UnsentVerbOptions`; times are milliseconds
 * @throws TypeError or RangeError for options, MissingSchema, InvalidSchema, InvalidURL, InvalidHeader,
 *   InvalidJSONError: all that is wrong before it is sent. grequests notices only when it is sent.
 *
 * grequests: `request`.
 */
export function request(method: string, url: string | URL, options?: UnsentVerbOptions): AsyncRequest {
  return new AsyncRequest(method, url, options);
}

/** Make a GET; see `request`. grequests: `get`. */
export function get(url: string | URL, options?: UnsentVerbOptions): AsyncRequest {
  return new AsyncRequest('GET', url, options);
}

/** Make an OPTIONS; see `request`. grequests: `options`. */
export function options(url: string | URL, options?: UnsentVerbOptions): AsyncRequest {
  return new AsyncRequest('OPTIONS', url, options);
}

/** Make a HEAD, which does not follow redirects by default; see `request`. grequests: `head`, which follows them. */
export function head(url: string | URL, options?: UnsentVerbOptions): AsyncRequest {
  return new AsyncRequest('HEAD', url, { allowRedirects: false, ...options });
}

/** Make a POST; see `request`. grequests: `post`. */
export function post(url: string | URL, options?: UnsentVerbOptions): AsyncRequest {
  return new AsyncRequest('POST', url, options);
}

/** Make a PUT; see `request`. grequests: `put`. */
export function put(url: string | URL, options?: UnsentVerbOptions): AsyncRequest {
  return new AsyncRequest('PUT', url, options);
}

/** Make a PATCH; see `request`. grequests: `patch`. */
export function patch(url: string | URL, options?: UnsentVerbOptions): AsyncRequest {
  return new AsyncRequest('PATCH', url, options);
}

/** Make a DELETE; see `request`. grequests: `delete`. */
function remove(url: string | URL, options?: UnsentVerbOptions): AsyncRequest {
  return new AsyncRequest('DELETE', url, options);
}

export { remove as delete };
