/**
 * The state of a hub at one event of a recording. All records are immutable, and shared between states.
 */
import type { EntryKind, Place, RecordedObject } from './recording.ts';

/** What a greenlet is doing. */
export type Phase =
  /** It is to begin, but not yet ready: `spawnLater`. */
  | 'pending'
  /** An entry in the run queue will let it run. */
  | 'ready'
  | 'running'
  | 'waiting'
  /** It ended with a value. */
  | 'done'
  /** It ended by a kill. */
  | 'killed'
  /** It ended with an error. */
  | 'failed';

/** A greenlet at some moment. */
export interface GreenletState {
  /** Its number, by which events name it. */
  readonly id: number;
  /** Its last name in the recording. */
  readonly name: string;
  /** Who spawned it; null for the program itself. */
  readonly parent: number | null;
  /** What it is doing. */
  readonly phase: Phase;
  /** When that phase began, in milliseconds of the hub's clock. */
  readonly since: number;
  /** What it waits for, in words; of a waiting or ready one. */
  readonly waitsFor: string;
  /** The id of what it waits for; null if that is no object. */
  readonly object: number | null;
  /** The value or error it ended with, in words. */
  readonly outcome: string;
  /** Where it was seen last. */
  readonly place: Place | null;
  /** Where it was spawned. */
  readonly spawned: Place | null;
  /** How often it was resumed. */
  readonly switches: number;
  /** For how many milliseconds it ran. */
  readonly ran: number;
  /** The number of the `ready` event of its next step; null if none is in the run queue. */
  readonly entry: number | null;
}

/** An entry of the run queue. */
export interface QueueEntry {
  /** The number of the `ready` event that appended it. */
  readonly seq: number;
  /** What it will do. */
  readonly kind: EntryKind;
  /** Whom it is about, as in its event. */
  readonly greenlet: number | null;
  /** What it is about, as in its event. */
  readonly object: number | null;
  /** Whether nothing will happen when its turn comes: the greenlet was killed in the meantime. */
  readonly stale: boolean;
}

/** A timer that is pending. */
export interface TimerState {
  /** The number of the `timer-set` event. */
  readonly seq: number;
  /** When it is due; what remains is this less the time of the state. */
  readonly deadline: number;
  /** Whose it is; null if it is nobody's. */
  readonly greenlet: number | null;
  /** What it is for. */
  readonly text: string;
  /** Where it was set. */
  readonly place: Place | null;
}

/** An object that is or was waited for. */
export interface ObjectState extends RecordedObject {
  /** The greenlets that wait for it, in order. */
  readonly waiters: readonly number[];
}

/** Everything at one moment. */
export interface ReplayState {
  /** The position of the last event that has happened, -1 before the first. */
  readonly index: number;
  /** When that was, in milliseconds of the hub's clock. */
  readonly time: number;
  /** Whether the hub has its turn. */
  readonly turn: boolean;
  /** Who has the processor; null if it is the hub or the host. */
  readonly running: number | null;
  /** Those who have it, each begun by the one before; more than one only where an operation begins another greenlet. */
  readonly stack: readonly number[];
  /** The run queue, oldest first. */
  readonly queue: readonly QueueEntry[];
  /** The pending timers, the one that is due first in front. */
  readonly timers: readonly TimerState[];
  /** The greenlets that were heard of so far, in the order in which they were. */
  readonly greenlets: readonly GreenletState[];
  /** The objects that were heard of so far, in that order. */
  readonly objects: readonly ObjectState[];
}
