/**
 * How a request is to be sent: what of its options is not part of the request itself.
 */
import type { Connections } from './connections.ts';

/**
 * A time limit in milliseconds: a number limits the connecting and every wait for data, as in requests; an object limits
 * each, and `total` all together, queueing and redirects included. null and undefined wait for ever.
 */
export type TimeoutGiven =
  | number
  | {
      readonly connect?: number | null | undefined;
      readonly read?: number | null | undefined;
      readonly total?: number | null | undefined;
    }
  | null
  | undefined;

/** Time limits in milliseconds; null is none. */
export interface Timeouts {
  /** From the start of sending to a connection. */
  readonly connect: number | null;
  /** Between two pieces of the response, and before the first. */
  readonly read: number | null;
  /** From the start to the end of everything: queueing, redirects, and the body. */
  readonly total: number | null;
}

/** How a request is to be sent. */
export interface Settings {
  readonly connections: Connections;
  readonly timeout: Timeouts;
  readonly allowRedirects: boolean;
  /** Whether the body is left to be read bit by bit; undefined leaves that to `map` and the like. */
  readonly stream: boolean | undefined;
  readonly signal: AbortSignal | null;
  /** Called with the response; see `VerbOptions.callback`. */
  readonly callback: ((response: never) => unknown) | null;
}
