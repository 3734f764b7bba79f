/**
 * Waiting until the hub has nothing left to do.
 *
 * gevent: `hub.join`.
 */
import { WrongHubError } from './errors.ts';
import type { Loop } from './loop.ts';
import { BlockingOperation } from './operation.ts';
import type { Entry } from './run-queue.ts';
import type { Runnable } from './runnable.ts';
import { resetTimer, type Timer } from './timers.ts';

/** The operation behind `hub.join`. Its time limit is a timer of its own, which is nothing left to do. */
export class HubJoin extends BlockingOperation<boolean> implements Entry, Timer {
  declare deadline: number;
  declare order: number;
  declare slot: number;
  declare earlier: Timer | null;
  declare later: Timer | null;
  readonly ref: boolean;
  readonly yields: boolean;
  readonly subject: unknown;
  private readonly loop: Loop;
  private readonly limit: number;
  private isDry: boolean;

  constructor(loop: Loop, limit: number) {
    super();
    resetTimer(this);
    this.ref = false;
    // An ordinary timer in gevent, too: it does not give way as timeouts do.
    this.yields = false;
    this.subject = undefined;
    this.loop = loop;
    this.limit = limit;
    this.isDry = false;
  }

  describe(): string {
    return 'the end of all other work';
  }

  protected attempt(): boolean {
    return false;
  }

  protected enlist(greenlet: Runnable): void {
    if (greenlet.loop !== this.loop) {
      throw new WrongHubError('the hub to be joined is another: its greenlets cannot resume one of this hub');
    }
    this.loop.startTimer(this, this.limit);
    this.loop.whenDry(this);
  }

  /** @internal Nothing is left to do. */
  execute(): void {
    // Killed in the meantime.
    if (this.greenlet === null) return;
    this.isDry = true;
    this.loop.stopTimer(this);
    this.greenlet.resume(undefined);
  }

  /** @internal Time is up. */
  fire(): void {
    this.loop.cancelDry(this);
    this.greenlet!.resume(undefined);
  }

  cancel(): void {
    this.loop.stopTimer(this);
    this.loop.cancelDry(this);
  }

  protected complete(): boolean {
    return this.isDry;
  }
}
