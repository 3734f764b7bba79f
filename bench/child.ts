/**
 * The process that measures: one sample of one subject, or all rounds of all subjects in turn.
 *
 *     node [flags] child.js WORKLOAD SUBJECT[,SUBJECT…] GO-PROGRAM|-
 *
 * A loop of our own and not tinybench: that would time one call of some ten nanoseconds at a time, with a clock that
 * costs forty and an await around each, and it ends one subject before it begins the next, so that whatever else the
 * machine does falls on one of them and into the ratio. Here a sample is a fixed number of operations (20 ms or so)
 * between two looks at the clock, and each round takes one sample of every subject, in random order.
 */
import type { Sample, Setting, Subject, Workload } from './workload.ts';
import { peakRss } from './workload.ts';
import { workloads } from './workloads/index.ts';

/** Rounds that are not counted: the compiler needs them. */
const WARM_UP_ROUNDS = 4;

/** What the child prints: the samples of each subject. */
export interface Report {
  readonly samples: Readonly<Record<string, readonly Required<Sample>[]>>;
}

async function sample(subject: Subject, setting: Setting): Promise<Required<Sample>> {
  // Nobody pays for the young garbage of another. A full collection here would be wrong: it drops the hidden classes of
  // which no object is alive just now, operations' for one, and with them the optimised code of the next sample.
  globalThis.gc?.({ type: 'minor', execution: 'sync' });
  const { values, peakRssBytes } = await subject.measure(setting);
  return { values, peakRssBytes: peakRssBytes ?? peakRss() };
}

function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items];
  const order: T[] = [];
  while (left.length !== 0) order.push(...left.splice(Math.floor(Math.random() * left.length), 1));
  return order;
}

/** All rounds of all subjects: the whole work of a process, or in 'apart' one subject's share. */
async function report(workload: Workload, subjects: readonly Subject[], setting: Setting): Promise<Report> {
  const samples: Record<string, Required<Sample>[]> = {};
  for (const { name } of subjects) samples[name] = [];
  const together = workload.processes === 'together';
  const uncounted = together ? WARM_UP_ROUNDS : (workload.warmUp ?? 0);
  const counted = together ? workload.rounds : (workload.counted ?? 1);
  for (let round = -uncounted; round < counted; round++) {
    // In a new order each time: old garbage falls on whoever comes next.
    for (const subject of shuffled(subjects)) {
      if (round < 0 && subject.needsGo) continue;
      const taken = await sample(subject, setting);
      if (round >= 0) samples[subject.name]!.push(taken);
    }
  }
  return { samples };
}

const [, , workloadName, subjectNames = '', go = '-'] = process.argv;
const workload = workloads.find(({ name }) => name === workloadName);
if (workload === undefined) throw new Error(`no workload ${workloadName}`);
const names = subjectNames.split('|');
const { operations, unit } = workload;
const subjects = workload.subjects.filter(({ name }) => names.includes(name));
const text = JSON.stringify(await report(workload, subjects, { operations, unit, go: go === '-' ? null : go }));
// At once: some subjects leave sleepers behind.
process.stdout.write(text, () => process.exit());
