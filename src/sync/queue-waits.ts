/**
 * The waits of a queue: for an item, and for room.
 */
import { finish, type Parked } from '../hub/coroutine.ts';
import { type TimeLimit, TimedWait, type WaitOptions } from '../greenlet/timed-wait.ts';
import { Empty, Full } from './errors.ts';
import type { Link } from '../hub/link.ts';
import type { Loop } from '../hub/loop.ts';
import * as Phase from '../hub/phase.ts';
import type { Runnable } from '../hub/runnable.ts';

/** The options of `put` and `get`. */
export interface QueueWaitOptions extends WaitOptions {
  /** Whether to wait; true by default. */
  block?: boolean;
}

/** A queue as its waits see it. */
export interface WaitedQueue<T> {
  readonly kind: string;
  qsize(): number;
  offer(item: T): boolean;
  getNowait(): T;
  peekNowait(): T;
  refuseIfShutDown(): void;
  enlistGetter(getter: Link, loop: Loop): void;
  delistGetter(getter: Link): void;
  enlistPutter(putter: Link, loop: Loop): void;
  delistPutter(putter: Link): void;
}

/** What a get, a peek and a put have in common. */
abstract class QueueWait<T, R> extends TimedWait<R> {
  readonly subject: WaitedQueue<T>;

  constructor(subject: WaitedQueue<T>, limit: TimeLimit) {
    super(limit);
    this.subject = subject;
  }

  /** A `Timeout` of the caller's is thrown as it is. */
  protected override expects(): boolean {
    return false;
  }
}

/** A get or a peek: done once it has run and found an item. */
export class Get<T> extends QueueWait<T, T> {
  private readonly block: boolean;
  private readonly peek: boolean;

  constructor(subject: WaitedQueue<T>, block: boolean, peek: boolean, limit: TimeLimit) {
    super(subject, limit);
    this.block = block;
    this.peek = peek;
  }

  describe(): string {
    return `${this.peek ? 'peek' : 'get'} of a ${this.subject.kind}`;
  }

  override next(value?: unknown): IteratorResult<Parked, T> {
    if (this.phase === Phase.Fresh) {
      this.phase = Phase.Done;
      if (this.attempt()) return finish(this.result());
      return this.parkHere();
    }
    if (this.isResumed()) return finish(this.complete(value));
    throw this.misuse('next');
  }

  protected attempt(): boolean {
    if (this.subject.qsize() > 0) return true;
    this.subject.refuseIfShutDown();
    if (!this.block) throw new Empty('the queue is empty');
    return false;
  }

  protected register(greenlet: Runnable): void {
    this.subject.enlistGetter(this, greenlet.loop);
  }

  protected unregister(): void {
    this.subject.delistGetter(this);
  }

  protected result(): T {
    return this.peek ? this.subject.peekNowait() : this.subject.getNowait();
  }

  protected timedOut(): T {
    throw new Empty('the queue stayed empty until time was up');
  }
}

/** A put: done once its item is in the queue. */
export class Put<T> extends QueueWait<T, void> {
  readonly item: T;
  private readonly block: boolean;

  constructor(subject: WaitedQueue<T>, item: T, block: boolean, limit: TimeLimit) {
    super(subject, limit);
    this.item = item;
    this.block = block;
  }

  describe(): string {
    return `put of a ${this.subject.kind}`;
  }

  override next(value?: unknown): IteratorResult<Parked, void> {
    if (this.phase === Phase.Fresh) {
      this.phase = Phase.Done;
      if (this.attempt()) return finish(undefined);
      return this.parkHere();
    }
    if (this.isResumed()) return finish(this.complete(value));
    throw this.misuse('next');
  }

  protected attempt(): boolean {
    if (this.subject.offer(this.item)) return true;
    if (!this.block) throw new Full('the queue is full');
    return false;
  }

  protected register(greenlet: Runnable): void {
    this.subject.enlistPutter(this, greenlet.loop);
  }

  protected unregister(): void {
    this.subject.delistPutter(this);
  }

  protected result(): void {}

  protected timedOut(): void {
    throw new Full('the queue stayed full until time was up');
  }
}
