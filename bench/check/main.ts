/**
 * `npm run bench:check`: has the runtime become slower? Exits with 1 if it has. It needs the built package.
 *
 * No time is compared with one of another day or machine: our ratios to anchors in the same process are, with those
 * that were recorded. `--record` records them anew, after a change that is meant. `--planted` shows that the check
 * works: a copy of the package with a drain that is slower by 30 % must fail.
 */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nameOf, PAIRS } from './measure.ts';
import { plantSlowdown } from './plant-slowdown.ts';
import { measureAll, record, recorded } from './ratios.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** Measure, print, and say whether all is as it was. */
function check(program: string): boolean {
  const { major, ratios } = recorded();
  const now = measureAll(program);
  process.stdout.write(`Node ${process.version}; recorded with Node ${major}\n`);
  let passed = true;
  for (const pair of PAIRS) {
    const name = nameOf(pair);
    const change = now[name]! / ratios[name]!;
    const isSlower = change > pair.bound;
    if (isSlower) passed = false;
    const figures = [ratios[name]!, now[name]!].map((ratio) => ratio.toFixed(2).padStart(6)).join('');
    const verdict = `x ${change.toFixed(2)} (at most ${pair.bound})${isSlower ? '  SLOWER' : ''}`;
    process.stdout.write(`  ${name.padEnd(60)} ${figures}  ${verdict}\n`);
  }
  return passed;
}

/** The medians of so many runs are recorded. */
const RUNS = 3;

function recordNow(): void {
  const runs = Array.from({ length: RUNS }, () => measureAll(join(HERE, 'process.js')));
  const ratios = Object.fromEntries(
    Object.keys(runs[0]!).map((name) => {
      const values = runs.map((run) => run[name]!);
      values.sort((a, b) => a - b);
      return [name, values[RUNS >> 1]!];
    }),
  );
  record(ratios);
  process.stdout.write(`recorded: ${JSON.stringify(ratios, null, 2)}\n`);
}

/** Whether the check fails on the slower copy, as it must. */
function checkPlanted(): boolean {
  const copy = plantSlowdown();
  const passed = check(copy.program);
  const outcome = passed ? 'was NOT found' : 'was found, as it should be';
  process.stdout.write(`a drain that makes a switch slower by ${(copy.slowdown * 100).toFixed(0)} % ${outcome}\n`);
  copy.remove();
  return !passed;
}

const { values } = parseArgs({ options: { record: { type: 'boolean' }, planted: { type: 'boolean' } } });
let passed = true;
if (values.record === true) recordNow();
else passed = values.planted === true ? checkPlanted() : check(join(HERE, 'process.js'));
process.exitCode = passed ? 0 : 1;
