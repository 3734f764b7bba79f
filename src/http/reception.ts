/**
 * The half of an exchange that collects what comes: the head of the response, then its body, whole or for a reader.
 */
import { Buffer } from 'node:buffer';
import type { Loop } from '../hub/loop.ts';
import { BlockingOperation } from '../hub/operation.ts';
import { BodyReader, type BodySupply } from './body-reader.ts';
import { codingsOf } from './codings.ts';
import { type Stage, tooLarge, toException } from './failure.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { isRedirect } from './redirects.ts';
import { Response } from './response.ts';
import type { Settings } from './settings.ts';
import { Timeline } from './timings.ts';
import type { Controller, HeaderRecord } from './undici.ts';

const EMPTY: Uint8Array = new Uint8Array(0);

/** A response on its way. */
export abstract class Reception extends BlockingOperation<Response> implements BodySupply {
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
  protected controller: Controller | null;
  private statusCode: number;
  private reason: string;
  private record: HeaderRecord | null;
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
    this.controller = null;
    this.statusCode = 0;
    this.reason = '';
    this.record = null;
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

  onResponseStart(controller: Controller, statusCode: number, headers: HeaderRecord, statusText?: string): void {
    if (!this.isOpen) return;
    this.touch();
    // 100 to 199 announce the response.
    if (statusCode < 200) return;
    this.controller = controller;
    this.stage = 'body';
    this.timeline.answer(this.loop!.now());
    this.statusCode = statusCode;
    this.reason = statusText ?? '';
    this.record = headers;
    if (!this.streams || (this.settings.allowRedirects && isRedirect(statusCode, headers))) return;
    const encoding = headers['content-encoding'];
    const codings = codingsOf(Array.isArray(encoding) ? encoding.join(',') : (encoding ?? null));
    this.reader = new BodyReader(this, codings, this.settings.maxResponseSize);
    this.arrived();
  }

  onResponseData(_controller: Controller, chunk: Uint8Array): void {
    if (this.reader !== null) {
      this.reader.push(chunk);
      return;
    }
    if (!this.isOpen) return;
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
    const grace = this.record!['content-encoding'] === undefined ? 0 : 1024 + limit / 256;
    if (this.allowance! + grace >= 0) return false;
    this.broke(tooLarge(this.request, limit));
    this.abandon();
    return true;
  }

  /** Forget what has come of a response that is to come anew. */
  protected forget(): void {
    this.controller = null;
    this.first = null;
    this.rest = null;
    this.allowance = this.settings.maxResponseSize;
  }

  pause(): void {
    this.controller?.pause();
  }

  resume(): void {
    if (!this.over) this.controller?.resume();
  }

  /** The response, once it has arrived. */
  protected makeResponse(): Response {
    const { first, rest } = this;
    return new Response({
      request: this.request,
      statusCode: this.statusCode,
      reason: this.reason,
      record: this.record!,
      rawHeaders: this.controller?.rawHeaders,
      timeline: this.timeline,
      body: this.reader !== null ? null : rest === null ? (first ?? EMPTY) : Buffer.concat([first!, ...rest]),
      reader: this.reader,
    });
  }

  explain(cause: unknown): Error {
    return toException(this.request, this.stage === 'wait' ? 'connect' : this.stage, cause);
  }
}
