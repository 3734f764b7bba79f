/**
 * The errors of requests, under requests' names, each with a stable `code`.
 *
 * requests: `requests.exceptions`. There `ConnectTimeout` has two bases; here it extends `ConnectionError`, and
 * `instanceof Timeout` is true of it all the same. None of these is a control error: `isControl` is false of them.
 */
import { brand, GreenletsError } from '../hub/errors.ts';

/** What of a request an error tells. */
export interface FailedRequest {
  /** The HTTP method. */
  readonly method: string;
  /** Without the user and password that it may have had. */
  readonly url: string;
  /** The headers that were to be sent. */
  readonly headers: HeadersFace;
}

/** What of headers an error tells. */
export interface HeadersFace extends Iterable<[name: string, value: string]> {
  get(name: string): string | null;
  has(name: string): boolean;
}

/** What of a response an error tells; it is the `Response` itself. */
export interface FailedResponse {
  /** The status, 404 for example. */
  readonly statusCode: number;
  /** The words that came with the status. */
  readonly reason: string;
  /** Whether the status is below 400. */
  readonly ok: boolean;
  /** Where it came from, after all redirects. */
  readonly url: string;
  /** Its headers. */
  readonly headers: HeadersFace;
  /** What led here, oldest first. */
  readonly history: readonly FailedResponse[];
  /** The body as text; see `Response.text`. */
  readonly text: string;
  /** The body as bytes; see `Response.content`. */
  readonly content: Uint8Array;
  /** The body parsed as JSON; see `Response.json`. */
  json(): unknown;
}

/** What an error is made with. */
export interface FailureDetails {
  request?: FailedRequest | null;
  response?: FailedResponse | null;
  cause?: unknown;
}

/** @internal Give a class requests' name, and a brand of its own: `Timeout` must not be taken for the core's. */
export function named(type: { readonly prototype: object }, name: string): void {
  brand(type, `requests.${name}`);
  Object.defineProperty(type.prototype, 'name', { value: name, configurable: true, writable: true });
}

/** The base of everything that goes wrong with a request. requests: `RequestException`, an `IOError`. */
export class RequestException extends GreenletsError {
  /** The request; null if it failed before it was one. */
  readonly request: FailedRequest | null;
  /** The response, if there was one. */
  readonly response: FailedResponse | null;

  constructor(message: string, details: FailureDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.request = details.request ?? null;
    this.response = details.response ?? null;
  }

  override get code(): string {
    return 'ERR_REQUEST';
  }
}
named(RequestException, 'RequestException');

/** A status of 400 or more, thrown by `raiseForStatus`. requests: the same name. */
export class HTTPError extends RequestException {
  override get code(): string {
    return 'ERR_HTTP_STATUS';
  }
}
named(HTTPError, 'HTTPError');

/** No connection, or one that broke before a response; `cause` is Node's error. requests: the same name. */
export class ConnectionError extends RequestException {
  override get code(): string {
    return 'ERR_CONNECTION';
  }
}
named(ConnectionError, 'ConnectionError');

/** The TLS handshake failed, or the certificate is not accepted. requests: the same name. */
export class SSLError extends ConnectionError {
  override get code(): string {
    return 'ERR_SSL';
  }
}
named(SSLError, 'SSLError');

/** The proxy is not there, refuses, or breaks the connection; `cause` tells. requests: the same name. */
export class ProxyError extends ConnectionError {
  override get code(): string {
    return 'ERR_PROXY';
  }
}
named(ProxyError, 'ProxyError');

/** Time was up: `connect`, `read` (see the subclasses), `total` or a `gtimeout`. requests: the same name. */
export class Timeout extends RequestException {
  override get code(): string {
    return 'ERR_HTTP_TIMEOUT';
  }
}
named(Timeout, 'Timeout');

/** No connection within the `connect` timeout. It is a `ConnectionError` and a `Timeout`. requests: the same name. */
export class ConnectTimeout extends ConnectionError {
  override get code(): string {
    return 'ERR_CONNECT_TIMEOUT';
  }
}
named(ConnectTimeout, 'ConnectTimeout');
Object.defineProperty(ConnectTimeout.prototype, Symbol.for('greenlets.requests.Timeout'), { value: true });

/**
 * Nothing came for as long as the `read` timeout.
 *
 * requests: the same name; in the middle of a body requests raises `ConnectionError` instead.
 */
export class ReadTimeout extends Timeout {
  override get code(): string {
    return 'ERR_READ_TIMEOUT';
  }
}
named(ReadTimeout, 'ReadTimeout');

/** More redirects than are followed. requests: the same name. */
export class TooManyRedirects extends RequestException {
  override get code(): string {
    return 'ERR_TOO_MANY_REDIRECTS';
  }
}
named(TooManyRedirects, 'TooManyRedirects');

/** A URL without a scheme, such as `example.com/`. requests: the same name. */
export class MissingSchema extends RequestException {
  override get code(): string {
    return 'ERR_MISSING_SCHEMA';
  }
}
named(MissingSchema, 'MissingSchema');

/** A URL whose scheme is neither http nor https. requests: the same name. */
export class InvalidSchema extends RequestException {
  override get code(): string {
    return 'ERR_INVALID_SCHEMA';
  }
}
named(InvalidSchema, 'InvalidSchema');

/** A URL that is none. requests: the same name. */
export class InvalidURL extends RequestException {
  override get code(): string {
    return 'ERR_INVALID_URL';
  }
}
named(InvalidURL, 'InvalidURL');

/** A header that cannot be sent, or a response whose headers contradict each other. requests: the same name. */
export class InvalidHeader extends RequestException {
  override get code(): string {
    return 'ERR_INVALID_HEADER';
  }
}
named(InvalidHeader, 'InvalidHeader');

/** A value that JSON cannot carry: NaN, Infinity, a BigInt, a cycle. requests: the same name. */
export class InvalidJSONError extends RequestException {
  override get code(): string {
    return 'ERR_INVALID_JSON';
  }
}
named(InvalidJSONError, 'InvalidJSONError');

/** A response that is not JSON. requests: the same name, with `doc` and `pos`. */
export class JSONDecodeError extends InvalidJSONError {
  /** The text that was to be parsed. requests: `doc`. */
  readonly body: string;
  /** Where in the text the first error is, -1 if the engine does not say. requests: `pos`. */
  readonly position: number;

  constructor(message: string, body: string, position: number, details?: FailureDetails) {
    super(message, details);
    this.body = body;
    this.position = position;
  }

  override get code(): string {
    return 'ERR_JSON_DECODE';
  }
}
named(JSONDecodeError, 'JSONDecodeError');

/** The body ended before its end: a short Content-Length, a cut chunk. requests: the same name. */
export class ChunkedEncodingError extends RequestException {
  override get code(): string {
    return 'ERR_CHUNKED_ENCODING';
  }
}
named(ChunkedEncodingError, 'ChunkedEncodingError');

/** The body is not what its Content-Encoding says, or is too large once decoded. requests: the same name. */
export class ContentDecodingError extends RequestException {
  override get code(): string {
    return 'ERR_CONTENT_DECODING';
  }
}
named(ContentDecodingError, 'ContentDecodingError');

/** The body is larger than `maxResponseSize`. requests has no such limit. */
export class ResponseTooLarge extends RequestException {
  override get code(): string {
    return 'ERR_RESPONSE_TOO_LARGE';
  }
}
named(ResponseTooLarge, 'ResponseTooLarge');

/** The body of a streamed response was read already, or is being read. requests: the same name. */
export class StreamConsumedError extends RequestException {
  override get code(): string {
    return 'ERR_STREAM_CONSUMED';
  }
}
named(StreamConsumedError, 'StreamConsumedError');

/** `text`, `content` or `json()` of a streamed response before `read()`. requests reads the body there and then. */
export class ContentNotReadError extends RequestException {
  override get code(): string {
    return 'ERR_CONTENT_NOT_READ';
  }
}
named(ContentNotReadError, 'ContentNotReadError');

/** A body that can be sent once was to be sent again. requests: the same name; it re-sends a generator empty. */
export class UnrewindableBodyError extends RequestException {
  override get code(): string {
    return 'ERR_UNREWINDABLE_BODY';
  }
}
named(UnrewindableBodyError, 'UnrewindableBodyError');

/** A jar has several cookies of the name that was asked for. requests: the same name, a `RuntimeError`. */
export class CookieConflictError extends RequestException {
  override get code(): string {
    return 'ERR_COOKIE_CONFLICT';
  }
}
named(CookieConflictError, 'CookieConflictError');
