/**
 * The host for browsers and workers: `MessageChannel`, one `setTimeout`, `performance.now`.
 *
 * A browser cannot tell that nothing will ever happen again, so a deadlock shows as a page at rest, not as a LoopExit.
 */
import type { Driven, Driver, Host } from './host.ts';

declare const performance: { now(): number };
declare const console: { error(text: string): void };
declare function setTimeout(action: () => void, delay: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare class MessageChannel {
  readonly port1: { onmessage: (() => void) | null };
  readonly port2: { postMessage(message: unknown): void };
}

const MAX_DELAY = 2 ** 31 - 1;

class WebDriver implements Driver {
  private readonly channel: MessageChannel;
  private readonly runTimers: () => void;
  private timer: unknown;
  private deadline: number;

  constructor(loop: Driven) {
    this.channel = new MessageChannel();
    this.channel.port1.onmessage = () => loop.turn();
    this.runTimers = () => {
      this.deadline = Infinity;
      loop.timers();
    };
    this.timer = undefined;
    this.deadline = Infinity;
  }

  turn(): void {
    this.channel.port2.postMessage(null);
  }

  /** A page cannot tell when no promise job is left, and the order must not depend on how many of them there are. */
  continueTurn(): boolean {
    return false;
  }

  rest(deadline: number): void {
    if (deadline >= this.deadline) return;
    clearTimeout(this.timer);
    const delay = Math.min(Math.max(Math.ceil(deadline - performance.now()), 0), MAX_DELAY);
    this.timer = setTimeout(this.runTimers, delay);
    this.deadline = deadline;
  }
}

/** The host of every hub that is not given another. */
export const defaultHost: Host = {
  now: () => performance.now(),
  connect: (loop) => new WebDriver(loop),
  print: (text) => console.error(text),
};
