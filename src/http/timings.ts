/**
 * When what has happened to a request, and the timings that a user makes of it.
 *
 * The hot path reads the clock and nothing else; all else is done when somebody asks.
 */
import type { Dial } from './dial.ts';

/**
 * How long a request and its response have taken, in milliseconds: of this one exchange, without the redirects and the
 * attempts before it, each of which has a response with its own.
 *
 * requests: `elapsed` alone.
 */
export interface Timings {
  /** From its turn until it was sent: for a place among `connections` and `perHost`, and for the `rate`. */
  readonly queued: number;
  /** For the address of the host, or of a proxy. Null if the connection was there already, or none was looked up. */
  readonly dns: number | null;
  /** For the connection, with the tunnel through a proxy. Null if it was there already. */
  readonly connect: number | null;
  /** For the TLS handshake. Null without one, and if the connection was there already. */
  readonly tls: number | null;
  /** From a connection to the headers of the response: with sending the request and its body. */
  readonly firstByte: number;
  /** From the headers to the end of the body, as fast as it was read. Null until a streamed body has ended. */
  readonly download: number | null;
  /** From its turn to the end of the body. Null until a streamed body has ended. */
  readonly total: number | null;
}

/** Not yet. */
const NEVER = -1;

/** When what has happened to a request, in whole microseconds since its turn. */
export class Timeline {
  /** How its connection was made; null for one that was there, or is not ours. */
  dial: Dial | null;
  /** It had a place, and was given to undici for the first time. */
  private admitted: number;
  /** It was given to undici; anew if a kept connection had been closed. */
  private sent: number;
  /** It had a connection; with a dispatcher that does not tell, when it was sent. */
  private connected: number;
  private answered: number;
  private ended: number;

  constructor() {
    this.dial = null;
    this.admitted = NEVER;
    this.sent = NEVER;
    this.connected = NEVER;
    this.answered = NEVER;
    this.ended = NEVER;
  }

  /** It is given to undici. */
  leave(at: number): void {
    this.sent = at;
    this.connected = at;
    if (this.admitted === NEVER) this.admitted = at;
  }

  /** It has a connection. */
  connect(at: number, dial: Dial | null): void {
    this.connected = at;
    this.dial = dial;
  }

  /** The headers are there. */
  answer(at: number): void {
    this.answered = at;
  }

  /** The body has ended. */
  end(at: number): void {
    this.ended = at;
  }

  /** From sending to the headers, in milliseconds. */
  get elapsed(): number {
    return (this.answered - this.sent) / 1000;
  }

  timings(): Timings {
    const { answered, ended, dial } = this;
    return {
      queued: this.admitted / 1000,
      dns: dial?.dns ?? null,
      connect: dial?.connect ?? null,
      tls: dial?.tls ?? null,
      firstByte: (answered - this.connected) / 1000,
      download: ended === NEVER ? null : (ended - answered) / 1000,
      total: ended === NEVER ? null : ended / 1000,
    };
  }
}
