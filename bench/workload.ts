/**
 * What a benchmark is made of: a workload, its subjects, and the targets it is held against.
 */
import type { Tool, Tools } from './tools.ts';

/** What a figure counts: time for one operation, time for the whole, memory for one, requests per second. */
export type Unit = 'ns' | 'ms' | 'B' | 'req/s';

/** The figures of one sample; most workloads have one unit, some two. */
export interface Sample {
  readonly values: Readonly<Partial<Record<Unit, number>>>;
  /** What the work gave: a sample whose result is not the workload's `expected` is refused. */
  readonly result: unknown;
  /** Peak memory of the process that did the work, if that is not the one that measured. */
  readonly peakRssBytes?: number;
}

/** What a subject is told about its sample. */
export interface Setting {
  /** The name of the workload. */
  readonly workload: string;
  /** How many operations a sample does. */
  readonly operations: number;
  /** How its time is counted: per operation ('ns'), as a whole ('ms'), or as a rate ('req/s'). */
  readonly unit: Unit;
  /** What there is besides Node. */
  readonly tools: Tools;
  /** Whether only the result counts: no warming up. */
  readonly quick: boolean;
}

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
  measure(setting: Setting): Promise<Sample>;
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
  /** How the time of a sample is counted. */
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
