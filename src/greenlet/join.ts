/**
 * The waits for the end of a greenlet: `join` and `get`.
 */
import { finish, type Parked } from '../hub/coroutine.ts';
import * as Phase from '../hub/phase.ts';
import type { Runnable } from '../hub/runnable.ts';
import { LinkWait } from './link-wait.ts';
import type { TimeLimit } from './timed-wait.ts';
import { Timeout } from './timeout.ts';

/** A greenlet as `get` sees it. */
interface Target<T> extends Runnable {
  observe(): void;
  outcome(): T;
}

/** `join`: true when the target has ended, false when time is up. */
export class Join extends LinkWait<boolean, Runnable> {
  describe(): string {
    return `join of ${this.subject.name}`;
  }

  override next(value?: unknown): IteratorResult<Parked, boolean> {
    if (this.phase === Phase.Fresh) {
      this.phase = Phase.Done;
      if (this.attempt()) return finish(this.complete(undefined));
      return this.parkHere();
    }
    if (this.isResumed()) return finish(this.complete(value));
    throw this.misuse('next');
  }

  protected attempt(): boolean {
    return this.subject.dead;
  }

  protected result(): boolean {
    return true;
  }

  protected timedOut(): boolean {
    return false;
  }
}

/** `get`: the value or the error of the target. */
export class Get<T> extends LinkWait<T, Target<T>> {
  private readonly block: boolean;

  constructor(target: Target<T>, block: boolean, limit: TimeLimit) {
    super(target, limit);
    this.block = block;
  }

  describe(): string {
    return `get of ${this.subject.name}`;
  }

  override next(value?: unknown): IteratorResult<Parked, T> {
    if (this.phase === Phase.Fresh) {
      this.phase = Phase.Done;
      if (this.attempt()) return finish(this.complete(undefined));
      return this.parkHere();
    }
    if (this.isResumed()) return finish(this.complete(value));
    throw this.misuse('next');
  }

  protected attempt(): boolean {
    this.subject.observe();
    if (!this.subject.dead && !this.block) throw new Timeout();
    return this.subject.dead;
  }

  protected result(): T {
    return this.subject.outcome();
  }

  protected timedOut(): T {
    throw this.clock!.error();
  }
}
