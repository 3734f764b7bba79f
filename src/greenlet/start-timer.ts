/**
 * The delayed start of a greenlet.
 */
import type { Wait } from '../hub/coroutine.ts';
import type { Runnable } from '../hub/runnable.ts';
import { resetTimer, type Timer } from '../hub/timers.ts';

/** The timer of `startLater`, as what the greenlet waits for. */
export class StartTimer implements Timer, Wait {
  declare deadline: number;
  declare order: number;
  declare slot: number;
  declare earlier: Timer | null;
  declare later: Timer | null;
  readonly ref: boolean;
  readonly yields: boolean;
  readonly subject: unknown;
  private readonly greenlet: Runnable;
  private readonly ms: number;

  constructor(greenlet: Runnable, ms: number) {
    resetTimer(this);
    this.ref = true;
    this.yields = false;
    this.subject = undefined;
    this.greenlet = greenlet;
    this.ms = ms;
    greenlet.loop.startTimer(this, ms);
  }

  fire(): void {
    this.greenlet.waitsFor = null;
    this.greenlet.startRunning();
  }

  cancel(): void {
    this.greenlet.loop.stopTimer(this);
  }

  describe(): string {
    return `its start after ${this.ms} ms`;
  }
}
