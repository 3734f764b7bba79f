/**
 * The waits for the end of a greenlet: `join` and `get`.
 */
import type { Runnable } from '../hub/runnable.ts';
import { type TimeLimit, TimedWait } from './timed-wait.ts';
import { Timeout } from './timeout.ts';

/** A greenlet as `get` sees it. */
interface Target<T> extends Runnable {
  observe(): void;
  outcome(): T;
}

/** `join`: true when the target has ended, false when time is up. */
export class Join extends TimedWait<boolean> {
  readonly subject: Runnable;

  constructor(target: Runnable, limit: TimeLimit) {
    super(limit);
    this.subject = target;
  }

  describe(): string {
    return `join of ${this.subject.name}`;
  }

  protected attempt(): boolean {
    return this.subject.dead;
  }

  protected register(greenlet: Runnable): void {
    this.subject.bind(greenlet.loop);
    this.subject.enlist(this);
  }

  protected unregister(): void {
    this.subject.delist(this);
  }

  protected result(): boolean {
    return true;
  }

  protected timedOut(): boolean {
    return false;
  }
}

/** `get`: the value or the error of the target. */
export class Get<T> extends TimedWait<T> {
  readonly subject: Target<T>;
  private readonly block: boolean;

  constructor(target: Target<T>, block: boolean, limit: TimeLimit) {
    super(limit);
    this.subject = target;
    this.block = block;
  }

  describe(): string {
    return `get of ${this.subject.name}`;
  }

  protected attempt(): boolean {
    this.subject.observe();
    if (!this.subject.dead && !this.block) throw new Timeout();
    return this.subject.dead;
  }

  protected register(greenlet: Runnable): void {
    this.subject.bind(greenlet.loop);
    this.subject.enlist(this);
  }

  protected unregister(): void {
    this.subject.delist(this);
  }

  protected result(): T {
    return this.subject.outcome();
  }

  protected timedOut(): T {
    throw this.clock!.error();
  }
}
