/**
 * The delayed start of a greenlet.
 */
import type { Wait } from '../hub/coroutine.ts';
import type { Runnable } from '../hub/runnable.ts';
import { OwnTimer } from '../hub/timers.ts';

/** The timer of `startLater`, as what the greenlet waits for. */
export class StartTimer extends OwnTimer implements Wait {
  readonly subject: unknown;
  private readonly greenlet: Runnable;
  private readonly ms: number;

  constructor(greenlet: Runnable, ms: number) {
    super(false);
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
