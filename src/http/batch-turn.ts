/**
 * The wait of a batch for something to go on with: room, the end of a request, or its source.
 */
import type { Loop } from '../hub/loop.ts';
import { BlockingOperation } from '../hub/operation.ts';
import type { Entry } from '../hub/run-queue.ts';
import type { Runnable } from '../hub/runnable.ts';

/** Whose turn it is. */
export interface Turning {
  /** The turn that is to be woken; null for none. */
  enter(turn: Turn | null): void;
}

/** Waits until a batch has something to go on with. */
export class Turn extends BlockingOperation<void> implements Entry {
  readonly subject: Turning;
  /** Whether something outside the hub is to wake it: a source that has promised a request. */
  private readonly held: boolean;
  private loop: Loop | null;

  constructor(batch: Turning, held: boolean) {
    super();
    this.subject = batch;
    this.held = held;
    this.loop = null;
  }

  describe(): string {
    return this.held ? 'the next request of a batch' : 'a request of a batch';
  }

  protected attempt(): boolean {
    return false;
  }

  protected enlist(greenlet: Runnable): void {
    this.loop = greenlet.loop;
    if (this.held) this.loop.hold();
    this.subject.enter(this);
  }

  wake(): void {
    const { loop } = this;
    this.leave();
    loop!.schedule(this);
  }

  /** @internal */
  execute(): void {
    this.greenlet?.resume(undefined);
  }

  cancel(): void {
    if (this.loop !== null) this.leave();
  }

  protected complete(): void {}

  private leave(): void {
    if (this.held) this.loop!.release();
    this.loop = null;
    this.subject.enter(null);
  }
}
