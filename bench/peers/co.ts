/** co: a generator's yields are promises, generators, arrays of them; no cancellation, no primitives. */
import co from 'co';
import type { Park, Programs } from '../program.ts';
import { programsWith, type Wrap } from './yielding.ts';

const never = new Promise<void>(() => undefined);

let waits = 0;

/** A generator that is yielded becomes a co of its own. */
function* recurse(depth: number): Generator<unknown, void, never> {
  if (depth > 1) yield recurse(depth - 1);
  else for (let i = 0; i < 100; i++, waits++) yield Promise.resolve();
}

async function recursion(n: number): Promise<number> {
  waits = 0;
  for (let i = 0; i < n; i++) await co(recurse, 100);
  return waits;
}

export const programs: Programs = { ...programsWith(co.wrap as Wrap, Promise), recursion };

export const park: Park = co.wrap(function* (arrived: () => void) {
  arrived();
  yield never;
});
