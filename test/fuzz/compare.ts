/**
 * The comparison: the same programs by gevent and by this library, and the smallest program that tells them apart.
 */
import * as fc from 'fast-check';
import { programs } from './generate.ts';
import type { Gevent } from './gevent.ts';
import type { Program } from './language.ts';
import { runWithGreenlets } from './run-greenlets.ts';

/** A program on which the two differ. */
export interface Difference {
  readonly program: Program;
  readonly gevent: readonly string[];
  readonly greenlets: readonly string[];
}

/** A program and what both made of it. */
export interface Compared {
  readonly program: Program;
  readonly gevent: readonly string[];
  readonly greenlets: readonly string[];
}

/** Whether two logs are the same. */
export function sameLog(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

/** Whether gevent's side has found that a program is of no use, for a reason that it gives instead of the log. */
export function isSkipped(log: readonly string[]): boolean {
  return log[0]?.startsWith('skip: ') === true;
}

/** Run a program by both. */
export async function compare(gevent: Gevent, program: Program): Promise<Compared> {
  const theirs = await gevent.run(program);
  const ours = isSkipped(theirs) ? theirs : await runWithGreenlets(program);
  return { program, gevent: theirs, greenlets: ours };
}

/** Run the `size` programs of a seed by both. */
export function compareBatch(gevent: Gevent, seed: number, size: number): Promise<Compared[]> {
  return Promise.all(fc.sample(programs, { seed, numRuns: size }).map((program) => compare(gevent, program)));
}

/** Shrink the program number `index` of a seed as long as the two differ. */
export async function shrink(gevent: Gevent, seed: number, index: number, ms = 20_000): Promise<Difference> {
  let smallest: Difference | null = null;
  const differs = fc.asyncProperty(programs, async (program) => {
    const compared = await compare(gevent, program);
    if (sameLog(compared.gevent, compared.greenlets)) return true;
    smallest = compared;
    return false;
  });
  await fc.check(differs, { seed, path: String(index), numRuns: 1, interruptAfterTimeLimit: ms });
  if (smallest === null) throw new Error(`program ${index} of seed ${seed} made no difference when it was run again`);
  return smallest;
}

/** Show a difference: the program, then both logs side by side, up to a little behind the first difference. */
export function showDifference({ program, gevent, greenlets }: Difference): string {
  const first = gevent.findIndex((line, index) => line !== greenlets[index]);
  const end = (first < 0 ? gevent.length : first) + 6;
  const lines = [JSON.stringify(program)];
  for (let index = 0; index < Math.min(end, Math.max(gevent.length, greenlets.length)); index++) {
    const theirs = gevent[index] ?? '';
    const ours = greenlets[index] ?? '';
    lines.push(`${theirs === ours ? '  ' : '* '}${theirs.padEnd(46)} | ${ours}`);
  }
  return lines.join('\n');
}
