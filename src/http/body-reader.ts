/**
 * The body of a streamed response, piece by piece: as little of it is held as its reader lets come.
 */
import type { Transform } from 'node:stream';
import type { Loop } from '../hub/loop.ts';
import { BlockingOperation } from '../hub/operation.ts';
import type { Entry } from '../hub/run-queue.ts';
import type { Runnable } from '../hub/runnable.ts';
import { decoder } from './codings.ts';
import { Deadline, type Expiring } from './deadline.ts';
import { ContentDecodingError, type FailedRequest, StreamConsumedError } from './errors.ts';
import { tooLarge } from './failure.ts';

/** The connection stops being read when so many bytes wait for the reader. */
const HIGH_WATER = 256 * 1024;

/** What a body comes from. */
export interface BodySupply {
  readonly request: FailedRequest;
  /** The loop of the hub that it comes in; null before anybody waits for it. */
  readonly loop: Loop | null;
  /** How long to wait for the next piece, in milliseconds; null for ever. */
  readonly readTimeout: number | null;
  pause(): void;
  resume(): void;
  /** Close the connection. */
  abandon(): void;
  /** The error for `cause`. */
  explain(cause: unknown): Error;
  /** The error for a read timeout. */
  readTimeoutError(): Error;
}

/** Where a body arrives and is taken from. */
export class BodyReader {
  readonly supply: BodySupply;
  private readonly pieces: Uint8Array[];
  private size: number;
  private ended: boolean;
  private paused: boolean;
  /** What ended it before its end. */
  private failure: { readonly error: unknown } | null;
  private readonly codings: readonly string[];
  /** The first decoder and the last; null without any. */
  private entrance: Transform | null;
  private exit: Transform | null;
  /** @internal Who waits for the next piece. */
  waiter: PieceWait | null;
  /** Whether somebody has begun to read it. */
  used: boolean;
  /** Whether it was given up before its end. */
  closed: boolean;

  /** How many bytes may still come, decoded; null for any number. */
  private allowance: number | null;
  private readonly limit: number | null;

  constructor(supply: BodySupply, codings: readonly string[], limit: number | null) {
    this.supply = supply;
    this.limit = limit;
    this.allowance = limit;
    this.pieces = [];
    this.size = 0;
    this.ended = false;
    this.paused = false;
    this.failure = null;
    this.codings = codings;
    this.entrance = null;
    this.exit = null;
    this.waiter = null;
    this.used = false;
    this.closed = false;
  }

  /** A piece has come from the connection. */
  push(piece: Uint8Array): void {
    if (this.failure !== null || piece.byteLength === 0) return;
    if (this.codings.length === 0) {
      this.add(piece);
      return;
    }
    this.entrance ??= this.makeDecoders();
    if (!this.entrance.write(piece)) this.hold();
  }

  /** The connection has given all. */
  end(): void {
    if (this.entrance !== null) this.entrance.end();
    else this.close();
  }

  /** The connection broke. */
  fail(cause: unknown): void {
    this.stop(this.supply.explain(cause));
  }

  /** Nobody wants the rest: the connection is closed, and a reader that waits gets an error. */
  abandon(): void {
    if (this.isDone) return;
    this.closed = true;
    this.stop(new StreamConsumedError('the response was closed', { request: this.supply.request }));
    this.supply.abandon();
  }

  /** Whether nothing more will come. */
  get isDone(): boolean {
    return this.ended || this.failure !== null;
  }

  /** Whether `take` would give something, or throw. */
  get isReady(): boolean {
    return this.pieces.length !== 0 || this.isDone;
  }

  /** The next piece, null at the end. */
  take(): Uint8Array | null {
    const piece = this.pieces.shift();
    if (piece === undefined) {
      if (this.failure !== null) throw this.failure.error;
      return null;
    }
    this.size -= piece.byteLength;
    if (this.paused && this.size < HIGH_WATER / 2) this.resume();
    return piece;
  }

  /** Wait for the next piece; null at the end. A kill or a timeout meanwhile closes the connection. */
  next(): BlockingOperation<Uint8Array | null> {
    return new PieceWait(this);
  }

  /** It ends with `error`: time is up, a signal is aborted, or the reader has closed it. */
  stop(error: unknown): void {
    if (this.isDone) return;
    this.failure = { error };
    this.entrance?.destroy();
    this.waiter?.wake();
  }

  private add(piece: Uint8Array): void {
    if (this.allowance !== null && (this.allowance -= piece.byteLength) < 0) {
      this.stop(tooLarge(this.supply.request, this.limit!));
      this.supply.abandon();
      return;
    }
    this.pieces.push(piece);
    this.size += piece.byteLength;
    if (this.size >= HIGH_WATER) this.pause();
    this.waiter?.wake();
  }

  private close(): void {
    if (this.isDone) return;
    this.ended = true;
    this.waiter?.wake();
  }

  /** The reader has enough. */
  private pause(): void {
    // Of one piece from the connection the decoders can make any number.
    this.exit?.pause();
    this.hold();
  }

  /** Let nothing more come from the connection. */
  private hold(): void {
    if (this.paused) return;
    this.paused = true;
    this.supply.pause();
  }

  private resume(): void {
    this.exit?.resume();
    if (!this.paused || this.entrance?.writableNeedDrain === true) return;
    this.paused = false;
    this.supply.resume();
  }

  private makeDecoders(): Transform {
    const stages = this.codings.map(decoder);
    const entrance = stages[0]!;
    const exit = stages.reduce((from, to) => from.pipe(to));
    for (const stage of stages) {
      stage.on('error', (cause: Error) => {
        const { request } = this.supply;
        const message = `${request.method} ${request.url}: the body cannot be decoded: ${cause.message}`;
        this.stop(new ContentDecodingError(message, { request, cause }));
        this.supply.abandon();
      });
    }
    this.exit = exit;
    exit.on('data', (piece: Uint8Array) => this.add(piece));
    exit.on('end', () => this.close());
    entrance.on('drain', () => {
      if (this.size < HIGH_WATER) this.resume();
    });
    return entrance;
  }
}

/** Waits for the next piece of a body. */
class PieceWait extends BlockingOperation<Uint8Array | null> implements Entry, Expiring {
  readonly subject: BodyReader;
  private loop: Loop | null;
  private deadline: Deadline | null;

  constructor(reader: BodyReader) {
    super();
    this.subject = reader;
    this.loop = null;
    this.deadline = null;
  }

  describe(): string {
    const { request } = this.subject.supply;
    return `the body of ${request.method} ${request.url}`;
  }

  protected attempt(): boolean {
    if (this.subject.waiter !== null) {
      throw new StreamConsumedError('the body is being read by another greenlet', {
        request: this.subject.supply.request,
      });
    }
    return this.subject.isReady;
  }

  protected enlist(greenlet: Runnable): void {
    const { loop } = greenlet;
    this.loop = loop;
    loop.hold();
    this.subject.waiter = this;
    const { readTimeout } = this.subject.supply;
    if (readTimeout === null) return;
    this.deadline = new Deadline(this);
    this.deadline.start(loop, readTimeout);
  }

  /** @internal Something has come. */
  wake(): void {
    const { loop } = this;
    this.leave();
    loop!.schedule(this);
  }

  /** @internal */
  expired(): void {
    const { supply } = this.subject;
    this.subject.stop(supply.readTimeoutError());
    supply.abandon();
  }

  /** @internal The delivery. */
  execute(): void {
    this.greenlet?.resume(undefined);
  }

  cancel(): void {
    this.leave();
    this.subject.abandon();
  }

  protected complete(): Uint8Array | null {
    return this.subject.take();
  }

  private leave(): void {
    const { loop } = this;
    if (loop === null) return;
    this.loop = null;
    this.subject.waiter = null;
    loop.release();
    if (this.deadline !== null) loop.stopTimer(this.deadline);
  }
}
