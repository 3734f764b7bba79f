/** The rows of `npm run bench -- --json`, believed only when every one of them makes sense. */
import { readFileSync } from 'node:fs';
import type { Row, Unit, Workload } from '../workload.ts';
import { everyWorkload } from '../workloads/index.ts';

/** Something is wrong with what the report is to be made of, or with how it was asked for. */
export class ReportError extends Error {}

/** What a file of figures holds: rows, and the machine that they come from if somebody wrote it down. */
export interface Results {
  readonly machine: string | null;
  readonly rows: readonly Row[];
}

const UNITS: readonly Unit[] = ['ns', 'ms', 'B', 'req/s'];
const TEXTS = ['workload', 'subject', 'unit', 'node', 'flags'] as const;
const NUMBERS = ['median', 'min', 'max', 'runs', 'peakRssBytes'] as const;

const byName: ReadonlyMap<string, Workload> = new Map(everyWorkload.map((workload) => [workload.name, workload]));

/** The workload of a row that has been checked. */
export function workloadOf(row: Row): Workload {
  return byName.get(row.workload)!;
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}

/** What is wrong with a row; null if nothing is. */
function faultOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return `${show(value)} is no object`;
  const row = value as Record<string, unknown>;
  for (const key of TEXTS) if (typeof row[key] !== 'string') return `${key} must be a string, not ${show(row[key])}`;
  for (const key of NUMBERS) {
    if (!Number.isFinite(row[key])) return `${key} must be a finite number, not ${show(row[key])}`;
  }
  const { workload, subject, unit, median, min, max, runs, peakRssBytes } = value as Row;
  const known = byName.get(workload);
  if (known === undefined) return `there is no workload '${workload}'; there are ${[...byName.keys()].join(', ')}`;
  const subjects = known.subjects.map(({ name }) => name);
  if (!subjects.includes(subject)) return `there is no subject '${subject}'; there are ${subjects.join('; ')}`;
  if (!UNITS.includes(unit)) return `there is no unit '${unit}'; there are ${UNITS.join(', ')}`;
  if (!(min <= median && median <= max)) return `the median ${median} is not between min ${min} and max ${max}`;
  if (!Number.isInteger(runs) || runs < 1) return `runs must be a whole number of at least 1, not ${runs}`;
  if (peakRssBytes < 0) return `peakRssBytes must not be negative, and is ${peakRssBytes}`;
  return null;
}

/**
 * The rows among `values`.
 *
 * @param source what to call them in an error
 * @throws ReportError that names the first row that makes no sense, and why
 */
export function rowsAmong(values: unknown, source: string): Row[] {
  if (!Array.isArray(values)) throw new ReportError(`${source}: there is no array of rows in it`);
  const seen = new Set<string>();
  values.forEach((value: unknown, i) => {
    const { workload, subject, unit } = (value ?? {}) as Partial<Record<string, unknown>>;
    const name = `${source}: row ${i + 1} (workload ${show(workload)}, subject ${show(subject)})`;
    const fault = faultOf(value);
    if (fault !== null) throw new ReportError(`${name}: ${fault}`);
    const key = JSON.stringify([workload, subject, unit]);
    if (seen.has(key)) throw new ReportError(`${name}: there is such a row in ${show(unit)} already`);
    seen.add(key);
  });
  return values as Row[];
}

/** Read what `npm run bench -- --json` wrote, or the file of bench/results, which tells the machine too. */
export function readResults(file: string): Results {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ReportError(`${file}: ${(error as Error).message}`, { cause: error });
  }
  if (Array.isArray(content)) return { machine: null, rows: rowsAmong(content, file) };
  const { machine, rows } = (content ?? {}) as Record<string, unknown>;
  if (machine !== undefined && typeof machine !== 'string') {
    throw new ReportError(`${file}: machine must be a string, not ${show(machine)}`);
  }
  return { machine: machine ?? null, rows: rowsAmong(rows, file) };
}
