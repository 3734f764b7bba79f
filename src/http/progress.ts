/**
 * Progress: how far a batch has come, told to the user after each of its requests.
 */
import type { Coroutine } from '../hub/coroutine.ts';
import { settle } from './settle.ts';
import type { Response } from './response.ts';

/** How far a batch has come. */
export interface BatchProgress {
  /** How many requests are done, those that have failed included. */
  readonly done: number;
  /** How many have failed; a status of 400 or more is no failure. */
  readonly failed: number;
  /** How many are under way. */
  readonly inFlight: number;
  /** How many there are in all; null if they come from an iterator. */
  readonly total: number | null;
  /** The bytes of all bodies, decoded; those that are streamed do not count. */
  readonly bytes: number;
}

/** Counts, and tells. */
export class Progress {
  private readonly listener: (progress: BatchProgress) => unknown;
  private readonly total: number | null;
  private finished: number;
  private failed: number;
  private inFlight: number;
  private bytes: number;

  constructor(listener: (progress: BatchProgress) => unknown, total: number | null) {
    this.listener = listener;
    this.total = total;
    this.finished = 0;
    this.failed = 0;
    this.inFlight = 0;
    this.bytes = 0;
  }

  /** One more is under way. */
  started(): void {
    this.inFlight++;
  }

  /** None is under way any more: all were ended. */
  stopped(): void {
    this.inFlight = 0;
  }

  /** One is done, and has failed if there is no response. */
  *done(response: Response | null): Coroutine<void> {
    this.finished++;
    if (this.inFlight !== 0) this.inFlight--;
    if (response === null) this.failed++;
    else if (response.hasContent) this.bytes += response.content.byteLength;
    const { finished: done, failed, inFlight, total, bytes } = this;
    yield* settle(this.listener({ done, failed, inFlight, total, bytes }));
  }
}
