/**
 * The half of an exchange that sends: waiting for a place, giving the request to undici, and giving its connection back.
 *
 * It is undici's handler itself, and the base of the operation that a greenlet waits in, so that no closure, promise or
 * AbortController is made for a request.
 */
import { withoutStack } from '../hub/errors.ts';
import type { Link } from '../hub/link.ts';
import { BodySource } from './body-source.ts';
import type { Connections } from './connections.ts';
import type { Gate, Line } from './gate.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { forwardedHeaders } from './proxies/forward.ts';
import { Reception } from './reception.ts';
import type { Route } from './route.ts';
import type { Settings } from './settings.ts';

const givenUp = withoutStack(() => new Error('the request was given up'));

/** Methods that may be sent again without being asked for: doing them twice is doing them once. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);

/** Codes of a kept connection that the server has closed just when it was to be used again. */
const STALE = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** A request on its way. */
export abstract class Transmission extends Reception implements Link {
  before: Link | null;
  after: Link | null;
  private readonly connections: Connections;
  /** Where it has, or waits for, a place. */
  private gate: Gate | null;
  private route: Route | null;
  /** A dispatcher of the user's that sends it. */
  private given: Line | null;
  private again: boolean;
  private retried: boolean;
  /** What it is sent over, until undici is through with it. */
  private line: Line | null;

  constructor(request: PreparedRequest, settings: Settings, streams: boolean) {
    super(request, settings, streams);
    this.before = null;
    this.after = null;
    this.connections = settings.connections;
    this.gate = null;
    this.route = null;
    this.given = null;
    this.again = false;
    this.retried = false;
    this.line = null;
  }

  /** It was given to undici and needs a connection first. */
  protected abstract connects(): void;
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
    this.timeline.leave(this.elapsed());
    try {
      // Sent again, it keeps its line, which then has to connect anew.
      this.line ??= this.given ?? this.connections.lineAt(this.gate!, this.streams);
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
      if (!this.over) this.onError(error as Error);
      return;
    }
    if (this.stage === 'connect' && this.isOpen) this.connects();
  }

  onConnect(abort: (reason: Error) => void): void {
    this.abort = abort;
    if (!this.isOpen) {
      abort(givenUp);
      return;
    }
    this.stage = 'headers';
    this.timeline.connect(this.elapsed(), this.line!.dial);
    this.touch();
  }

  onComplete(): void {
    this.over = true;
    this.timeline.end(this.elapsed());
    if (this.reader !== null) {
      this.streamEnded();
      this.reader.end();
    } else if (this.isOpen) {
      this.arrived();
    } else {
      this.queue();
    }
  }

  onError(error: Error): void {
    this.over = true;
    this.line?.lose();
    if (this.reader !== null) {
      this.streamEnded();
      this.reader.fail(error);
    } else if (!this.isOpen) {
      this.queue();
    } else if (this.isStale(error) || isOthers(error)) {
      this.again = true;
      this.stage = 'wait';
      this.queue();
    } else {
      this.broke(error);
    }
  }

  /** Whether a kept connection was found closed before a byte of the response: that is no failure of the request. */
  private isStale(error: Error): boolean {
    const isStale =
      !this.retried &&
      this.stage === 'headers' &&
      this.line!.isUsed &&
      STALE.has(String(Reflect.get(error, 'code'))) &&
      IDEMPOTENT.has(this.request.method) &&
      !(this.request.content instanceof BodySource);
    this.retried ||= isStale;
    return isStale;
  }

  /** From the hub: send it again if that is what it was queued for; returns whether it was. */
  protected sendAgain(): boolean {
    if (!this.again) return false;
    this.again = false;
    if (!this.isOpen) return false;
    this.over = false;
    this.forget();
    this.send();
    return true;
  }

  /** From the hub: give its connection and its place away. */
  protected leave(): void {
    const { gate, line } = this;
    if (this.over && line !== null) {
      this.line = null;
      line.release();
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
    } else if (this.abort !== null) {
      this.abort(givenUp);
    } else {
      // If there is none in the making, a dispatcher of the user's has queued it, or connects: onConnect ends it.
      this.line?.breakOff(givenUp);
    }
  }
}

/** Whether the request that this one shared a response with was given up, which is no failure of this one. */
function isOthers(error: Error): boolean {
  return error === givenUp || error.cause === givenUp;
}
