/**
 * `npm run bench`: what the runtime costs, beside what it is measured against.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { compileGo } from './go.ts';
import { type Result, run } from './runner.ts';
import { compare, describe } from './table.ts';
import type { Row, Workload } from './workload.ts';
import { workloads } from './workloads/index.ts';

const USAGE = `usage: npm run bench -- [--all] [--only NAME[,NAME...]] [--json FILE] [--compare OLD.json]

Without options, a selection that takes about two minutes.

  --all              every workload and every row
  --only NAME,...    only these workloads, every row: ${workloads.map(({ name }) => name).join(', ')}
  --json FILE        write the rows to FILE too
  --compare OLD.json compare with the rows of an earlier --json
`;

interface Options {
  readonly chosen: readonly Workload[];
  readonly everything: boolean;
  readonly json: string | null;
  readonly old: readonly Row[] | null;
}

/** Something is wrong with the command line. */
class UsageError extends Error {}

function choose(only: string): Workload[] {
  return only.split(',').map((name) => {
    const found = workloads.find((workload) => workload.name === name);
    if (found !== undefined) return found;
    throw new UsageError(`--only: no workload '${name}'; there are ${workloads.map((one) => one.name).join(', ')}`);
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

function optionsOf(args: string[]): Options | null {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        all: { type: 'boolean' },
        only: { type: 'string' },
        json: { type: 'string' },
        compare: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n', 1)[0]);
  }
  if (values.help === true) return null;
  if (values.all === true && values.only !== undefined) throw new UsageError('--all and --only exclude each other');
  const everything = values.all === true || values.only !== undefined;
  return {
    chosen:
      values.only === undefined ? workloads.filter(({ selected }) => selected || everything) : choose(values.only),
    everything,
    json: values.json ?? null,
    old: values.compare === undefined ? null : readRows(values.compare),
  };
}

async function bench({ chosen, everything, json, old }: Options): Promise<void> {
  // Whether it can be written is found out before the work; what it holds is kept until there is something better.
  if (json !== null) {
    try {
      appendFileSync(json, '');
    } catch (error) {
      throw new UsageError(`--json: ${(error as Error).message}`);
    }
  }
  const go = compileGo();
  try {
    const machine = `${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown processor'}`;
    process.stdout.write(`Node ${process.version}; ${machine}; ${go.note}\n\n`);
    const results: Result[] = [];
    for (const workload of chosen) {
      const result = await run(workload, go, everything);
      results.push(result);
      process.stdout.write(`${describe(result)}\n`);
    }
    const rows = results.flatMap((result) => result.rows);
    if (json !== null) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
    if (old !== null) process.stdout.write(compare(old, rows));
  } finally {
    go.remove();
  }
}

// So that what is to be cleaned up at the exit is.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  const options = optionsOf(process.argv.slice(2));
  if (options === null) process.stdout.write(USAGE);
  else await bench(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 2;
}
