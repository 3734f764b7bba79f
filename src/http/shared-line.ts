/**
 * The line of a request whose response may be another's: undici's interceptors stand between it and a connection, which
 * is taken only when they have something to send.
 */
import type { Dial } from './dial.ts';
import { Behind, Overheard } from './behind.ts';
import type { Gate, Line, OwnLine, Places } from './gate.ts';
import {
  type Controller,
  type Dispatch,
  type DispatchHandler,
  type DispatchOptions,
  type HeaderRecord,
  type Receiver,
  Told,
} from './undici.ts';

/** Where interceptors, which copy options, keep the line that what they send is for. */
const LINE = Symbol('line');

type MarkedOptions = DispatchOptions & { [LINE]: SharedLine };

/** What interceptors end in: the connections. */
export function sendOnLine(options: DispatchOptions, handler: DispatchHandler): boolean {
  return (options as MarkedOptions)[LINE].send(options, handler);
}

const NO_CONTROLLER: Controller = { abort: () => undefined, pause: () => undefined, resume: () => undefined };

/** A request behind interceptors. It stands between them and the request's own handler. */
export class SharedLine implements Line, DispatchHandler, Controller {
  private readonly gate: Gate;
  private readonly places: Places;
  /** The interceptors that share and keep; null to share nothing. */
  private readonly shared: Dispatch | null;
  /** Those that keep alone. */
  private readonly kept: Dispatch;
  private own: OwnLine | null;
  /** How many requests of the interceptors are on that. */
  private running: number;
  private released: boolean;
  private handler: DispatchHandler | null;
  private controller: Controller;
  private ended: boolean;

  constructor(gate: Gate, places: Places, shared: Dispatch | null, kept: Dispatch) {
    this.gate = gate;
    this.places = places;
    this.shared = shared;
    this.kept = kept;
    this.own = null;
    this.running = 0;
    this.released = false;
    this.handler = null;
    this.controller = NO_CONTROLLER;
    this.ended = false;
  }

  dispatch(options: DispatchOptions, receiver: Receiver): void {
    this.handler = new Told(receiver);
    this.controller = NO_CONTROLLER;
    this.ended = false;
    const marked: MarkedOptions = { ...options, [LINE]: this };
    // What may only come from the cache is not shared: undici's deduplication would lose the answer.
    const chain = this.shared === null || isForCache(options.headers) ? this.kept : this.shared;
    chain(marked, this);
  }

  /** One whose response comes over another's connection cannot tell whether that had been used. */
  get isUsed(): boolean {
    return this.own === null || this.own.isUsed;
  }

  get dial(): Dial | null {
    return this.own?.dial ?? null;
  }

  breakOff(error: Error): boolean {
    return this.own?.breakOff(error) ?? false;
  }

  lose(): void {
    // Its connection is lost when what the interceptors have sent fails, and not before.
  }

  release(): void {
    this.released = true;
    this.giveBack();
  }

  /** What the interceptors send. */
  send(options: DispatchOptions, handler: DispatchHandler): boolean {
    if (this.own === null && this.controller !== NO_CONTROLLER) {
      // The response was there: this only looks whether it still holds.
      this.places.join(this.gate, new Behind(options, handler, this.places));
      return true;
    }
    this.running++;
    this.own ??= this.gate.take();
    try {
      return this.own.client.dispatch(options, new Overheard(handler, (hasFailed) => this.sent(hasFailed)));
    } catch (error) {
      this.sent(true);
      throw error;
    }
  }

  /** One of those sent is over. */
  private sent(hasFailed: boolean): void {
    if (hasFailed) this.own?.lose();
    this.running--;
    // Within a callback of undici's it is too early.
    queueMicrotask(() => this.giveBack());
  }

  private giveBack(): void {
    const { own } = this;
    if (!this.released || this.running !== 0 || own === null) return;
    this.own = null;
    own.release();
  }

  // What the interceptors tell.

  onRequestStart(controller: Controller, context: unknown): void {
    this.controller = controller;
    this.handler!.onRequestStart(this, context);
  }

  onResponseStart(controller: Controller, statusCode: number, headers: HeaderRecord, statusText?: string): void {
    this.controller = controller;
    if (!this.ended) this.handler!.onResponseStart(this, statusCode, headers, statusText);
  }

  onResponseData(_controller: Controller, chunk: Uint8Array): void {
    if (!this.ended) this.handler!.onResponseData(this, chunk);
  }

  onResponseEnd(_controller: Controller, trailers: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.handler!.onResponseEnd(this, trailers);
  }

  onResponseError(_controller: Controller | null, error: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.handler!.onResponseError(this, error);
  }

  /** A request that is to be answered from the cache alone, and is not there: undici tells it in its older shape. */
  onHeaders(statusCode: number, _headers: unknown, _resume: unknown, statusText: string): boolean {
    this.onRequestStart(NO_CONTROLLER, {});
    this.onResponseStart(NO_CONTROLLER, statusCode, {}, statusText);
    return true;
  }

  onComplete(): void {
    this.onResponseEnd(NO_CONTROLLER, {});
  }

  // What the request wants.

  get rawHeaders(): unknown {
    return this.controller.rawHeaders;
  }

  abort(reason: Error): void {
    this.controller.abort(reason);
    // Of one that shares another's response nothing more would be heard.
    this.onResponseError(null, reason);
  }

  pause(): void {
    this.controller.pause();
  }

  resume(): void {
    this.controller.resume();
  }
}

function isForCache(headers: readonly string[]): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    const isControl = headers[i]!.toLowerCase() === 'cache-control';
    if (isControl && headers[i + 1]!.toLowerCase().includes('only-if-cached')) return true;
  }
  return false;
}
