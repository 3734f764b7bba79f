/** The ratios of this moment, and those that were recorded for each major version of Node. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { source } from '../places.ts';
import { nameOf, PAIRS } from './measure.ts';

/** By the name of the pair. */
export type Ratios = Readonly<Record<string, number>>;

/** The compiler does not come to the same code in every process: of several the best counts. */
const PROCESSES = 7;
const ROUNDS = 80;
const FLAGS = ['--max-semi-space-size=16', '--expose-gc'];

/** The least ratio of a pair, of several processes that run `program`. */
export function measure(program: string, name: string): number {
  let least = Infinity;
  for (let i = 0; i < PROCESSES; i++) {
    const args = [...FLAGS, program, name, String(ROUNDS)];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the measuring process ended with ${status}: ${stderr}`);
    least = Math.min(least, Number(stdout));
  }
  return least;
}

/** The least ratios of all pairs. */
export function measureAll(program: string): Ratios {
  return Object.fromEntries(PAIRS.map(nameOf).map((name) => [name, measure(program, name)]));
}

type Recorded = Record<string, Ratios>;

const FILE = join(source('check'), 'ratios.json');
const MAJOR = process.versions.node.split('.', 1)[0]!;

function readAll(): Recorded {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Recorded;
}

/** The recorded ratios of the newest Node that is not newer than this one. */
export function recorded(): { readonly major: string; readonly ratios: Ratios } {
  const all = readAll();
  const majors = Object.keys(all).filter((major) => Number(major) <= Number(MAJOR));
  majors.sort((a, b) => Number(b) - Number(a));
  const [major] = majors;
  if (major === undefined) throw new Error(`no ratios are recorded for Node ${MAJOR}: npm run bench:check -- --record`);
  return { major, ratios: all[major]! };
}

/** Record the ratios of this Node. */
export function record(ratios: Ratios): void {
  const rounded = Object.entries(ratios).map(([name, ratio]) => [name, Number(ratio.toPrecision(3))]);
  const all = { ...readAll(), [MAJOR]: Object.fromEntries(rounded) as Ratios };
  writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`);
}
