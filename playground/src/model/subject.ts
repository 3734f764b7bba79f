/**
 * A recording with all that the panes look up in it.
 */
import { type Recording, Replay } from 'greenlets/trace';
import type { Failure } from '../run/messages.ts';
import { type Lane, type Lanes, layOut } from './lanes.ts';

/** What the panes show. */
export class Subject {
  readonly recording: Recording;
  readonly replay: Replay;
  readonly lanes: Lanes;
  /** The positions of the events that print. */
  readonly prints: readonly number[];

  /** The errors that nobody has caught, each at the position where it was reported. */
  readonly failures: readonly Failure[];

  constructor(recording: Recording, failures: readonly Failure[]) {
    this.recording = recording;
    this.failures = failures;
    this.replay = new Replay(recording);
    this.lanes = layOut(recording);
    const prints: number[] = [];
    recording.events.forEach(({ kind }, position) => {
      if (kind === 'print') prints.push(position);
    });
    this.prints = prints;
  }

  /** The position of the last event. */
  get last(): number {
    return this.recording.events.length - 1;
  }

  /** The lane of a greenlet; that of the hub for null. */
  laneOf(greenlet: number | null): Lane {
    return this.lanes.lanes[this.lanes.laneOf.get(greenlet) ?? 0]!;
  }
}
