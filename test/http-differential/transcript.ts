/**
 * What came of a case: the requests as the server has got them, and what the caller has got.
 */
import type { WireRequest } from './wire.ts';

/** What one request has given its caller. */
export type Result =
  | {
      readonly status: number;
      /** The last one. */
      readonly url: string;
      readonly text: string;
      /** Status and URL of what was gone through on the way. */
      readonly history: readonly (readonly [status: number, url: string])[];
    }
  | {
      /** The name of the error's class. */
      readonly error: string;
    };

/** What came of a case. */
export interface Transcript {
  readonly requests: readonly WireRequest[];
  readonly results: readonly Result[];
}

/** The transcripts of all cases by a version of Python's requests. */
export interface Recording {
  readonly requests: string;
  readonly urllib3: string;
  readonly transcripts: Readonly<Record<string, Transcript>>;
}
