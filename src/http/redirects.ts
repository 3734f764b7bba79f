/**
 * Redirects: which are followed, and what the next request is.
 *
 * requests: `SessionRedirectMixin`.
 */
import { Buffer } from 'node:buffer';
import { UnrewindableBodyError } from './errors.ts';
import { BodySource } from './body-source.ts';
import { withoutHeaders } from './headers.ts';
import { PreparedRequest } from './prepared-request.ts';
import type { HeaderRecord } from './undici.ts';
import { follow, type Target } from './url.ts';

/** How many redirects are followed unless a session says otherwise, as in requests. */
export const MAX_REDIRECTS = 30;

const FOLLOWED = new Set([301, 302, 303, 307, 308]);

/** Whether a response with this status sends the request elsewhere, if it says where. */
export function isRedirection(statusCode: number): boolean {
  return FOLLOWED.has(statusCode);
}

/** Where it sends it; null without a Location. Servers write it in UTF-8, whatever the standard says. */
export function locationOf(headers: HeaderRecord): string | null {
  const { location } = headers;
  const value = Array.isArray(location) ? location[0] : location;
  return value === undefined || value === '' ? null : Buffer.from(value, 'latin1').toString('utf8');
}

const BODY_HEADERS = new Set(['content-length', 'content-type', 'transfer-encoding']);
const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization']);

/**
 * The request that follows a redirect.
 *
 * 303 makes everything but HEAD a GET, 302 too, 301 only a POST. The body goes along with 307 and 308 and is dropped
 * otherwise. Authorization does not leave the host, except from http to https on their default ports. A Cookie header
 * does not either: requests drops it on every redirect, having its own cookies instead.
 *
 * @throws UnrewindableBodyError if the body cannot be sent again, where requests sends an empty one; InvalidURL and
 *   InvalidSchema for a Location that leads nowhere.
 */
export function nextRequest(request: PreparedRequest, statusCode: number, location: string): PreparedRequest {
  const target = follow(request.target, location);
  const method = methodAfter(request.method, statusCode);
  // Cookies and credentials that were put on for one host are put on anew for the next.
  let { headers, content } = request.bare ?? request;
  if (statusCode !== 307 && statusCode !== 308) {
    headers = withoutHeaders(headers, BODY_HEADERS);
    content = null;
  } else if (content instanceof BodySource && !content.replayable) {
    throw new UnrewindableBodyError(
      `${request.method} ${request.url} was redirected to ${target.href}, and its body cannot be sent again`,
      { request },
    );
  }
  if (!mayKeepCredentials(request.target, target)) headers = withoutHeaders(headers, CREDENTIALS);
  // A Host header that was given belongs to the first host.
  if (target.host !== request.target.host) headers = withoutHeaders(headers, HOST);
  return new PreparedRequest(method, target, headers, content, request.meta, request.extras, null);
}

const HOST = new Set(['host']);

function methodAfter(method: string, statusCode: number): string {
  if (method === 'HEAD') return method;
  if (statusCode === 303 || statusCode === 302) return 'GET';
  return statusCode === 301 && method === 'POST' ? 'GET' : method;
}

function portOf(target: Target): number {
  return target.port ?? (target.scheme === 'https' ? 443 : 80);
}

/** Whether what is secret may go along from one to the other. requests: `should_strip_auth`. */
export function mayKeepCredentials(from: Target, to: Target): boolean {
  if (from.host !== to.host) return false;
  if (from.scheme === to.scheme) return portOf(from) === portOf(to);
  return from.scheme === 'http' && portOf(from) === 80 && portOf(to) === 443;
}
