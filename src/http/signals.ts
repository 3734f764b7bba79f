/**
 * One listener for each `AbortSignal`, however many requests it ends: ten thousand would draw a warning and cost time.
 */

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
