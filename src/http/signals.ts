/**
 * One listener for each `AbortSignal`, however many requests it ends: ten thousand would draw a warning and cost time.
 */

import type { Operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import * as State from '../hub/state.ts';
import type { Entry } from '../hub/run-queue.ts';
import { type Runnable, running } from '../hub/runnable.ts';

/** What a signal ends. */
export interface Abortable {
  aborted(reason: unknown): void;
}

/** The requests that one signal would end, and its one listener. */
class Audience {
  private readonly signal: AbortSignal;
  private readonly members: Set<Abortable>;
  private readonly onAbort: () => void;

  constructor(signal: AbortSignal) {
    this.signal = signal;
    this.members = new Set();
    this.onAbort = () => {
      const members = [...this.members];
      this.members.clear();
      for (const member of members) member.aborted(signal.reason);
    };
  }

  add(member: Abortable): void {
    if (this.members.size === 0) this.signal.addEventListener('abort', this.onAbort, { once: true });
    this.members.add(member);
  }

  remove(member: Abortable): void {
    if (this.members.delete(member) && this.members.size === 0) {
      this.signal.removeEventListener('abort', this.onAbort);
    }
  }
}

const audiences = new WeakMap<AbortSignal, Audience>();

/** Tell `member` when `signal` is aborted. */
export function watch(signal: AbortSignal, member: Abortable): void {
  let audience = audiences.get(signal);
  if (audience === undefined) {
    audience = new Audience(signal);
    audiences.set(signal, audience);
  }
  audience.add(member);
}

/** Stop telling it. */
export function unwatch(signal: AbortSignal, member: Abortable): void {
  audiences.get(signal)?.remove(member);
}

/** Throws the reason of a signal into a greenlet, from the hub. */
class Interruption implements Abortable, Entry {
  private readonly greenlet: Runnable;
  private reason: unknown;
  isOver: boolean;

  constructor(greenlet: Runnable) {
    this.greenlet = greenlet;
    this.reason = undefined;
    this.isOver = false;
  }

  aborted(reason: unknown): void {
    this.reason = reason;
    this.greenlet.loop.schedule(this);
  }

  /** @internal */
  execute(): void {
    if (!this.isOver && this.greenlet.state === State.Parked) this.greenlet.throwInto(this.reason);
  }
}

/** Run `body` until `signal` is aborted; then its reason is thrown out of it. */
export function* interruptible(signal: AbortSignal, body: () => Coroutine<void> | Operation<void>): Coroutine<void> {
  signal.throwIfAborted();
  const interruption = new Interruption(running!);
  watch(signal, interruption);
  try {
    yield* body();
  } finally {
    interruption.isOver = true;
    unwatch(signal, interruption);
  }
}
