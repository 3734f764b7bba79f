/**
 * Sums over a whole pass, however long: what a recording of limited length cannot tell.
 */
import type { Traced, TraceKind, Tracer } from '../index.ts';

/** Counts switches, and adds up how long greenlets ran. */
export class Meter implements Tracer {
  /** How often the hub resumed a greenlet. */
  switches: number;
  /** How long greenlets ran, all together, in milliseconds. */
  running: number;
  /** The number of the greenlet that runs, and since when; 0 if none does. */
  private runner: number;
  private since: number;

  constructor() {
    this.switches = 0;
    this.running = 0;
    this.runner = 0;
    this.since = 0;
  }

  event(kind: TraceKind, { id }: Traced, time: number): void {
    if (kind === 'switch-in') {
      this.switches++;
      this.runner = id;
      this.since = time;
    } else if (id === this.runner && (kind === 'switch-out' || kind === 'end' || kind === 'error')) {
      this.running += time - this.since;
      this.runner = 0;
    }
  }
}
