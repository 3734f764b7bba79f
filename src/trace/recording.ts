/**
 * The event table: what a recorder writes down, and what every view is drawn from.
 *
 * A recording is plain data: it survives JSON and `postMessage`, and knows nothing of the hub it came from.
 */

/** How the `text` of a timer begins that ends a wait rather than being one. */
export const TIME_LIMIT = 'time limit';

/** What happened. */
export type EventKind =
  /** The host let the hub work. */
  | 'turn-begin'
  /** The hub gave control back to the host. */
  | 'turn-end'
  /** `greenlet` was made and is to begin. */
  | 'spawn'
  /** Something was appended to the run queue: a `greenlet`, a notification of `object`, or a kill. */
  | 'ready'
  /** The hub took the entry that its `cause` appended out of the run queue. */
  | 'begin'
  /** `greenlet` has the processor. */
  | 'switch-in'
  /** `greenlet` waits from now on, for `object` if it is for one. */
  | 'switch-out'
  /** A timer was started. */
  | 'timer-set'
  /** It fired; its `cause` is the event that set it. */
  | 'timer-fire'
  /** It was stopped; its `cause` is what stopped it. */
  | 'timer-cancel'
  /** An error is thrown into `greenlet`: a kill, a timeout, a deadlock. */
  | 'throw'
  /** `greenlet` ended with a value. */
  | 'end'
  /** `greenlet` ended with an error. */
  | 'error'
  /** A line was printed. */
  | 'print';

/** What an entry of the run queue does when its turn comes: the `text` of a `ready` and of its `begin`. */
export type EntryKind =
  /** `greenlet` begins. */
  | 'first run'
  /** `greenlet` goes on behind its `sleep(0)`. */
  | 'next step'
  /** Those who wait for the end of `greenlet`, or are linked to it, are told. */
  | 'links'
  /** Those who wait for `object` are told. */
  | 'notification'
  /** `greenlet` goes on: what it waits for outside the hub, a promise or a socket, has come. */
  | 'wake-up'
  /** An error is thrown into `greenlet`; null if it is into several. */
  | 'kill'
  /** A function given to `runCallback` is called. */
  | 'callback';

/** A place in the source of the program. */
export interface Place {
  /** The file, as stacks name it; the path of a `file:` URL. */
  readonly file: string;
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1. */
  readonly column: number;
}

/** One row of the table. */
export interface TraceEvent {
  /** Its number; the rows of a recording are numbered without gaps, from that of the first row kept. */
  readonly seq: number;
  /** When, in milliseconds of the hub's clock. */
  readonly time: number;
  /** What happened. */
  readonly kind: EventKind;
  /** To whom it happened: the id of a greenlet; null if it is about something else. */
  readonly greenlet: number | null;
  /** Who had the processor: the id of a greenlet; null for the hub and for code outside. */
  readonly by: number | null;
  /** The number of the event that made it; null if nothing in the hub did. */
  readonly cause: number | null;
  /** Where in the program; null if it is not known. */
  readonly place: Place | null;
  /** The id of the object it is about: an event, a queue, a semaphore; null if there is none. */
  readonly object: number | null;
  /** The number of the event that appended this entry or set this timer: of a `begin`, `timer-fire`, `timer-cancel`. */
  readonly origin: number | null;
  /**
   * In words. Of `ready` and `begin`: the `EntryKind`. Of `switch-out`: what is waited for. Of a timer: what it is for.
   * Of `throw` and `error`: the error. Of `end`: the value; it begins with "GreenletExit" if that was a kill. Of `print`:
   * the line.
   */
  readonly text: string;
  /** When a timer is due, in milliseconds of the hub's clock; null for everything else. */
  readonly deadline: number | null;
}

/** A greenlet that a recording tells of. */
export interface RecordedGreenlet {
  /** Its number, by which events name it. */
  readonly id: number;
  /** Its last name. */
  readonly name: string;
  /**
   * What the function is called that it was spawned with; null if that has no name, or the greenlet was given one, or it
   * was running already when the recording began.
   */
  readonly body: string | null;
  /** Who spawned it; null for the program itself. */
  readonly parent: number | null;
}

/** Something that was waited for. */
export interface RecordedObject {
  /** Its number, by which events name it. */
  readonly id: number;
  /** Its class and a number within the class: "Queue-1"; of a greenlet, its name. */
  readonly name: string;
  /** Its class. */
  readonly type: string;
  /** The id of the greenlet that it is; null for everything else. */
  readonly greenlet: number | null;
}

/** The text of a program. */
export interface RecordedSource {
  /** The file, as the places in it name it. */
  readonly file: string;
  /** What is in it. */
  readonly text: string;
}

/** What a recorder gives. */
export interface Recording {
  /** The version of this format. */
  readonly version: 1;
  /** The greenlets that the events tell of, by their numbers. */
  readonly greenlets: readonly RecordedGreenlet[];
  /** What was waited for, by its numbers. */
  readonly objects: readonly RecordedObject[];
  /** The table, in the order in which things happened. */
  readonly events: readonly TraceEvent[];
  /** How many of the oldest events were dropped as the ring was full. */
  readonly dropped: number;
  /** The program, if whoever made the recording has put it in: `greenlets trace --record` does. */
  readonly source?: RecordedSource;
}
