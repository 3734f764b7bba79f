/**
 * How a request is to be sent: what of its options is not part of the request itself.
 */
import type { Coroutine } from '../hub/coroutine.ts';
import type { Connections } from './connections.ts';
import type { CookieJar } from './cookies.ts';
import type { PreparedRequest } from './prepared-request.ts';
import type { Retries } from './retry-options.ts';
import type { Router } from './route.ts';

/**
 * A time limit in milliseconds: a number limits the connecting and every wait for data, as in requests; an object limits
 * each, and `total` all together, queueing and redirects included. null and undefined wait for ever.
 */
export type TimeoutGiven =
  | number
  | {
      /** From the start of sending to a connection. */
      readonly connect?: number | null | undefined;
      /** Between two pieces of the response, and before the first. */
      readonly read?: number | null | undefined;
      /** From the start to the end of everything. */
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

/** What a request passes before it is sent: the limits for its host. */
export interface Passage {
  enter(request: PreparedRequest): Coroutine<void>;
  /** One that had entered has its response, or has failed. */
  leave(request: PreparedRequest): void;
}

/** Counts how often a request is sent. */
export interface Tally {
  attempts: number;
}

/** How a request is to be sent. */
export interface Settings {
  readonly connections: Connections;
  readonly timeout: Timeouts;
  readonly allowRedirects: boolean;
  /** How many redirects are followed. */
  readonly maxRedirects: number;
  /** The cookies of the session; null without a session. */
  readonly jar: CookieJar | null;
  /** Whether the body is left to be read bit by bit; undefined leaves that to `map` and the like. */
  readonly stream: boolean | undefined;
  readonly signal: AbortSignal | null;
  /** Finds the kind of connection for each request of a chain of redirects; null for plain ones. */
  readonly router: Router | null;
  /** Which option of the request's own the router heeds, where a dispatcher of the user's would not; null for none. */
  readonly routeGiven: string | null;
  /** Whether and how it is tried again. */
  readonly retries: Retries | null;
  /** How many bytes its body may have, decoded; null for no limit. */
  readonly maxResponseSize: number | null;
  /** The limits for each host of the batch it belongs to. */
  readonly lane: Passage | null;
  readonly tally: Tally | null;
  /** Called with the response; see `VerbOptions.callback`. */
  readonly callback: ((response: never) => unknown) | null;
}
