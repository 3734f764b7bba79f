/**
 * A host whose time stands still while anything is ready, and jumps to the next deadline when nothing is.
 *
 * The same program then takes the same steps at the same times on every run, and an hour of sleeping takes a
 * millisecond. Time never moves while a promise or a socket is waited for: what they deliver comes at the time at which
 * the wait began.
 *
 * trio's `MockClock` with autojump is the model; gevent has no counterpart.
 */
import { defaultHost } from '#host';
import type { AsyncContext, Driven, Driver, Host } from '../hub/host.ts';

class VirtualDriver implements Driver {
  private readonly host: VirtualHost;
  private readonly loop: Driven;
  private readonly turns: Driver;
  /** What to do in the next real turn. */
  private next: 'turn' | 'timers' | 'idle' | null;
  private deadline: number;
  /** The first deadline that may pass while greenlets keep the loop busy. */
  private busyDeadline: number;
  private armed: boolean;

  constructor(host: VirtualHost, loop: Driven) {
    this.host = host;
    this.loop = loop;
    this.next = null;
    this.deadline = Infinity;
    this.busyDeadline = Infinity;
    this.armed = false;
    this.turns = defaultHost.connect({
      turn: () => this.step(),
      continueTurn: () => this.loop.continueTurn(),
      timers: () => {},
      idle: () => {},
    });
  }

  turn(): void {
    this.arm('turn');
  }

  continueTurn(): boolean {
    return this.turns.continueTurn();
  }

  rest(deadline: number, hold: boolean, outside: number): void {
    if (this.next === 'turn') {
      this.busyDeadline = deadline;
      return;
    }
    this.deadline = deadline;
    if (outside !== 0) this.next = null;
    else this.arm(hold ? 'timers' : 'idle');
  }

  private arm(next: 'turn' | 'timers' | 'idle'): void {
    this.next = next;
    if (this.armed) return;
    this.armed = true;
    this.turns.turn();
  }

  /** Fire what is due. What that makes ready runs before the timers that it starts, even those that are due at once. */
  private poll(): void {
    this.loop.timers();
    this.busyDeadline = Infinity;
  }

  private step(): void {
    const { next } = this;
    this.armed = false;
    this.next = null;
    if (next === 'turn') {
      const isDue = this.busyDeadline <= this.host.now();
      this.busyDeadline = Infinity;
      if (isDue) {
        this.arm('turn');
        this.poll();
      } else {
        this.loop.turn();
      }
    } else if (next === 'timers') {
      this.host.advanceTo(this.deadline);
      this.poll();
    } else if (next === 'idle') {
      this.loop.idle(false);
    }
  }
}

/**
 * The host for tests and lessons: `new Hub({ host: new VirtualHost() })`.
 *
 * A deadlock is found at once: the main greenlet of `hub.run` gets its `LoopExit` when nothing is ready, no timer is
 * pending and nothing outside is waited for.
 */
export class VirtualHost implements Host {
  private time: number;
  /** What was printed, line by line. */
  readonly printed: string[];

  constructor() {
    this.time = 0;
    this.printed = [];
  }

  /** The virtual time in milliseconds; it begins at 0. */
  now(): number {
    return this.time;
  }

  /** Let time pass that no greenlet sleeps through: a computation of `ms` milliseconds. */
  advance(ms: number): void {
    this.time += ms;
  }

  /** @internal Move the time forward, never back. */
  advanceTo(time: number): void {
    if (time > this.time) this.time = time;
  }

  connect(loop: Driven): Driver {
    return new VirtualDriver(this, loop);
  }

  print(text: string): void {
    this.printed.push(text);
  }

  /** The asynchronous context of the caller, if the real host has such a thing. */
  captureContext(): AsyncContext {
    return defaultHost.captureContext?.() ?? { run: (action) => action() };
  }

  /** Where a suspended generator stands, if the real host can tell. */
  locate(generator: object): string | undefined {
    return defaultHost.locate?.(generator);
  }
}
