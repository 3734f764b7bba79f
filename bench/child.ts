/**
 * The process that measures: one sample of one subject, or all rounds of all subjects in turn.
 *
 *     node [flags] child.js TASK    (the task as JSON)
 *
 * A loop of our own and not tinybench: that would time one call of some ten nanoseconds at a time, with a clock that
 * costs forty and an await around each, and it ends one subject before it begins the next, so that whatever else the
 * machine does falls on one of them and into the ratio. Here a sample is a fixed number of operations (20 ms or so)
 * between two looks at the clock, and each round takes one sample of every subject, in random order.
 */
import { type Conditions, type Measured, takeSample } from './sample.ts';
import type { Subject, Workload } from './workload.ts';
import { everyWorkload } from './workloads/index.ts';

/** Rounds that are not counted: the compiler needs them. */
const WARM_UP_ROUNDS = 4;

/** What the child is to do. */
export interface Task extends Conditions {
  readonly workload: string;
  readonly subjects: readonly string[];
}

/** What the child prints: the samples of each subject. */
export interface Report {
  readonly samples: Readonly<Record<string, readonly Measured[]>>;
}

function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items];
  const order: T[] = [];
  while (left.length !== 0) order.push(...left.splice(Math.floor(Math.random() * left.length), 1));
  return order;
}

/** How many rounds of a subject do not count, and how many do. */
function roundsOf(
  workload: Workload,
  subjects: readonly Subject[],
  quick: boolean,
): { warmUp: number; rounds: number } {
  if (quick) return { warmUp: 0, rounds: 1 };
  if (workload.processes === 'apart') return { warmUp: workload.warmUp ?? 0, rounds: workload.counted ?? 1 };
  const [first] = subjects;
  if (subjects.length === 1 && first?.rounds !== undefined) return { warmUp: 0, rounds: first.rounds };
  return { warmUp: workload.warmUp ?? WARM_UP_ROUNDS, rounds: workload.rounds };
}

/** All rounds of all subjects: the whole work of a process, or in 'apart' one subject's share. */
async function report(task: Task): Promise<Report> {
  const workload = everyWorkload.find(({ name }) => name === task.workload);
  if (workload === undefined) throw new Error(`no workload ${task.workload}`);
  const subjects = workload.subjects.filter(({ name }) => task.subjects.includes(name));
  const { warmUp, rounds } = roundsOf(workload, subjects, task.quick);
  const samples: Record<string, Measured[]> = {};
  for (const { name } of subjects) samples[name] = [];
  for (let round = -warmUp; round < rounds; round++) {
    // In a new order each time: old garbage falls on whoever comes next.
    for (const subject of shuffled(subjects)) {
      // A program in a process of its own begins anew each time: nothing is warmed up.
      if (round < 0 && subject.needs !== null && subject.needs !== 'peers') continue;
      const taken = await takeSample(workload, subject, task);
      if (round >= 0) samples[subject.name]!.push(taken);
    }
  }
  return { samples };
}

const text = JSON.stringify(await report(JSON.parse(process.argv[2] ?? '') as Task));
// At once: some subjects leave sleepers behind.
process.stdout.write(text, () => process.exit());
