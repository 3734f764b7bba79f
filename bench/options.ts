/** The command line of `npm run bench`. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Row, Workload } from './workload.ts';
import { everyWorkload, scales, workloads } from './workloads/index.ts';

/** What `--help` prints. */
export const USAGE: string = `usage: npm run bench -- [--all] [--scale] [--only NAME[,NAME...]] [--json FILE] [--compare OLD.json]

Without options, a selection that takes about two minutes.

  --all              every workload and every row, the curves of --scale left out
  --scale            what more of everything costs: 1,000 to 1,000,000 greenlets, timers and items, 1 to 1,000 requests
                     at a time
  --only NAME,...    only these workloads, every row: ${workloads.map(({ name }) => name).join(', ')};
                     ${families().join(', ')} (a curve, or one point: ${scales[0]?.name})
  --quick            a few operations of each, once: are the results right? The figures mean nothing
  --json FILE        write the rows to FILE too
  --compare OLD.json compare with the rows of an earlier --json
`;

/** What is to be done. */
export interface Options {
  readonly chosen: readonly Workload[];
  readonly everything: boolean;
  readonly quick: boolean;
  readonly json: string | null;
  readonly old: readonly Row[] | null;
}

/** Something is wrong with the command line. */
export class UsageError extends Error {}

/** The names of the curves: what stands before the slash. */
function families(): string[] {
  return [...new Set(scales.map(({ name }) => name.split('/', 1)[0]!))];
}

function choose(only: string): Workload[] {
  return only.split(',').flatMap((name) => {
    const found = everyWorkload.filter((workload) => workload.name === name || workload.name.startsWith(`${name}/`));
    if (found.length !== 0) return found;
    const names = [...workloads.map((one) => one.name), ...families()];
    throw new UsageError(`--only: no workload '${name}'; there are ${names.join(', ')}`);
  });
}

function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false;
  const texts = ['workload', 'subject', 'unit'].every((key) => typeof Reflect.get(value, key) === 'string');
  return texts && ['median', 'min', 'max'].every((key) => typeof Reflect.get(value, key) === 'number');
}

function readRows(file: string): Row[] {
  let rows: unknown;
  try {
    rows = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--compare: ${(error as Error).message}`);
  }
  if (!Array.isArray(rows) || !rows.every(isRow)) throw new UsageError(`--compare: ${file} is no output of --json`);
  return rows;
}

/** Read the command line; null if help is wanted. */
export function optionsOf(args: string[]): Options | null {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        all: { type: 'boolean', default: false },
        scale: { type: 'boolean', default: false },
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        compare: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n', 1)[0]);
  }
  const { all, scale, only, quick, json, compare, help } = values;
  if (help) return null;
  if (only !== undefined && (all || scale)) throw new UsageError('--only excludes --all and --scale');
  const ordinary = all || !scale ? workloads.filter(({ selected }) => selected || all) : [];
  return {
    chosen: only === undefined ? [...ordinary, ...(scale ? scales : [])] : choose(only),
    everything: all || scale || only !== undefined,
    quick,
    json: json ?? null,
    old: compare === undefined ? null : readRows(compare),
  };
}
