/**
 * What looks on while a program runs: it records, stops the run at its limit, and kills where it is told to.
 */
import { type Hub, type HubTraceKind, kill, type Traced, type TraceKind, type Tracer } from 'greenlets';
import { Recorder, type Recording } from 'greenlets/trace';
import { fileNameOf } from './language.ts';
import type { Blow, Failure } from './messages.ts';

/** Told of everything that happens in a run. */
export interface Watcher extends Tracer {
  /** The program has printed a line. */
  print(line: string): void;
  /** An error that nobody has caught was thrown at `line` of the program. */
  fail?(line: number, message: string): void;
}

/** What a recording watcher tells at once. */
export interface Reports {
  /** So many events are recorded. Whoever has the processor may never give it back: this may be the last word. */
  beat(events: number): void;
  /** The limit is reached. */
  full(): void;
}

const PROGRAM_FILES = [fileNameOf('ts'), fileNameOf('js')];

/** Records a run up to a limit. */
export class RecordingWatcher implements Watcher {
  readonly failures: Failure[];
  private readonly recorder: Recorder;
  private readonly limit: number;
  private readonly reports: Reports;
  /** The kill that is still to come. */
  private blow: Blow | null;
  private hub: Hub | null;
  private count: number;

  constructor(limit: number, blow: Blow | null, reports: Reports) {
    this.failures = [];
    this.recorder = new Recorder({ limit, places: (file) => PROGRAM_FILES.includes(file) });
    this.limit = limit;
    this.reports = reports;
    this.blow = blow;
    this.hub = null;
    this.count = 0;
  }

  /** Say which hub is watched. */
  watch(hub: Hub): void {
    this.hub = hub;
  }

  get recording(): Recording {
    return this.recorder.recording();
  }

  event(kind: TraceKind, greenlet: Traced, time: number, detail: unknown): void {
    if (this.count >= this.limit) return;
    this.recorder.event(kind, greenlet, time, detail);
    // The beginning of a wait is not an event of its own: the switch that follows is.
    if (kind === 'park') return;
    this.counted();
    this.reports.beat(this.count);
  }

  hubEvent(kind: HubTraceKind, subject: object, time: number): void {
    if (this.count >= this.limit) return;
    this.recorder.hubEvent(kind, subject, time);
    this.counted();
    // Where no greenlet runs: the kill is then nobody's doing.
    if (this.blow !== null && this.count > this.blow.at && kind !== 'ready' && !kind.startsWith('timer'))
      this.strike(this.blow);
  }

  print(line: string): void {
    if (this.count >= this.limit) return;
    this.recorder.print(line);
    this.counted();
    this.reports.beat(this.count);
  }

  fail(line: number, message: string): void {
    this.failures.push({ at: this.count - 1, line, message });
  }

  private counted(): void {
    if (++this.count === this.limit) this.reports.full();
  }

  private strike({ greenlet }: Blow): void {
    this.blow = null;
    const target = this.hub?.greenlets().find(({ id }) => id === greenlet);
    if (target !== undefined) kill(target);
  }
}

/** Counts what happens and keeps only what is printed. */
export class CountingWatcher implements Watcher {
  readonly printed: string[];
  private readonly limit: number;
  private readonly full: () => void;
  private count: number;

  constructor(limit: number, full: () => void) {
    this.printed = [];
    this.limit = limit;
    this.full = full;
    this.count = 0;
  }

  event(): void {
    if (++this.count === this.limit) this.full();
  }

  print(line: string): void {
    if (this.count < this.limit) this.printed.push(line);
    this.event();
  }
}
