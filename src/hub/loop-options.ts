/**
 * What of a hub's set-up its loop goes by.
 */
import type { Host } from './host.ts';
import type { Tracer } from './tracer.ts';

/** Chooses which of `length` ready entries is next, as an index from 0 (the oldest). */
export type Picker = (length: number) => number;

/** What of a hub's set-up its loop goes by. */
export interface LoopOptions {
  /** Clock, timers and turns: the real ones by default. */
  host?: Host;
  /** Which ready entry is next, as an index from the oldest; strict FIFO by default. */
  picker?: Picker | null;
  /** Told of every spawn, switch and end; none by default, and then it costs nothing. */
  tracer?: Tracer | null;
  /** How long ready greenlets may keep timers and I/O waiting, in milliseconds; 5 by default, as in gevent. */
  switchInterval?: number;
  /**
   * Whether a greenlet inherits the `AsyncLocalStorage` context of its spawner and has it at every resume, so that
   * tracing and logging libraries work; false by default, as it costs some 15 ns a switch and 200 a spawn.
   */
  context?: boolean;
  /** Watch for operations that are made and never waited for, and keep where each greenlet was spawned. */
  debug?: boolean;
}
