/**
 * What may be given as `retries`, and what is made of it.
 */

/** How a failed request is tried again. */
export interface RetryOptions {
  /** How often at most, not counting the first attempt; 2 by default. */
  limit?: number | undefined;
  /** For which methods; GET, HEAD, OPTIONS, PUT, DELETE and TRACE by default, which may be done twice. */
  methods?: readonly string[] | undefined;
  /** After which statuses; 408, 429, 500, 502, 503 and 504 by default. */
  statuses?: readonly number[] | undefined;
  /** Milliseconds before the first retry; twice as many before each that follows. 300 by default. */
  backoff?: number | undefined;
  /** Wait any time between 0 and what `backoff` says, so that many clients do not come back at once; true by default. */
  jitter?: boolean | undefined;
  /** The longest wait in milliseconds, 120,000 by default. A Retry-After that asks for more is not waited for. */
  maxDelay?: number | undefined;
  /** Wait as long as a Retry-After header says, in seconds or until a date; true by default. */
  respectRetryAfter?: boolean | undefined;
}

/** How often to try again, or how. 0 and null: not at all. */
export type RetriesGiven = number | RetryOptions | null | undefined;

/** `RetryOptions`, checked and complete. */
export interface Retries {
  readonly limit: number;
  readonly methods: ReadonlySet<string>;
  readonly statuses: ReadonlySet<number>;
  readonly backoff: number;
  readonly jitter: boolean;
  readonly maxDelay: number;
  readonly respectRetryAfter: boolean;
}
