/**
 * What `greenlets trace` tells the process that it records, and what it hears from it.
 */
import type { Recording } from '../trace/index.ts';

/** The environment variable that holds an assignment, as JSON. */
export const VARIABLE = 'GREENLETS_TRACE';

/** What to record, and where to. */
export interface Assignment {
  /** The file that the recording is written to. */
  readonly file: string;
  /** How many events are kept. */
  readonly limit: number;
  /** The address of the program: its own copy of the package is the one to be recorded. */
  readonly program: string;
}

/** What is in that file in the end. */
export interface Account {
  readonly recording: Recording;
  /** Who waited for whom when nothing could wake the program any more, as a drawing; empty if that was not so. */
  readonly deadlock: readonly string[];
}
