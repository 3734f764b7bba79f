/**
 * What the page and its worker say to each other.
 */
import type { Recording } from 'greenlets/trace';
import type { Language } from './language.ts';

/** A program to run. */
export interface Program {
  readonly source: string;
  readonly language: Language;
}

/** A kill that is not in the program: the page kills `greenlet` once the event numbered `at` is over. */
export interface Blow {
  readonly at: number;
  readonly greenlet: number;
}

/** Which of the possible orders a run takes. */
export interface Schedule {
  /** The seed that chooses among ready entries; null for first in, first out. */
  readonly seed: number | null;
  readonly blow: Blow | null;
}

/** Record one run. */
export interface RecordRequest {
  readonly kind: 'record';
  readonly program: Program;
  readonly schedule: Schedule;
  /** After how many events the run is stopped, and the ending that is then given. */
  readonly limit: number;
  readonly atLimit: Ending;
}

/** Run one schedule after another, and tell only how each came out. */
export interface ExploreRequest {
  readonly kind: 'explore';
  readonly program: Program;
  /** The first seed, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** What the page asks of the worker. */
export type Request = RecordRequest | ExploreRequest;

/**
 * How a run came to its end: by itself; because nothing could happen any more while the program waits for something that
 * is not a greenlet's; by the limit on events; by the limit on time.
 */
export type Ending = 'end' | 'stuck' | 'events' | 'time';

/** How a program comes out under one schedule: what two runs must share to count as the same. */
export interface Outcome {
  readonly printed: readonly string[];
  readonly ending: Ending;
}

/** An error that nobody has caught, at the line where it was thrown. */
export interface Failure {
  /** The number of the event at which it was reported. */
  readonly at: number;
  readonly line: number;
  readonly message: string;
}

/** The text is no program; nothing was run. */
export interface Refusal {
  readonly kind: 'refused';
  readonly message: string;
  /** Both from 1; null if they are not known. */
  readonly line: number | null;
  readonly column: number | null;
}

/** A run has been recorded. */
export interface RecordedAnswer {
  readonly kind: 'recorded';
  readonly recording: Recording;
  readonly failures: readonly Failure[];
  readonly ending: Ending;
}

/** What the worker answers. */
export type Answer =
  | Refusal
  /** The worker lives, and this many events are recorded; it may be its last word. */
  | { readonly kind: 'beat'; readonly events: number }
  | RecordedAnswer
  | { readonly kind: 'outcome'; readonly seed: number; readonly outcome: Outcome }
  | { readonly kind: 'explored' };
