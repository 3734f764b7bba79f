/**
 * The half of an exchange that collects what comes: the head of the response, then its body, whole or for a reader.
 */
import { Buffer } from 'node:buffer';
import type { Loop } from '../hub/loop.ts';
import { BlockingOperation } from '../hub/operation.ts';
import { BodyReader, type BodySupply } from './body-reader.ts';
import { codingsOf } from './codings.ts';
import { type Stage, tooLarge, toException } from './failure.ts';
import { joined, recordOf } from './headers.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { codingIn, keepHeaders, PackedHeaders } from './raw-headers.ts';
import { isRedirection, locationOf } from './redirects.ts';
import { Response } from './response.ts';
import type { Settings } from './settings.ts';
import { Timeline } from './timings.ts';
import type { HeaderRecord, Receiver } from './undici.ts';

const EMPTY: Uint8Array = new Uint8Array(0);

/** A response on its way. */
export abstract class Reception extends BlockingOperation<Response> implements BodySupply, Receiver {
  readonly request: PreparedRequest;
  protected readonly settings: Settings;
  protected readonly timeline: Timeline;
  /** Of the greenlet that waits for it; null before one does. */
  loop: Loop | null;
  /** How far it has come; 'wait' is behind the limit of its host, or before it is sent again. */
  protected stage: Stage | 'wait';
  /** Whether undici is through with it. */
  protected over: boolean;
  protected reader: BodyReader | null;
  protected readonly streams: boolean;
  /** Ends what is on the connection, and the connection with it; null before there is one. */
  protected abort: ((reason: Error) => void) | null;
  /** When it was its turn, by the clock of the hub; NaN before. */
  protected begun: number;
  private proceed: (() => void) | null;
  private paused: boolean;
  private statusCode: number;
  private reason: string;
  /** The header lines, as undici has them. */
  private lines: unknown;
  private record: HeaderRecord | null;
  /** The Content-Encoding. */
  private coding: string | null;
  private first: Uint8Array | null;
  private rest: Uint8Array[] | null;
  /** How many bytes may still come; null for any number. */
  private allowance: number | null;

  constructor(request: PreparedRequest, settings: Settings, streams: boolean) {
    super();
    this.request = request;
    this.settings = settings;
    this.timeline = new Timeline();
    this.loop = null;
    this.stage = 'wait';
    this.over = false;
    this.reader = null;
    this.streams = streams;
    this.abort = null;
    this.begun = NaN;
    this.proceed = null;
    this.paused = false;
    this.statusCode = 0;
    this.reason = '';
    this.lines = null;
    this.record = null;
    this.coding = null;
    this.first = null;
    this.rest = null;
    this.allowance = settings.maxResponseSize;
  }

  /** Whether its outcome is still wanted. */
  protected abstract get isOpen(): boolean;
  /** Something has come or gone: the read timeout begins anew. */
  protected abstract touch(): void;
  /** The response is there: whole, or as a reader. */
  protected abstract arrived(): void;
  /** It has failed, and the outcome was wanted. */
  protected abstract broke(error: Error): void;
  abstract abandon(): void;
  abstract readonly readTimeout: number | null;
  abstract readTimeoutError(): Error;

  /** Whole microseconds since its turn: V8 makes an object of each fraction. */
  protected elapsed(): number {
    return Math.round((this.loop!.now() - this.begun) * 1000);
  }

  abstract onConnect(abort: (reason: Error) => void): void;
  abstract onComplete(): void;
  abstract onError(error: Error): void;

  onHeaders(
    statusCode: number,
    lines: unknown,
    resume: () => void,
    reason: string,
    record: HeaderRecord | null = null,
  ): boolean {
    if (!this.isOpen) return true;
    this.touch();
    // 100 to 199 announce the response.
    if (statusCode < 200) return true;
    this.stage = 'body';
    this.timeline.answer(this.elapsed());
    this.proceed = resume;
    this.statusCode = statusCode;
    this.reason = reason;
    this.lines = lines;
    this.record = record;
    this.coding = record === null ? codingIn(lines) : joined(record['content-encoding']);
    if (this.streams && !this.leadsElsewhere()) {
      this.reader = new BodyReader(this, codingsOf(this.coding), this.settings.maxResponseSize);
      this.arrived();
    }
    return !this.paused;
  }

  private leadsElsewhere(): boolean {
    if (!this.settings.allowRedirects || !isRedirection(this.statusCode)) return false;
    this.record ??= recordOf(keepHeaders(this.lines));
    return locationOf(this.record) !== null;
  }

  onData(chunk: Uint8Array): boolean {
    if (this.reader !== null) this.reader.push(chunk);
    else if (this.isOpen) this.collect(chunk);
    return !this.paused;
  }

  private collect(chunk: Uint8Array): void {
    this.touch();
    if (this.allowance !== null && this.isTooMuch(chunk.byteLength)) return;
    if (this.first === null) this.first = chunk;
    else (this.rest ??= []).push(chunk);
  }

  /** Whether `bytes` are more than may come; the connection is closed then. */
  private isTooMuch(bytes: number): boolean {
    const limit = this.settings.maxResponseSize!;
    this.allowance! -= bytes;
    // What is compressed is counted again when it is decoded; here only what cannot have been smaller before.
    const grace = this.coding === null ? 0 : 1024 + limit / 256;
    if (this.allowance! + grace >= 0) return false;
    this.broke(tooLarge(this.request, limit));
    this.abandon();
    return true;
  }

  /** Forget what has come of a response that is to come anew. */
  protected forget(): void {
    this.abort = null;
    this.first = null;
    this.rest = null;
    this.allowance = this.settings.maxResponseSize;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    if (!this.over) this.proceed?.();
  }

  /** The response, once it has arrived. */
  protected makeResponse(): Response {
    const { first, rest } = this;
    const lines = keepHeaders(this.lines, rest === null && this.coding === null ? first : null);
    const isKept = this.reader !== null || (lines instanceof PackedHeaders && lines.hasBody);
    return new Response({
      request: this.request,
      statusCode: this.statusCode,
      reason: this.reason,
      lines,
      record: this.record,
      coding: this.coding,
      timeline: this.timeline,
      body: isKept ? null : rest === null ? (first ?? EMPTY) : Buffer.concat([first!, ...rest]),
      reader: this.reader,
    });
  }

  explain(cause: unknown): Error {
    return toException(this.request, this.stage === 'wait' ? 'connect' : this.stage, cause);
  }
}
