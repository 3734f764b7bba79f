/**
 * Replay: what the hub looked like at any event of a recording, forward, backward or by jumps.
 *
 * A step forward costs one event. A step back or a jump starts from the checkpoint before it; checkpoints stand as many
 * events apart as the state has records, so that making them costs no more than the events themselves.
 */
import type { Recording, TraceEvent } from './recording.ts';
import { type Directory, directoryOf } from './directory.ts';
import type { ReplayState } from './replay-state.ts';
import { Stepper } from './stepper.ts';

/** The least distance of two checkpoints, in events. */
const LEAST_DISTANCE = 256;

/**
 * Plays a recording.
 *
 * ```ts
 * const replay = new Replay(recorder.recording());
 * replay.stateAt(12).queue; // the run queue right after event 12
 * ```
 *
 * Positions count the events that were kept, from 0; they differ from `seq` where the ring of the recorder was full.
 * Of greenlets, entries and timers that an incomplete recording has not seen begin, it knows nothing until they act.
 */
export class Replay {
  /** What is played. */
  readonly recording: Recording;
  private readonly directory: Directory;
  private readonly checkpoints: ReplayState[];
  private stepper: Stepper;
  private latest: ReplayState;

  /** @param recording as a recorder gives it */
  constructor(recording: Recording) {
    this.recording = recording;
    this.directory = directoryOf(recording);
    this.stepper = new Stepper(this.directory, null);
    this.latest = this.stepper.copy();
    this.checkpoints = [this.latest];
  }

  /** How many events there are. */
  get length(): number {
    return this.recording.events.length;
  }

  /** The event at `index`. */
  eventAt(index: number): TraceEvent {
    const event = this.recording.events[index];
    if (event === undefined) throw new RangeError(`index must be from 0 to ${this.length - 1}: received ${index}`);
    return event;
  }

  /** The event of number `seq`; null if it is none or was dropped. */
  bySeq(seq: number | null): TraceEvent | null {
    return seq === null ? null : (this.recording.events[seq - this.recording.dropped] ?? null);
  }

  /**
   * The state right after the event at `index`. It is plain data and never changes.
   *
   * @param index a position from 0; -1 is before the first event
   * @throws RangeError if there is no such event
   */
  stateAt(index: number): ReplayState {
    if (!Number.isInteger(index) || index < -1 || index >= this.length) {
      throw new RangeError(`index must be a whole number from -1 to ${this.length - 1}: received ${index}`);
    }
    if (this.latest.index === index) return this.latest;
    const checkpoint = this.checkpointBefore(index);
    if (index < this.stepper.index || checkpoint.index > this.stepper.index) {
      this.stepper = new Stepper(this.directory, checkpoint);
    }
    this.playTo(index);
    this.latest = this.stepper.copy();
    return this.latest;
  }

  private playTo(index: number): void {
    const { stepper, checkpoints } = this;
    while (stepper.index < index) {
      stepper.step(this.recording.events[stepper.index + 1]!);
      const distance = Math.max(LEAST_DISTANCE, stepper.size);
      if (stepper.index >= checkpoints.at(-1)!.index + distance) checkpoints.push(stepper.copy());
    }
  }

  /** The last checkpoint at or before `index`. */
  private checkpointBefore(index: number): ReplayState {
    let low = 0;
    let high = this.checkpoints.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.checkpoints[middle]!.index <= index) low = middle;
      else high = middle - 1;
    }
    return this.checkpoints[low]!;
  }
}
