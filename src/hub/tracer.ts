/**
 * The seam for observers: a hub with a tracer tells it what happens, a hub without one pays a null check.
 */

/** What a tracer is told about a greenlet. */
export type TraceKind =
  /** A greenlet was made ready for its first run; `detail` is the greenlet that did it, null outside any. */
  | 'spawn'
  /** The hub resumes a greenlet (its first run included). */
  | 'switch-in'
  /** A running greenlet begins to wait, its frames still on the stack; `detail` is what it waits for. */
  | 'park'
  /** A greenlet gave control back; `detail` is what it waits for. */
  | 'switch-out'
  /** A greenlet ended with a value; `detail` is the value. */
  | 'end'
  /** A greenlet ended with an error; `detail` is the error. */
  | 'error'
  /** A kill, a timeout or a deadlock is thrown into a greenlet; `detail` is the error. */
  | 'throw';

/** What a tracer is told about the hub itself. */
export type HubTraceKind =
  /** An entry was appended to the run queue: a greenlet, a notification, the delivery of a kill. */
  | 'ready'
  /** The hub takes an entry out of the run queue and executes it; all until the next such event is its doing. */
  | 'begin'
  /** A timer was started; its `deadline` is set. */
  | 'timer-set'
  /** A due timer fires; all until the next such event is its doing. */
  | 'timer-fire'
  /** A pending timer was stopped. */
  | 'timer-cancel'
  /** The host lets the hub work, or the hub goes on after promise jobs. */
  | 'turn-begin'
  /** The hub gives control back to the host, or lets promise jobs run. */
  | 'turn-end';

/** What of a greenlet a tracer may rely on. */
export interface Traced {
  /** Its number; no other greenlet of its hub has it. */
  readonly id: number;
  /** Its name at this moment. */
  readonly name: string;
}

/** An observer of a hub. It must not block, spawn or throw. */
export interface Tracer {
  /**
   * Something happened to a greenlet.
   *
   * @param kind what
   * @param greenlet to whom
   * @param time when, in milliseconds of the hub's clock
   * @param detail see `TraceKind`
   */
  event(kind: TraceKind, greenlet: Traced, time: number, detail: unknown): void;

  /**
   * Something happened in the hub.
   *
   * @param kind what
   * @param subject the entry or the timer; the hub where it is about a turn
   * @param time when, in milliseconds of the hub's clock
   */
  hubEvent?(kind: HubTraceKind, subject: object, time: number): void;
}
