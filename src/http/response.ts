/**
 * The answer to a request.
 *
 * requests: `Response`. Its body is there when the response is, so that `text`, `content` and `json()` need no `await`;
 * with `stream: true` it is read bit by bit instead.
 */
import { Buffer } from 'node:buffer';
import { inspect } from 'node:util';
import type { OperationIterator } from '../greenlet/iterate.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { show } from '../hub/validate.ts';
import type { BodyReader } from './body-reader.ts';
import { apparentCharset, declaredCharset, decodeText, jsonCharset } from './charset.ts';
import { ContentIterator, LineIterator } from './content-iterators.ts';
import { ContentNotReadError, type FailedResponse, HTTPError, JSONDecodeError, StreamConsumedError } from './errors.ts';
import { watchForgotten } from './forgotten.ts';
import { PackedHeaders } from './raw-headers.ts';
import { ResponseHead, type ResponseParts } from './response-head.ts';

/** The answer to a request. */
export class Response extends ResponseHead implements FailedResponse {
  /** What led here, oldest first: redirects, and responses that asked for credentials. */
  readonly history: readonly Response[];
  private bytes: Uint8Array | null;
  private readonly reader: BodyReader | null;
  private charset: string | null | undefined;

  /** @internal */
  constructor(parts: ResponseParts) {
    super(parts);
    this.history = NO_HISTORY;
    this.bytes = parts.body;
    this.reader = parts.reader;
    this.charset = undefined;
    if (parts.reader !== null) watchForgotten(this, parts.reader);
  }

  /**
   * The charset that `text` decodes with, if it is known: the one of the Content-Type, utf-8 for JSON, else null, and then
   * `apparentEncoding` is used. Assign another to override it; an unknown one is taken for utf-8.
   *
   * requests: `encoding`, which is Latin-1 for text without a charset.
   */
  get encoding(): string | null {
    if (this.charset === undefined) this.charset = declaredCharset(this.header('content-type'));
    return this.charset;
  }

  set encoding(charset: string | null) {
    this.charset = charset;
  }

  /** The charset that the body itself suggests. requests: `apparent_encoding`. */
  get apparentEncoding(): string {
    return apparentCharset(this.content, this.header('content-type'));
  }

  /**
   * The body, decompressed.
   *
   * @throws ContentNotReadError if it is streamed and `read()` has not been waited for, or was too late for `close()`.
   */
  get content(): Uint8Array {
    if (this.bytes !== null) return this.bytes;
    const { packedBody } = this;
    if (packedBody !== null) return (this.bytes = bytesOf(packedBody));
    const what = `${this.request.method} ${this.url}`;
    throw new ContentNotReadError(
      this.reader?.closed === true
        ? `the streamed body of ${what} was not read to its end before the response was closed`
        : `the streamed body of ${what} has not been read: wait for read() first`,
      { request: this.request },
    );
  }

  /**
   * The body as text; what cannot be decoded becomes U+FFFD.
   *
   * @throws ContentNotReadError as `content` does.
   */
  get text(): string {
    const bytes = this.content;
    return bytes.byteLength === 0 ? '' : decodeText(bytes, this.encoding ?? this.apparentEncoding);
  }

  /**
   * The body as JSON.
   *
   * @returns what was parsed; its type is taken on trust.
   * @throws JSONDecodeError with the text and the position, also for an empty body; ContentNotReadError.
   */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- response.json<Page>() reads best
  json<T = unknown>(): T {
    const text = this.jsonText();
    try {
      return JSON.parse(text) as T;
    } catch (error) {
      const { message } = error as Error;
      const position = /position (\d+)/.exec(message);
      throw new JSONDecodeError(
        `${this.request.method} ${this.url}: the response is not JSON${reasonFrom(message)}`,
        text,
        position === null ? -1 : Number(position[1]),
        { request: this.request, response: this, cause: error },
      );
    }
  }

  private jsonText(): string {
    const { packedBody } = this;
    // ASCII is the same in every charset that JSON is guessed to be in.
    if (packedBody !== null && this.bytes === null && this.charset === undefined && ASCII.test(packedBody)) {
      return packedBody;
    }
    const bytes = this.content;
    return decodeText(bytes, this.charset ?? jsonCharset(bytes));
  }

  /** A small body as it came with the head, a character for each byte; null if it did not. */
  private get packedBody(): string | null {
    return this.lines instanceof PackedHeaders ? this.lines.body : null;
  }

  /**
   * Throw if the status is 400 or more.
   *
   * @returns this response, so that it can be chained; requests returns None.
   * @throws HTTPError, such as "404 Client Error: Not Found for url: http://…".
   */
  raiseForStatus(): this {
    if (this.ok) return this;
    const kind = this.statusCode < 500 ? 'Client' : 'Server';
    throw new HTTPError(`${this.statusCode} ${kind} Error: ${this.reason} for url: ${this.url}`, {
      request: this.request,
      response: this,
    });
  }

  /**
   * Read what is left of a streamed body into `content`.
   *
   * @returns the content; at once if it is there already.
   * @throws StreamConsumedError if parts of it were taken by `iterContent` or `iterLines`, or it was closed;
   *   ReadTimeout, ChunkedEncodingError, ContentDecodingError. A kill or a timeout closes the connection.
   */
  read(): Operation<Uint8Array> {
    return operation('read of a response', () => this.readAll());
  }

  private *readAll(): Coroutine<Uint8Array> {
    if (this.hasContent) return this.content;
    const reader = this.startReading();
    const pieces: Uint8Array[] = [];
    for (;;) {
      const piece = yield* reader.next();
      if (piece === null) break;
      pieces.push(piece);
    }
    const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    this.bytes = bytes;
    return bytes;
  }

  /**
   * The body in pieces: of a streamed response as it comes, of another one cut up.
   *
   * @param size bytes in each piece but the last, 65,536 by default; null gives the pieces as they come.
   * @returns an iterator. Breaking out of it, a kill and a timeout close the connection.
   * @throws StreamConsumedError if a streamed body is read a second time; RangeError for a size below 1.
   *
   * requests: `iter_content`, whose pieces are of no certain size, and of one byte by default.
   */
  iterContent(size: number | null = 65_536): OperationIterator<Uint8Array> {
    checkSize(size);
    return new ContentIterator(this, this.source(), size);
  }

  /**
   * The body line by line, without the `\n` or `\r\n` that ends each; decoded with `encoding`, utf-8 if it is not known.
   *
   * @returns an iterator. Breaking out of it, a kill and a timeout close the connection.
   * @throws StreamConsumedError if a streamed body is read a second time.
   *
   * requests: `iter_lines`, which gives bytes, and an extra line where a `\r\n` falls between two pieces.
   */
  iterLines(): OperationIterator<string> {
    return new LineIterator(this, this.source(), this.encoding ?? 'utf-8');
  }

  /** Give up what is left of a streamed body and close its connection. Without a streamed body nothing happens. */
  close(): void {
    this.reader?.abandon();
  }

  /** The same as `close`, at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  private source(): BodyReader | Uint8Array {
    return this.hasContent ? this.content : this.startReading();
  }

  private startReading(): BodyReader {
    const reader = this.reader!;
    if (reader.used)
      throw new StreamConsumedError('the streamed body has been read already', { request: this.request });
    reader.used = true;
    return reader;
  }

  /** @internal Whether `content` is there. */
  get hasContent(): boolean {
    return this.bytes !== null || this.reader === null;
  }

  /** @internal Put the decoded body, or what a redirect has led through, in place. */
  complete(body: Uint8Array | null, history: readonly Response[]): void {
    if (body !== null) this.bytes = body;
    (this as { history: readonly Response[] }).history = history;
  }
}

/** In memory of its own: of Node's pool it could not be transferred to a worker, and would keep the neighbours alive. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(text.length);
  bytes.write(text, 'latin1');
  return bytes;
}

/** Without NUL, by which JSON in two or four bytes for each character is told. */
// oxlint-disable-next-line no-control-regex -- what no other charset has is told by them
const ASCII = /^[\x01-\x7f]*$/;

const NO_HISTORY: readonly Response[] = Object.freeze([]);

/** What the engine says is wrong with JSON, without the piece of the body that it quotes: that may be secret. */
function reasonFrom(message: string): string {
  const reason = message.replace(/(?:, )?(?:\.{3})?"[^]*"(?:\.{3})? is not valid JSON$/, '');
  return reason === '' ? '' : `: ${reason}`;
}

function checkSize(size: unknown): void {
  if (size === null) return;
  if (typeof size !== 'number') throw new TypeError(`size must be a number or null: received ${show(size)}`);
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`size must be a whole number, 1 or more: received ${size}`);
  }
}

// For `console.log`: what it is, and not all that it holds.
Object.defineProperty(Response.prototype, inspect.custom, {
  value(this: Response): string {
    const reason = this.reason === '' ? '' : ` ${this.reason}`;
    return `Response { ${this.statusCode}${reason}, ${this.request.method} ${this.url} }`;
  },
});
