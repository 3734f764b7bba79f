import { call, type Coroutine, sleep, spawn, until } from 'greenlets';
import { together } from '../define.ts';
import { type Bare, begin, pause, resume } from '../floor.ts';
import { peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

const DEPTH = 100;
const WAITS = 100;

/** How often the innermost level has waited. */
let waits = 0;

const counted = (): number => waits;

function* bare(depth: number): Bare {
  if (depth > 1) yield* bare(depth - 1);
  else for (let i = 0; i < WAITS; i++, waits++) yield* pause;
}

function* delegated(depth: number): Coroutine<void> {
  if (depth > 1) yield* delegated(depth - 1);
  else for (let i = 0; i < WAITS; i++, waits++) yield* until(Promise.resolve());
}

function* called(depth: number): Coroutine<void> {
  if (depth > 1) yield* call(called, depth - 1);
  else for (let i = 0; i < WAITS; i++, waits++) yield* until(Promise.resolve());
}

function* sleeping(depth: number): Coroutine<void> {
  if (depth > 1) yield* call(sleeping, depth - 1);
  else for (let i = 0; i < WAITS; i++, waits++) yield* sleep(0);
}

async function awaiting(depth: number): Promise<void> {
  if (depth > 1) return await awaiting(depth - 1);
  for (let i = 0; i < WAITS; i++, waits++) await Promise.resolve();
}

/** One recursion after another. */
async function repeated(n: number, once: () => PromiseLike<void>): Promise<() => number> {
  waits = 0;
  for (let i = 0; i < n; i++) await once();
  return counted;
}

export const workload: Workload = together({
  name: 'recursion',
  title: "Recursion: 100 calls deep, then 100 promises (effection's own benchmark)",
  what: 'one descent, its 100 waits, and the way back',
  operations: 50,
  quick: 2,
  expected: (n) => n * WAITS,
  anchor: 'native await',
  subjects: [
    timed('floor', 'bare generators with yield* at each level, and no promise', (n) => {
      waits = 0;
      for (let i = 0; i < n; i++) {
        const generator = bare(DEPTH);
        for (let ended = begin(generator); !ended;) ended = resume(generator);
      }
      return waits;
    }),
    timed('greenlets yield*', 'yield* at each level; until(promise)', (n) =>
      repeated(n, () => spawn(delegated, DEPTH).get()),
    ),
    timed('greenlets call()', 'yield* call() at each level; until(promise)', (n) =>
      repeated(n, () => spawn(called, DEPTH).get()),
    ),
    timed('greenlets call(), no promise', 'yield* call() at each level; sleep(0)', (n) =>
      repeated(n, () => spawn(sleeping, DEPTH).get()),
    ),
    timed('native await', 'only the innermost function is resumed', (n) => repeated(n, () => awaiting(DEPTH))),
    peer('co', 'yield of the generator at each level; yield of a promise'),
    peer('bluebird', 'yield* at each level; yield of a promise'),
    peer('redux-saga', 'yield call() at each level; yield of a promise'),
    peer('effection', 'yield* at each level; until(promise)'),
    peer('effect', 'yield* of an Effect.gen at each level; Effect.promise'),
  ],
});
