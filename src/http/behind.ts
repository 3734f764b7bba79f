/**
 * Requests that the interceptors of a session send by themselves, behind a response that was given already.
 */
import type { Link } from '../hub/link.ts';
import type { Gate, Places } from './gate.ts';
import type { Controller, DispatchHandler, DispatchOptions, HeaderRecord } from './undici.ts';

/** Passes on what is told, and tells of the end besides. */
export class Overheard implements DispatchHandler {
  private readonly handler: DispatchHandler;
  private readonly over: (hasFailed: boolean) => void;

  constructor(handler: DispatchHandler, over: (hasFailed: boolean) => void) {
    this.handler = handler;
    this.over = over;
  }

  onRequestStart(controller: Controller, context: unknown): void {
    this.handler.onRequestStart(controller, context);
  }

  onResponseStart(controller: Controller, statusCode: number, headers: HeaderRecord, statusText?: string): void {
    this.handler.onResponseStart(controller, statusCode, headers, statusText);
  }

  onResponseData(controller: Controller, chunk: Uint8Array): void {
    this.handler.onResponseData(controller, chunk);
  }

  onResponseEnd(controller: Controller, trailers: unknown): void {
    this.over(false);
    this.handler.onResponseEnd(controller, trailers);
  }

  onResponseError(controller: Controller, error: Error): void {
    this.over(true);
    this.handler.onResponseError(controller, error);
  }
}

/** A request of an interceptor's own: it has a place like any other, and waits for it. */
export class Behind implements Link {
  before: Link | null;
  after: Link | null;
  private readonly options: DispatchOptions;
  private readonly handler: DispatchHandler;
  private readonly places: Places;

  constructor(options: DispatchOptions, handler: DispatchHandler, places: Places) {
    this.before = null;
    this.after = null;
    this.options = options;
    this.handler = handler;
    this.places = places;
  }

  notify(given: unknown): void {
    const gate = given as Gate;
    const line = gate.take();
    const leave = (hasFailed: boolean): void => {
      if (hasFailed) line.lose();
      // Within a callback of undici's it is too early.
      queueMicrotask(() => {
        line.release();
        this.places.leave(gate);
      });
    };
    try {
      line.client.dispatch(this.options, new Overheard(this.handler, leave));
    } catch {
      // It stays as it was kept.
      leave(true);
    }
  }
}
