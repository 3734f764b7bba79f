/**
 * From what undici, Node or a timer says to the error that the user gets.
 *
 * requests: the exceptions of the same names.
 */
import { BodyFault } from './body-source.ts';
import {
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  type FailedRequest,
  InvalidHeader,
  InvalidURL,
  ProxyError,
  ReadTimeout,
  RequestException,
  ResponseTooLarge,
  SSLError,
  Timeout,
  UnrewindableBodyError,
} from './errors.ts';
import { ProxyFault } from './proxies/proxy.ts';

/** How far a request had come. */
export type Stage = 'connect' | 'headers' | 'body';

/** Which time limit is over. */
export type Limit = 'connect' | 'read' | 'total';

const SSL = /^(?:ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$|HOSTNAME_MISMATCH$)/;

function codeOf(cause: unknown): string {
  const code: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}

/** In words; an error for several addresses of a host has an empty message of its own. */
function wordsOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length !== 0) return wordsOf(cause.errors[0]);
  if (cause instanceof Error && cause.message !== '') return cause.message;
  return codeOf(cause) || String(cause);
}

/** The error for `cause`, which ended `request` at `stage`. */
export function toException(request: FailedRequest, stage: Stage, cause: unknown): RequestException {
  if (cause instanceof UnrewindableBodyError || cause instanceof ResponseTooLarge) return cause;
  if (cause instanceof BodyFault) return bodyFailure(request, cause.cause);
  if (cause instanceof ProxyFault) {
    return new ProxyError(`${request.method} ${request.url}: ${cause.message}`, {
      request,
      cause: cause.cause ?? cause,
    });
  }
  const code = codeOf(cause);
  const message = `${request.method} ${request.url}: ${wordsOf(cause)}`;
  const details = { request, cause };
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return new ConnectTimeout(message, details);
  if (code === 'ETIMEDOUT' && stage === 'connect') return new ConnectTimeout(message, details);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return new ReadTimeout(message, details);
  if (SSL.test(code)) return new SSLError(message, details);
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED' || code === 'ERR_INVALID_URL') {
    return /header/i.test(message) ? new InvalidHeader(message, details) : new InvalidURL(message, details);
  }
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' && stage !== 'body') return new InvalidHeader(message, details);
  if (code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') return new InvalidHeader(message, details);
  if (stage === 'body') return new ChunkedEncodingError(message, details);
  return new ConnectionError(message, details);
}

/** The error for a body whose own iterable has thrown `cause`. */
function bodyFailure(request: FailedRequest, cause: unknown): RequestException {
  return new RequestException(`${request.method} ${request.url}: the body could not be read: ${wordsOf(cause)}`, {
    request,
    cause,
  });
}

/** The error for a time limit of `ms` milliseconds that is over. */
export function timeoutError(request: FailedRequest, limit: Limit, ms: number): RequestException {
  const what = `${request.method} ${request.url}`;
  if (limit === 'connect') return new ConnectTimeout(`${what}: no connection within ${ms} ms`, { request });
  if (limit === 'read') return new ReadTimeout(`${what}: nothing received for ${ms} ms`, { request });
  return new Timeout(`${what}: not done within ${ms} ms`, { request });
}

/** The error for a body of more than `limit` bytes. */
export function tooLarge(request: FailedRequest, limit: number): ResponseTooLarge {
  const what = `${request.method} ${request.url}`;
  return new ResponseTooLarge(`${what}: the body has more than the ${limit} bytes of maxResponseSize`, { request });
}
