/**
 * Waiting as a link of what is waited for: a greenlet, an event, a semaphore, a result.
 */
import type { Linkable } from '../hub/linkable.ts';
import type { Runnable } from '../hub/runnable.ts';
import { type TimeLimit, TimedWait } from './timed-wait.ts';

/** The base of the waits for something that can be linked. */
export abstract class LinkWait<T, S extends Linkable> extends TimedWait<T> {
  readonly subject: S;

  constructor(subject: S, limit: TimeLimit) {
    super(limit);
    this.subject = subject;
  }

  protected register(greenlet: Runnable): void {
    this.subject.bind(greenlet.loop);
    this.subject.enlist(this);
  }

  protected unregister(): void {
    this.subject.delist(this);
  }
}
