import { Pool, spawn, until } from 'greenlets';
import * as monkey from 'greenlets/monkey';
import { sumBelow } from '../define.ts';
import { timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

async function awaitEach(n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await Promise.resolve(i);
  return sum;
}

function* untilEach(n: number) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* until(Promise.resolve(i));
  return sum;
}

function* yieldEach(n: number) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* Promise.resolve(i);
  return sum;
}

const AT_ONCE = 50;

function total(sums: readonly number[]): number {
  return sums.reduce((sum, each) => sum + each, 0);
}

/** Run `body` as so many greenlets at once, each with its part of `n`. */
async function greenletsOf(size: number, body: typeof yieldEach, n: number): Promise<number> {
  const pool = new Pool(size);
  return total(await pool.map(body, new Array<number>(size).fill(n / size)));
}

/** Patched for the time of `body` alone; `context`: whether greenlets are followed into promise code. */
async function patched(context: boolean, body: () => Promise<number>): Promise<number> {
  monkey.patchAll({ context });
  try {
    return await body();
  } finally {
    monkey.unpatchAll();
  }
}

function waits(name: string, title: string, size: number): Workload {
  return {
    name,
    title,
    what: 'one resolved promise waited for',
    unit: 'ns',
    operations: 100_000,
    quick: 100,
    expected: (n) => size * sumBelow(n / size),
    processes: 'apart',
    warmUp: 3,
    counted: 5,
    rounds: 5,
    semiSpace: 16,
    anchor: 'native await',
    selected: false,
    subjects: [
      timed('native await', 'an async function', async (n) =>
        total(await Promise.all(Array.from({ length: size }, () => awaitEach(n / size)))),
      ),
      timed('until(promise)', 'nothing is patched', (n) => greenletsOf(size, untilEach, n)),
      timed('yield* promise', 'patchAll({ context: false })', (n) =>
        patched(false, () => greenletsOf(size, yieldEach, n)),
      ),
      timed('yield* promise, followed', 'patchAll()', (n) => patched(true, () => greenletsOf(size, yieldEach, n))),
    ],
    targets: [],
  };
}

export const promise: Workload = waits('promise', 'A promise: waited for by one greenlet', 1);
export const promise50: Workload = waits('promise50', 'A promise: waited for by 50 greenlets at once', AT_ONCE);

/** What promise code that has nothing to do with greenlets pays for the patch. */
export const patchedUnused: Workload = {
  name: 'patched',
  title: 'Native promise code, while the patch is in force',
  what: 'one await of a resolved promise in an async function',
  unit: 'ns',
  operations: 1_000_000,
  quick: 100,
  expected: sumBelow,
  processes: 'apart',
  warmUp: 3,
  counted: 5,
  rounds: 7,
  semiSpace: 16,
  anchor: 'not patched',
  selected: false,
  subjects: [
    timed('not patched', 'nothing is imported but the bench', awaitEach),
    timed('patched, unused', 'patchAll(), no greenlet', (n) => patched(true, () => awaitEach(n))),
    timed('patched, used', 'patchAll(), and greenlets have waited for promises; context: false', (n) =>
      patched(false, async () => {
        await spawn(yieldEach, 1).get();
        return await awaitEach(n);
      }),
    ),
    timed(
      'patched, used, followed',
      'the same with context: on Node 20 and 22 AsyncLocalStorage hooks every promise',
      (n) =>
        patched(true, async () => {
          await spawn(yieldEach, 1).get();
          return await awaitEach(n);
        }),
    ),
  ],
  targets: [{ subject: 'patched, unused', against: 'not patched', unit: 'ns', bound: 1.05, kind: 'most' }],
};
