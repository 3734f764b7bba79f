/**
 * The seam for observers: a hub with a tracer tells it what happens, a hub without one pays a null check.
 */

/** What a tracer is told about. */
export type TraceKind =
  /** A greenlet was made ready for its first run. */
  | 'spawn'
  /** The hub resumes a greenlet (its first run included). */
  | 'switch-in'
  /** A greenlet gave control back; `detail` is what it waits for. */
  | 'switch-out'
  /** A greenlet ended with a value; `detail` is the value. */
  | 'end'
  /** A greenlet ended with an error; `detail` is the error. */
  | 'error'
  /** A kill, a timeout or a deadlock is thrown into a greenlet; `detail` is the error. */
  | 'throw';

/** What of a greenlet a tracer may rely on. */
export interface Traced {
  readonly id: number;
  readonly name: string;
}

/** An observer of a hub. It must not block, spawn or throw. */
export interface Tracer {
  /**
   * Something happened.
   *
   * @param kind what
   * @param greenlet to whom
   * @param time when, in milliseconds of the hub's clock
   * @param detail see `TraceKind`
   */
  event(kind: TraceKind, greenlet: Traced, time: number, detail: unknown): void;
}
