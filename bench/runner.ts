/** Runs a workload in processes of its own, and makes rows of the samples. */
import { execFile, type ExecFileException } from 'node:child_process';
import { promisify } from 'node:util';
import type { Report, Task } from './child.ts';
import { program } from './places.ts';
import type { Measured } from './samples.ts';
import type { Toolbox, Tools } from './tools.ts';
import type { Row, Subject, Unit, Workload } from './workload.ts';

/** What a workload gave. */
export interface Result {
  readonly workload: Workload;
  readonly rows: readonly Row[];
  /** What was left out or should be known. */
  readonly notes: readonly string[];
}

/** How to run. */
export interface Manner {
  /** Every subject, and not only the quick ones. */
  readonly everything: boolean;
  /** One round of few operations, in one process: shows that the results are right, and nothing else. */
  readonly quick: boolean;
}

/** The flags of the measuring process. */
function flagsOf(workload: Workload): string[] {
  return [`--max-semi-space-size=${workload.semiSpace}`, '--expose-gc'];
}

async function runChild(workload: Workload, task: Task, env: Readonly<Record<string, string>>): Promise<Report> {
  const measuring = promisify(execFile)(
    process.execPath,
    [...flagsOf(workload), ...program('child'), JSON.stringify(task)],
    { env: { ...process.env, ...env }, maxBuffer: 1 << 24 },
  );
  const kill = (): void => void measuring.child.kill();
  process.once('exit', kill);
  try {
    return JSON.parse((await measuring).stdout) as Report;
  } catch (error) {
    const { code, signal, stderr } = error as ExecFileException;
    const names = task.subjects.join(', ');
    throw new Error(`${workload.name} (${names}) ended with ${code ?? signal}: ${stderr}`, { cause: error });
  } finally {
    process.removeListener('exit', kill);
  }
}

function sorted(values: readonly number[]): number[] {
  const copy = [...values];
  copy.sort((a, b) => a - b);
  return copy;
}

function median(values: readonly number[]): number {
  const inOrder = sorted(values);
  const middle = inOrder.length >> 1;
  return inOrder.length % 2 === 1 ? inOrder[middle]! : (inOrder[middle - 1]! + inOrder[middle]!) / 2;
}

/** What several processes have measured: of each the median. */
function condense(processes: readonly Measured[]): Measured {
  const units = Object.keys(processes[0]!.values) as Unit[];
  const values = units.map((unit) => [unit, processes.map((each) => median(each.values[unit]!))] as const);
  const peakRssBytes = Math.max(...processes.map((each) => each.peakRssBytes));
  return { values: Object.fromEntries(values), peakRssBytes };
}

/** What ran a subject: the flags of Node, and the version of what is not ours. */
function flagsFor(workload: Workload, subject: Subject, tools: Tools): string {
  const own = subject.flags(tools);
  if (subject.needs === null) return flagsOf(workload).join(' ');
  return subject.needs === 'peers' ? [...flagsOf(workload), own].join(' ') : (own ?? '');
}

function rowsOf(workload: Workload, subject: Subject, { values: taken, peakRssBytes }: Measured, tools: Tools): Row[] {
  return Object.entries(taken).map(([unit, unsorted]) => {
    const values = sorted(unsorted);
    return {
      workload: workload.name,
      subject: subject.name,
      unit: unit as Unit,
      median: median(values),
      min: values[0]!,
      max: values.at(-1)!,
      runs: values.length,
      peakRssBytes,
      node: process.version,
      flags: flagsFor(workload, subject, tools),
    };
  });
}

type Taken = ReadonlyMap<Subject, Measured>;
type RunSome = (subjects: readonly Subject[]) => Promise<Report>;

/** Every run in a process of its own, the subjects in turn. */
async function runApart(workload: Workload, subjects: readonly Subject[], runSome: RunSome): Promise<Taken> {
  const taken = new Map(subjects.map((subject) => [subject, [] as Measured[]]));
  for (let round = 0; round < workload.rounds; round++) {
    for (const subject of subjects) {
      const report = await runSome([subject]);
      taken.get(subject)!.push(report[subject.name]!);
    }
  }
  return new Map([...taken].map(([subject, processes]) => [subject, condense(processes)]));
}

/** The subjects in one process, and each of those that are to be alone in another. */
async function runTogether(subjects: readonly Subject[], runSome: RunSome): Promise<Taken> {
  const taken = new Map<Subject, Measured>();
  const groups = [
    subjects.filter(({ alone }) => !alone),
    ...subjects.filter(({ alone }) => alone).map((subject) => [subject]),
  ];
  for (const group of groups) {
    if (group.length === 0) continue;
    const report = await runSome(group);
    for (const subject of group) taken.set(subject, report[subject.name]!);
  }
  return new Map(subjects.map((subject) => [subject, taken.get(subject)!]));
}

async function runQuickly(subjects: readonly Subject[], runSome: RunSome): Promise<Taken> {
  const report = await runSome(subjects);
  return new Map(subjects.map((subject) => [subject, report[subject.name]!]));
}

/** Run one workload. */
export async function run(workload: Workload, { tools, missing }: Toolbox, manner: Manner): Promise<Result> {
  const notes: string[] = [];
  const without = new Map<string, string[]>();
  const leaveOut = (why: string, subject: Subject): void => {
    without.set(why, [...(without.get(why) ?? []), subject.name]);
  };
  const subjects = workload.subjects.filter((subject) => {
    if (subject.slow && !manner.everything) leaveOut('only with --all or --only', subject);
    else if (subject.needs !== null && tools[subject.needs] === undefined) leaveOut(missing[subject.needs]!, subject);
    else return true;
    return false;
  });
  for (const [why, names] of without) notes.push(`left out: ${names.join(', ')} (${why})`);
  const parts = subjects
    .filter(({ share }) => share !== 1)
    .map(({ name, share }) => `${name} ${(share * workload.operations).toLocaleString('en-US')}`);
  if (parts.length !== 0 && !manner.quick) {
    const all = workload.operations.toLocaleString('en-US');
    notes.push(`of the ${all} operations of a sample only a part is done by ${parts.join(', ')}`);
  }

  const surroundings = await workload.surroundings?.();
  try {
    const env = surroundings?.env ?? {};
    if (surroundings !== undefined) notes.push(surroundings.note);
    const runSome: RunSome = (some) =>
      runChild(
        workload,
        { workload: workload.name, subjects: some.map(({ name }) => name), tools, quick: manner.quick },
        env,
      );
    const taken = manner.quick
      ? await runQuickly(subjects, runSome)
      : workload.processes === 'apart'
        ? await runApart(workload, subjects, runSome)
        : await runTogether(subjects, runSome);
    const rows = [...taken].flatMap(([subject, measured]) => rowsOf(workload, subject, measured, tools));
    return { workload, rows, notes };
  } finally {
    await surroundings?.stop();
  }
}
