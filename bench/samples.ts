/**
 * The samples of some subjects in this process, taken by tinybench: its clock, its warming up, its counting. A call that
 * it times is a whole sample of many operations, and not one of some ten nanoseconds, for which a clock that costs forty
 * is no measure.
 */
import { isDeepStrictEqual } from 'node:util';
import { Bench, type FnHook } from 'tinybench';
import { peakRss } from './subjects.ts';
import type { Tools } from './tools.ts';
import { Turns } from './turns.ts';
import type { Sample, Setting, Subject, Unit, Workload } from './workload.ts';

/** What there is to run with, and whether only the results count. */
export interface Conditions {
  readonly tools: Tools;
  /** Few operations, and no warming up. */
  readonly quick: boolean;
}

/** How many samples of each subject are taken before those that count, and how many count. */
export interface Rounds {
  readonly warmUp: number;
  readonly counted: number;
}

/** The figures of samples whose results were right. */
export interface Measured {
  readonly values: Readonly<Partial<Record<Unit, readonly number[]>>>;
  readonly peakRssBytes: number;
}

/** The figure of so many milliseconds. */
function figure(ms: number, unit: Unit, operations: number): number {
  if (unit === 'ns') return (ms * 1e6) / operations;
  if (unit === 'req/s') return (operations * 1000) / ms;
  return ms;
}

/** A program in a process of its own begins anew each time: nothing is warmed up. */
function isForeign({ needs }: Subject): boolean {
  return needs !== null && needs !== 'peers';
}

/** One subject and what it has given so far. */
class Trial {
  readonly name: string;
  private readonly workload: Workload;
  private readonly subject: Subject;
  private readonly setting: Setting;
  private readonly bytes: number[];
  private peak: number;

  constructor(workload: Workload, subject: Subject, conditions: Conditions) {
    const operations = conditions.quick ? workload.quick : workload.operations * subject.share;
    this.name = subject.name;
    this.workload = workload;
    this.subject = subject;
    this.setting = { workload: workload.name, operations, ...conditions };
    this.bytes = [];
    this.peak = 0;
  }

  async addTo(bench: Bench, turns: Turns): Promise<void> {
    const work = await this.subject.prepare(this.setting);
    let isSkipped = false;
    let sample: Sample | undefined;
    const beforeEach: FnHook = async (mode) => {
      await turns.take();
      isSkipped = mode === 'warmup' && isForeign(this.subject);
      // Nobody pays for the young garbage of another. A full collection here would be wrong: it drops the hidden classes
      // of which no object is alive just now, operations' for one, and with them the optimised code of the next sample.
      globalThis.gc?.({ type: 'minor', execution: 'sync' });
    };
    const afterEach: FnHook = (mode) => {
      if (sample !== undefined) this.look(sample, mode === 'run');
      sample = undefined;
      turns.pass();
    };
    const fn = async (): Promise<object> => {
      if (isSkipped) return {};
      sample = await work();
      return sample.ms === undefined ? {} : { overriddenDuration: sample.ms };
    };
    bench.add(this.name, fn, { async: true, beforeEach, afterEach });
  }

  /** @throws Error if the result is not what the workload says */
  private look({ result, bytes, peakRssBytes }: Sample, counts: boolean): void {
    const { operations } = this.setting;
    const given: unknown = typeof result === 'function' ? (result as () => unknown)() : result;
    const expected = this.workload.expected(operations);
    if (!isDeepStrictEqual(given, expected)) {
      const [wrong, right] = [given, expected].map((value) => JSON.stringify(value));
      throw new Error(`${this.workload.name}: ${this.name} gave ${wrong} for ${operations} operations, not ${right}`);
    }
    if (!counts) return;
    if (bytes !== undefined) this.bytes.push(bytes);
    this.peak = Math.max(this.peak, peakRssBytes ?? peakRss());
  }

  /** What tinybench has measured, and what was measured beside it. */
  async measured(bench: Bench): Promise<Measured> {
    const result = bench.getTask(this.name)!.result;
    if (result.state !== 'completed') throw new Error(`${this.workload.name}: ${this.name} is ${result.state}`);
    const { samples, samplesCount } = result.latency;
    if (this.subject.weigh !== undefined) {
      for (let i = 0; i < samplesCount; i++) this.look(await this.subject.weigh(this.setting), true);
    }
    const { unit } = this.workload;
    const times = samples!.map((ms) => figure(ms, unit, this.setting.operations));
    const values = {
      ...(unit === 'B' ? {} : { [unit]: times }),
      ...(this.bytes.length === 0 ? {} : { B: this.bytes }),
    };
    return { values, peakRssBytes: this.peak };
  }
}

/**
 * Take samples of all subjects, in each round one of each, in random order: what else the machine does falls on all of
 * them, and old garbage on whoever comes next.
 *
 * @throws Error if a result is not what the workload says
 */
export async function takeSamples(
  workload: Workload,
  subjects: readonly Subject[],
  conditions: Conditions,
  { warmUp, counted }: Rounds,
): Promise<Record<string, Measured>> {
  const bench = new Bench({
    // All tasks begin at once, and take turns.
    concurrency: 'bench',
    warmupIterations: warmUp,
    iterations: counted,
    warmupTime: 0,
    time: 0,
    retainSamples: true,
    throws: true,
  });
  const turns = new Turns(subjects.length);
  const trials = subjects.map((subject) => new Trial(workload, subject, conditions));
  for (const trial of trials) await trial.addTo(bench, turns);
  await bench.run();
  const taken: Record<string, Measured> = {};
  for (const trial of trials) taken[trial.name] = await trial.measured(bench);
  return taken;
}
