/** Runs a workload in processes of its own, and makes rows of the samples. */
import { execFile, type ExecFileException } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Report } from './child.ts';
import type { GoProgram } from './go.ts';
import type { Row, Sample, Subject, Unit, Workload } from './workload.ts';

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));

/** What a workload gave. */
export interface Result {
  readonly workload: Workload;
  readonly rows: readonly Row[];
  /** What was left out or should be known. */
  readonly notes: readonly string[];
}

/** The flags of the measuring process. */
function flagsOf(workload: Workload): string[] {
  return [`--max-semi-space-size=${workload.semiSpace}`, '--expose-gc'];
}

async function runChild(
  workload: Workload,
  subjects: readonly Subject[],
  go: GoProgram,
  env: Readonly<Record<string, string>>,
): Promise<Report> {
  const names = subjects.map(({ name }) => name).join('|');
  const measuring = promisify(execFile)(
    process.execPath,
    [...flagsOf(workload), CHILD, workload.name, names, go.path ?? '-'],
    { env: { ...process.env, ...env }, maxBuffer: 1 << 24 },
  );
  const kill = (): void => void measuring.child.kill();
  process.once('exit', kill);
  try {
    return JSON.parse((await measuring).stdout) as Report;
  } catch (error) {
    const { code, signal, stderr } = error as ExecFileException;
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

function unitsOf(samples: readonly Required<Sample>[]): Unit[] {
  return Object.keys(samples[0]?.values ?? {}) as Unit[];
}

function mostMemory(samples: readonly Required<Sample>[]): number {
  return Math.max(...samples.map((sample) => sample.peakRssBytes));
}

/** The samples of one process as one. */
function condense(samples: readonly Required<Sample>[]): Required<Sample> {
  const values = unitsOf(samples).map((unit) => [unit, median(samples.map((sample) => sample.values[unit]!))] as const);
  return { values: Object.fromEntries(values), peakRssBytes: mostMemory(samples) };
}

function rowsOf(workload: Workload, subject: Subject, samples: readonly Required<Sample>[]): Row[] {
  return unitsOf(samples).map((unit) => {
    const values = sorted(samples.map((sample) => sample.values[unit]!));
    return {
      workload: workload.name,
      subject: subject.name,
      unit,
      median: median(values),
      min: values[0]!,
      max: values.at(-1)!,
      runs: values.length,
      peakRssBytes: mostMemory(samples),
      node: process.version,
      flags: subject.needsGo ? 'GOMAXPROCS=1' : flagsOf(workload).join(' '),
    };
  });
}

/** Every run in a process of its own, the subjects in turn. */
async function runApart(
  workload: Workload,
  subjects: readonly Subject[],
  go: GoProgram,
  env: Readonly<Record<string, string>>,
): Promise<Map<Subject, Required<Sample>[]>> {
  const samples = new Map(subjects.map((subject) => [subject, [] as Required<Sample>[]]));
  for (let round = 0; round < workload.rounds; round++) {
    for (const subject of subjects) {
      const { samples: taken } = await runChild(workload, [subject], go, env);
      samples.get(subject)!.push(condense(taken[subject.name]!));
    }
  }
  return samples;
}

/** Run one workload. */
export async function run(workload: Workload, go: GoProgram, everything: boolean): Promise<Result> {
  const notes: string[] = [];
  const subjects = workload.subjects.filter((subject) => {
    if (subject.needsGo && go.path === null) notes.push(`${subject.name}: skipped, ${go.note}`);
    else if (subject.slow && !everything) notes.push(`${subject.name}: only with --all or --only`);
    else return true;
    return false;
  });
  const surroundings = await workload.surroundings?.();
  try {
    const env = surroundings?.env ?? {};
    if (surroundings !== undefined) notes.push(surroundings.note);
    if (workload.processes === 'apart') {
      const samples = await runApart(workload, subjects, go, env);
      const rows = [...samples].flatMap(([subject, taken]) => rowsOf(workload, subject, taken));
      return { workload, rows, notes };
    }
    const { samples } = await runChild(workload, subjects, go, env);
    const rows = subjects.flatMap((subject) => rowsOf(workload, subject, samples[subject.name]!));
    return { workload, rows, notes };
  } finally {
    await surroundings?.stop();
  }
}
