/**
 * The process that measures: one sample of one subject, or all rounds of all subjects in turn.
 *
 *     node [flags] child.js TASK    (the task as JSON)
 */
import { type Conditions, type Measured, type Rounds, takeSamples } from './samples.ts';
import type { Subject, Workload } from './workload.ts';
import { everyWorkload } from './workloads/index.ts';

/** Rounds that are not counted: the compiler needs them. */
const WARM_UP_ROUNDS = 4;

/** What the child is to do. */
export interface Task extends Conditions {
  readonly workload: string;
  readonly subjects: readonly string[];
}

/** What the child prints, for each subject. */
export type Report = Readonly<Record<string, Measured>>;

function roundsOf(workload: Workload, subjects: readonly Subject[], quick: boolean): Rounds {
  const [first] = subjects;
  if (quick || first?.cold === true) return { warmUp: 0, counted: 1 };
  if (workload.processes === 'apart') return { warmUp: workload.warmUp ?? 0, counted: workload.counted ?? 1 };
  if (subjects.length === 1 && first?.rounds !== undefined) return { warmUp: 0, counted: first.rounds };
  return { warmUp: workload.warmUp ?? WARM_UP_ROUNDS, counted: workload.rounds };
}

/** All rounds of all subjects: the whole work of a process, or in 'apart' one subject's share. */
async function report(task: Task): Promise<Report> {
  const workload = everyWorkload.find(({ name }) => name === task.workload);
  if (workload === undefined) throw new Error(`no workload ${task.workload}`);
  const subjects = workload.subjects.filter(({ name }) => task.subjects.includes(name));
  return await takeSamples(workload, subjects, task, roundsOf(workload, subjects, task.quick));
}

const text = JSON.stringify(await report(JSON.parse(process.argv[2] ?? '') as Task));
// At once: some subjects leave sleepers behind.
process.stdout.write(text, () => process.exit());
