/**
 * What a benchmark is made of: a workload, its subjects, and the targets it is held against.
 */
import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';

/** What a figure counts: time for one operation, time for the whole, memory for one, requests per second. */
export type Unit = 'ns' | 'ms' | 'B' | 'req/s';

/** The figures of one sample; most workloads have one unit, some two. */
export interface Sample {
  readonly values: Readonly<Partial<Record<Unit, number>>>;
  /** Peak memory of the process that did the work, if that is not the one that measured. */
  readonly peakRssBytes?: number;
}

/** What a subject is told about its sample. */
export interface Setting {
  /** How many operations a sample does. */
  readonly operations: number;
  /** How its time is counted: per operation ('ns'), as a whole ('ms'), or as a rate ('req/s'). */
  readonly unit: Unit;
  /** The compiled Go program, null without Go. */
  readonly go: string | null;
}

/** One way to do the work of a workload. */
export interface Subject {
  readonly name: string;
  /** What it does and what it does not do. */
  readonly note: string;
  /** Whether it needs Go. */
  readonly needsGo: boolean;
  /** Whether it is left out of the two-minute selection. */
  readonly slow: boolean;
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
  /**
   * 'together': one process warms all subjects up and then takes a sample of each in turn. 'apart': each run is a fresh
   * process, so that nobody pays for the old garbage of another.
   */
  readonly processes: 'together' | 'apart';
  /** In 'apart': samples in a process before those that count, none by default; the run is the median of those. */
  readonly warmUp?: number;
  /** In 'apart': samples in a process that count, 1 by default. */
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

interface SubjectOptions {
  readonly slow?: boolean;
}

/** The figure of `milliseconds` in the unit of the setting. */
function figure(milliseconds: number, { unit, operations }: Setting): number {
  if (unit === 'ns') return (milliseconds * 1e6) / operations;
  if (unit === 'req/s') return (operations * 1000) / milliseconds;
  return milliseconds;
}

/** A subject whose figure is the time that `body` takes for so many operations. */
export function timed(
  name: string,
  note: string,
  body: (operations: number) => unknown,
  options: SubjectOptions = {},
): Subject {
  return measured(
    name,
    note,
    async (setting) => {
      const started = performance.now();
      const given = body(setting.operations);
      // A body that is synchronous must not pay for a microtask.
      if (given instanceof Promise) await given;
      const value = figure(performance.now() - started, setting);
      return { values: { [setting.unit]: value } };
    },
    options,
  );
}

/** A subject that takes its own figures. */
export function measured(
  name: string,
  note: string,
  measure: (setting: Setting) => Promise<Sample>,
  { slow = false }: SubjectOptions = {},
): Subject {
  return { name, note, needsGo: false, slow, measure };
}

/** The name of all Go rows. */
export const GO = 'Go, 1 thread';

/** The same work in Go, on one thread; `command` is a sub-command of bench/go. */
export function inGo(command: string, note: string, options: SubjectOptions & { memory?: boolean } = {}): Subject {
  const measure = async (setting: Setting): Promise<Sample> => {
    const { stdout } = await promisify(execFile)(setting.go!, [command, String(setting.operations)], {
      env: { ...process.env, GOMAXPROCS: '1' },
    });
    const [nanoseconds = NaN, peakRssBytes = NaN, baseRssBytes = NaN] = stdout.trim().split(' ').map(Number);
    const time = { [setting.unit]: figure(nanoseconds / 1e6, setting) };
    if (options.memory !== true) return { values: time, peakRssBytes };
    return { values: { ...time, B: (peakRssBytes - baseRssBytes) / setting.operations }, peakRssBytes };
  };
  return { name: GO, note, needsGo: true, slow: options.slow ?? false, measure };
}

/** The most memory this process has had. */
export function peakRss(): number {
  return process.resourceUsage().maxRSS * 1024;
}
