/**
 * What a batch adds to each of its requests.
 */
import type { Retries } from './retry-options.ts';
import type { SessionDefaults } from './session-defaults.ts';
import type { Passage, Timeouts } from './settings.ts';

/** What a batch says where its requests do not. */
export interface BatchDefaults {
  /** For requests without one; null is none. */
  readonly session: SessionDefaults | null;
  /** Null if the batch says nothing. */
  readonly timeout: Timeouts | null;
  /** Undefined if the batch says nothing; null is no retry. */
  readonly retries: Retries | null | undefined;
  readonly maxResponseSize: number | null;
  /** The limits for each host; null is none. */
  readonly lane: Passage | null;
}
