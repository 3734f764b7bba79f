/**
 * Watching a greenlet that has survived a kill: cleaning up is fine, swallowing the kill is not.
 */
import type { Parked, Steps } from '../hub/coroutine.ts';

/** How many waits after a kill are taken for cleaning up. */
const CLEANUP_WAITS = 100;

/** Steps a greenlet that has survived a kill, and tells when it has gone on for longer than cleaning up takes. */
export class Survivor implements Steps {
  readonly steps: Steps;
  private left: number;
  private readonly tell: () => void;

  constructor(steps: Steps, tell: () => void) {
    this.steps = steps;
    this.left = CLEANUP_WAITS;
    this.tell = tell;
  }

  next(value: unknown): IteratorResult<Parked, unknown> {
    if (--this.left === 0) this.tell();
    return this.steps.next(value);
  }

  throw(error: unknown): IteratorResult<Parked, unknown> {
    return this.steps.throw!(error);
  }
}
