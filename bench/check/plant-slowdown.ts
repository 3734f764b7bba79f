/**
 * A copy of the built package whose drain is slower: what the check must find. In the copy every entry that the drain
 * runs costs some steps of an idle loop, as many as make a switch slower by 30 %. How many that are is tried out and not
 * calculated, as the processor does part of them beside the rest.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nameOf, PAIRS } from './measure.ts';
import { measure } from './ratios.ts';

/** By how much of its time a switch is to take longer: at least, and at most. */
const LEAST = 0.27;
const AIM = 0.3;
const MOST = 0.37;

/** Read by the copy, as it is tried with one number after another. */
const STEPS = 'GREENLETS_PLANTED_STEPS';
const FIRST_TRY = 24;
const TRIES = 8;

const SWITCH = nameOf(PAIRS[0]!);

/** Where the drain runs an entry, in the built package. */
const LOOP = 'dist/hub/loop.js';
const RUN = /^ *entry\.execute\(\);$/gm;

/** What is planted before that line, and at the top of the file. */
const STEPPING = `
            let value = planted;
            for (let i = 0; i < plantedSteps; i++) value = (Math.imul(value, 31) + i) | 0;
            planted = value;
`;
const STATE = `const plantedSteps = Number(process.env.${STEPS});
let planted = 1;
`;

/** A copy of the built package and of the compiled benchmarks. */
export interface Copy {
  /** The program of the check in it. */
  readonly program: string;
  /** By how much of its time a switch takes longer. */
  readonly slowdown: number;
  remove(): void;
}

function copyOf(root: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'greenlets-planted-'));
  for (const part of ['package.json', 'dist', 'build/bench']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, LOOP);
  const text = readFileSync(file, 'utf8');
  if (text.match(RUN)?.length !== 1)
    throw new Error(`${LOOP} runs no entry, or several: say here where the drain does`);
  writeFileSync(file, STATE + text.replace(RUN, (line) => STEPPING + line));
  return folder;
}

/** Try out how many steps it takes. */
function calibrate(program: string): number {
  const before = measure(program, SWITCH);
  const slowdownWith = (steps: number): number => {
    process.env[STEPS] = String(steps);
    return measure(program, SWITCH) / before - 1;
  };
  for (let tries = 0, steps = FIRST_TRY; tries < TRIES; tries++) {
    const slowdown = slowdownWith(steps);
    process.stdout.write(`${steps} steps for each entry: a switch takes ${(slowdown * 100).toFixed(0)} % longer\n`);
    if (slowdown >= LEAST && slowdown <= MOST) return slowdown;
    // Half way to what it would be if it were in proportion: so it cannot swing about.
    const inProportion = steps * Math.min(2, AIM / Math.max(slowdown, 0.01));
    steps = Math.max(1, Math.round((steps + inProportion) / 2));
  }
  throw new Error(`no number of steps makes a switch slower by ${LEAST * 100} to ${MOST * 100} %`);
}

/** Plant the slowdown in a copy of the package that this compiled program belongs to. */
export function plantSlowdown(): Copy {
  const folder = copyOf(fileURLToPath(new URL('../../../', import.meta.url)));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const program = join(folder, 'build/bench/check/process.js');
  return { program, slowdown: calibrate(program), remove };
}
