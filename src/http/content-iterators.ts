/**
 * The iterators over the body of a response: pieces of a given size, and lines.
 */
import { Buffer } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { BaseIterator, END } from '../greenlet/iterate.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import type { BodyReader } from './body-reader.ts';
import { decodeText } from './charset.ts';

/** The base: takes pieces from a reader, or one piece from a body that is there already. */
abstract class BodyIterator<T> extends BaseIterator<T> {
  /** Holding it keeps it from being taken for forgotten while it is read. */
  protected readonly response: object;
  private readonly reader: BodyReader | null;
  private whole: Uint8Array | null;
  private stopped: boolean;

  constructor(response: object, source: BodyReader | Uint8Array) {
    super();
    this.response = response;
    this.reader = source instanceof Uint8Array ? null : source;
    this.whole = source instanceof Uint8Array ? source : null;
    this.stopped = false;
  }

  /** The next item, undefined at the end. */
  protected abstract take(): Coroutine<T | undefined>;

  next(): Operation<IteratorResult<T, void>> {
    return operation('next of the body of a response', () => this.step());
  }

  return(): Operation<IteratorResult<T, void>> {
    this.stopped = true;
    this.reader?.abandon();
    return operation('return of the body of a response', () => this.step(), true);
  }

  private *step(): Coroutine<IteratorResult<T, void>> {
    const item = this.stopped ? undefined : yield* this.take();
    if (item !== undefined) return { done: false, value: item };
    this.stopped = true;
    return END;
  }

  /** The next piece as it comes, null at the end. */
  protected *piece(): Coroutine<Uint8Array | null> {
    if (this.reader !== null) return yield* this.reader.next();
    const { whole } = this;
    this.whole = null;
    return whole === null || whole.byteLength === 0 ? null : whole;
  }
}

/** Pieces of a given size; of any size if that is null. */
export class ContentIterator extends BodyIterator<Uint8Array> {
  private readonly pieceSize: number | null;
  private pending: Uint8Array[];
  private pendingSize: number;

  constructor(response: object, source: BodyReader | Uint8Array, size: number | null) {
    super(response, source);
    this.pieceSize = size;
    this.pending = [];
    this.pendingSize = 0;
  }

  protected *take(): Coroutine<Uint8Array | undefined> {
    const { pieceSize } = this;
    if (pieceSize === null) return (yield* this.piece()) ?? undefined;
    while (this.pendingSize < pieceSize) {
      const piece = yield* this.piece();
      if (piece === null) break;
      this.pending.push(piece);
      this.pendingSize += piece.byteLength;
    }
    if (this.pendingSize === 0) return undefined;
    const all = this.pending.length === 1 ? this.pending[0]! : Buffer.concat(this.pending, this.pendingSize);
    const rest = all.subarray(pieceSize);
    this.pending = rest.byteLength === 0 ? [] : [rest];
    this.pendingSize = rest.byteLength;
    return all.subarray(0, pieceSize);
  }
}

/** Decodes text that comes in pieces, which may end in the middle of a character. */
class PieceDecoder {
  private readonly charset: string;
  private readonly decoder: TextDecoder | null;

  constructor(charset: string) {
    this.charset = charset;
    this.decoder = /^(?:utf|gb|big5|euc|shift|iso-2022)/i.test(charset.trim()) ? new TextDecoder(charset) : null;
  }

  decode(piece: Uint8Array | null): string {
    if (this.decoder !== null)
      return piece === null ? this.decoder.decode() : this.decoder.decode(piece, { stream: true });
    // One byte is one character in every other charset.
    return piece === null ? '' : decodeText(piece, this.charset);
  }
}

/** Lines, ended by `\n` or `\r\n`. */
export class LineIterator extends BodyIterator<string> {
  private readonly decoder: PieceDecoder;
  private lines: string[];
  /** The line that is not complete; null once the body has ended. */
  private partial: string | null;

  constructor(response: object, source: BodyReader | Uint8Array, charset: string) {
    super(response, source);
    this.decoder = new PieceDecoder(charset);
    this.lines = [];
    this.partial = '';
  }

  protected *take(): Coroutine<string | undefined> {
    while (this.lines.length === 0) {
      if (this.partial === null) return undefined;
      const piece = yield* this.piece();
      const text = this.decoder.decode(piece);
      if (piece !== null && !text.includes('\n')) {
        // Not looked through again with each piece of a long line.
        this.partial += text;
        continue;
      }
      const lines = (this.partial + text).split('\n');
      // The last one may go on, and its \n may be the next to come after a \r.
      this.partial = lines.pop()!;
      if (piece === null) {
        if (this.partial !== '') lines.push(this.partial);
        this.partial = null;
      }
      this.lines = lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
    }
    return this.lines.shift();
  }
}
