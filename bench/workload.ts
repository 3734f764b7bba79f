/**
 * What a benchmark is made of: a workload, its subjects, and the targets it is held against.
 */
import type { Tool, Tools } from './tools.ts';

/** What a figure counts: time for one operation, time for the whole, memory for one, requests per second. */
export type Unit = 'ns' | 'ms' | 'B' | 'req/s';

/** What one sample gave. */
export interface Sample {
  /**
   * What the work gave, or a function that works it out once the clock has stopped: a sample whose result is not the
   * workload's `expected` is refused.
   */
  readonly result: unknown;
  /** How long it took, if that is not the time of the call. */
  readonly ms?: number;
  /** Memory for each operation, where that is measured. */
  readonly bytes?: number;
  /** Peak memory of the process that did the work, if that is not the one that measured. */
  readonly peakRssBytes?: number;
}

/** What a subject is told about its sample. */
export interface Setting {
  /** The name of the workload. */
  readonly workload: string;
  /** How many operations a sample does. */
  readonly operations: number;
  /** What there is besides Node. */
  readonly tools: Tools;
  /** Whether only the result counts: no warming up. */
  readonly quick: boolean;
}

/** The work of one sample. The time of the call counts, unless it tells another. */
export type Work = () => Promise<Sample>;

/** One way to do the work of a workload. */
export interface Subject {
  readonly name: string;
  /** What it does and what it does not do. */
  readonly note: string;
  /** What it cannot run without. */
  readonly needs: Tool | null;
  /** What ran it, for the row, if that is not Node with our flags. */
  readonly flags: (tools: Tools) => string | null;
  /** Whether it is left out of the two-minute selection. */
  readonly slow: boolean;
  /** Which part of the operations it does, 1 being all: some take a thousand times as long for each. */
  readonly share: number;
  /** Whether it has a process to itself where others run together, so that its garbage falls on nobody else. */
  readonly alone: boolean;
  /** Rounds, if it needs fewer than the workload's: what has no compiler to warm up. */
  readonly rounds?: number;
  /** Whether only the first sample of a process counts, and nothing is warmed up. */
  readonly cold?: boolean;
  /** Load what is needed, once for all samples of a process. */
  prepare(setting: Setting): Promise<Work>;
  /** A sample of memory alone; taken after all those of time, as its full collections would spoil them. */
  weigh?(setting: Setting): Promise<Sample>;
}

/** A figure that a subject is to reach, from section 10 of the design. */
export interface Target {
  readonly subject: string;
  /** The anchor; null for an absolute figure. */
  readonly against: string | null;
  readonly unit: Unit;
  /** The bound on subject / anchor, or on the figure itself. */
  readonly bound: number;
  /** 'most': smaller is better. */
  readonly kind: 'most' | 'least';
}

/** What is needed around all samples of a workload, in a process of its own: a server, say. */
export interface Surroundings {
  readonly note: string;
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A piece of work that several subjects do. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  /** What one operation is. */
  readonly what: string;
  /** How the time of a sample is counted: per operation ('ns'), as a whole ('ms'), as a rate ('req/s'); 'B': not at all. */
  readonly unit: Unit;
  readonly operations: number;
  /** As many operations as show whether a program is right. */
  readonly quick: number;
  /** What so many operations give: whoever gives anything else is wrong, and has no figure. */
  expected(operations: number): unknown;
  /**
   * 'together': one process warms all subjects up and then takes a sample of each in turn. 'apart': each run is a fresh
   * process, so that nobody pays for the old garbage of another.
   */
  readonly processes: 'together' | 'apart';
  /** Samples in a process before those that count: 4 by default, none in 'apart'. */
  readonly warmUp?: number;
  /** In 'apart': samples in a process that count, 1 by default; the run is the median of those. */
  readonly counted?: number;
  /** Samples, or processes, of each subject; five at least. */
  readonly rounds: number;
  /** --max-semi-space-size in MB, 16 being Node's default: the collector's share depends on it more than on all else. */
  readonly semiSpace: number;
  /** The subject that the ratio column divides by. */
  readonly anchor: string;
  /** Whether it belongs to the two-minute selection. */
  readonly selected: boolean;
  readonly subjects: readonly Subject[];
  readonly targets: readonly Target[];
  surroundings?(): Promise<Surroundings>;
}

/** One row of the output; the format of `--json`. */
export interface Row {
  readonly workload: string;
  readonly subject: string;
  readonly unit: Unit;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
  readonly peakRssBytes: number;
  readonly node: string;
  readonly flags: string;
}
