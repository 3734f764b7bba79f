/**
 * The half of an exchange that faces undici: waiting for a place, sending, and collecting what comes.
 *
 * It is undici's handler itself, and the base of the operation that a greenlet waits in, so that no closure, promise or
 * AbortController is made for a request.
 */
import { Buffer } from 'node:buffer';
import { withoutStack } from '../hub/errors.ts';
import type { Link } from '../hub/link.ts';
import type { Loop } from '../hub/loop.ts';
import { BlockingOperation } from '../hub/operation.ts';
import { BodyReader, type BodySupply } from './body-reader.ts';
import { BodySource } from './body-source.ts';
import { codingsOf } from './codings.ts';
import type { Connections } from './connections.ts';
import { type Stage, tooLarge, toException } from './failure.ts';
import type { Gate, Line } from './gate.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { forwardedHeaders } from './proxies/forward.ts';
import { isRedirect } from './redirects.ts';
import { Response } from './response.ts';
import type { Route } from './route.ts';
import type { Settings } from './settings.ts';
import type { Controller, DispatchHandler, HeaderRecord } from './undici.ts';

const givenUp = withoutStack(() => new Error('the request was given up'));

const EMPTY: Uint8Array = new Uint8Array(0);

/** Methods that may be sent again without being asked for: doing them twice is doing them once. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);

/** Codes of a kept connection that the server has closed just when it was to be used again. */
const STALE = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** A request on its way. */
export abstract class Transmission extends BlockingOperation<Response> implements Link, DispatchHandler, BodySupply {
  before: Link | null;
  after: Link | null;
  readonly request: PreparedRequest;
  protected readonly settings: Settings;
  protected loop: Loop | null;
  /** How far it has come; 'wait' is behind the limit of its host, or before it is sent again. */
  protected stage: Stage | 'wait';
  /** Whether undici is through with it. */
  protected over: boolean;
  protected reader: BodyReader | null;
  private readonly streams: boolean;
  private readonly connections: Connections;
  /** Where it has, or waits for, a place. */
  private gate: Gate | null;
  private route: Route | null;
  /** A dispatcher of the user's that sends it. */
  private given: Line | null;
  private again: boolean;
  private retried: boolean;
  private controller: Controller | null;
  /** What it is sent over, until undici is through with it. */
  private line: Line | null;
  private started: number;
  private elapsed: number;
  private statusCode: number;
  private reason: string;
  private record: HeaderRecord | null;
  private first: Uint8Array | null;
  private rest: Uint8Array[] | null;
  /** How many bytes may still come; null for any number. */
  private allowance: number | null;

  constructor(request: PreparedRequest, settings: Settings, streams: boolean) {
    super();
    this.before = null;
    this.after = null;
    this.request = request;
    this.settings = settings;
    this.loop = null;
    this.stage = 'wait';
    this.over = false;
    this.reader = null;
    this.streams = streams;
    this.connections = settings.connections;
    this.gate = null;
    this.route = null;
    this.given = null;
    this.again = false;
    this.retried = false;
    this.controller = null;
    this.line = null;
    this.started = 0;
    this.elapsed = 0;
    this.statusCode = 0;
    this.reason = '';
    this.record = null;
    this.first = null;
    this.rest = null;
    this.allowance = settings.maxResponseSize;
  }

  /** Whether its outcome is still wanted. */
  protected abstract get isOpen(): boolean;
  /** It was given to undici and needs a connection first. */
  protected abstract connects(): void;
  /** Something has come or gone: the read timeout begins anew. */
  protected abstract touch(): void;
  /** The response is there: whole, or as a reader. */
  protected abstract arrived(): void;
  /** Undici has failed, and the outcome was wanted. */
  protected abstract broke(error: Error): void;
  /** Have `execute` called from the hub. */
  protected abstract queue(): void;
  /** A streamed body has come to its end, or broke. */
  protected abstract streamEnded(): void;

  /** Send it as soon as its host has a place for it. */
  protected depart(): void {
    const { target } = this.request;
    this.given = this.connections.givenFor(target);
    const { router } = this.settings;
    this.route = router === null || this.given !== null ? null : router.routeFor(target);
    this.gate = this.connections.enter(target.origin, this.route, this);
  }

  /** @internal There is a place for it. */
  notify(gate: unknown): void {
    this.gate = gate as Gate;
    this.send();
  }

  private send(): void {
    const { request, route } = this;
    const { content, target } = request;
    const forwards = route !== null && route.forwards;
    this.stage = 'connect';
    this.started = this.loop!.now();
    try {
      // Sent again, it keeps its line, which then has to connect anew.
      this.line ??= this.given ?? this.gate!.take();
      this.line.dispatch(
        {
          origin: target.origin,
          path: forwards ? target.origin + target.path : target.path,
          method: request.method,
          headers: forwards ? forwardedHeaders(request, route.proxy!) : (request.headers.raw as string[]),
          body: content instanceof BodySource ? content.open(() => this.touch()) : content,
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        this,
      );
    } catch (error) {
      // A host that is none, a mock without a matching reply: undici may throw instead of telling the handler.
      if (!this.over) this.onResponseError(null, error as Error);
      return;
    }
    if (this.stage === 'connect' && this.isOpen) this.connects();
  }

  onRequestStart(controller: Controller): void {
    this.controller = controller;
    if (!this.isOpen) {
      controller.abort(givenUp);
      return;
    }
    this.stage = 'headers';
    this.touch();
  }

  onResponseStart(controller: Controller, statusCode: number, headers: HeaderRecord, statusText?: string): void {
    if (!this.isOpen) return;
    this.touch();
    // 100 to 199 announce the response.
    if (statusCode < 200) return;
    this.controller = controller;
    this.stage = 'body';
    this.elapsed = this.loop!.now() - this.started;
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

  onResponseEnd(): void {
    this.over = true;
    if (this.reader !== null) {
      this.streamEnded();
      this.reader.end();
    } else if (this.isOpen) {
      this.arrived();
    } else {
      this.queue();
    }
  }

  onResponseError(_controller: Controller | null, error: Error): void {
    this.over = true;
    if (this.reader !== null) {
      this.streamEnded();
      this.reader.fail(error);
    } else if (!this.isOpen) {
      this.queue();
    } else if (this.isStale(error)) {
      this.retried = true;
      this.again = true;
      this.stage = 'wait';
      this.queue();
    } else {
      this.broke(error);
    }
  }

  /** Whether a kept connection was found closed before a byte of the response: that is no failure of the request. */
  private isStale(error: Error): boolean {
    return (
      !this.retried &&
      this.stage === 'headers' &&
      this.line!.isUsed &&
      STALE.has(String(Reflect.get(error, 'code'))) &&
      IDEMPOTENT.has(this.request.method) &&
      !(this.request.content instanceof BodySource)
    );
  }

  /** From the hub: send it again if that is what it was queued for; returns whether it was. */
  protected sendAgain(): boolean {
    if (!this.again) return false;
    this.again = false;
    if (!this.isOpen) return false;
    this.over = false;
    this.controller = null;
    this.send();
    return true;
  }

  /** From the hub: give its connection and its place away. */
  protected leave(): void {
    const { gate, line } = this;
    if (this.over && line !== null) {
      this.line = null;
      this.connections.release(line);
    }
    // A streamed response that nobody reads must not keep others waiting.
    if (gate === null || !(this.over || this.reader !== null)) return;
    this.gate = null;
    this.connections.leave(gate);
  }

  /** Close the connection, or stop waiting for one. */
  abandon(): void {
    if (this.over) return;
    if (this.stage === 'wait') {
      if (this.gate !== null) this.connections.quit(this.gate, this);
      this.gate = null;
    } else if (this.controller !== null) {
      this.controller.abort(givenUp);
    } else {
      // If there is none in the making, a dispatcher of the user's has queued it, or connects: onRequestStart ends it.
      this.line?.breakOff(givenUp);
    }
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
      elapsed: this.elapsed,
      body: this.reader !== null ? null : rest === null ? (first ?? EMPTY) : Buffer.concat([first!, ...rest]),
      reader: this.reader,
    });
  }

  explain(cause: unknown): Error {
    return toException(this.request, this.stage === 'wait' ? 'connect' : this.stage, cause);
  }

  abstract readonly readTimeout: number | null;
  abstract readTimeoutError(): Error;
}
