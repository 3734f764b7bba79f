/** bluebird's coroutines: the yields are promises; cancellation by `generator.return()`, switched on here. */
import Bluebird from 'bluebird';
import type { Park, Programs } from '../program.ts';
import type { PromiseClass } from './waiting.ts';
import { programsWith } from './yielding.ts';

// Without it there is no cancel(). Warnings and long stack traces are off, as in production.
Bluebird.config({ cancellation: true, warnings: false, longStackTraces: false });

const never = new Bluebird<void>(() => undefined);
const resolved = Bluebird.resolve();

let waits = 0;

function* recurse(depth: number): Generator<unknown, void, never> {
  if (depth > 1) return yield* recurse(depth - 1);
  for (let i = 0; i < 100; i++, waits++) yield Bluebird.resolve();
}

const recursion = Bluebird.coroutine(recurse);

let cleaned = 0;

const victim = Bluebird.coroutine(function* () {
  try {
    yield new Bluebird(() => undefined);
  } finally {
    cleaned++;
  }
});

/** Its own type has the result of a coroutine as `unknown`. */
const wrap = Bluebird.coroutine as <A extends unknown[], T>(
  body: (...args: A) => Generator<unknown, T, never>,
) => (...args: A) => Bluebird<T>;

/** A cancelled promise never settles: nothing can wait for it. But its finally has run at the next turn. */
async function kill(n: number): Promise<() => number> {
  cleaned = 0;
  const all = Array.from({ length: n }, () => victim());
  for (const one of all) one.cancel();
  await Bluebird.delay(0);
  return () => cleaned;
}

const body = wrap(function* (): Generator<unknown, number, never> {
  yield resolved;
  return 1;
});

const double = wrap(function* (i: number): Generator<unknown, number, never> {
  yield resolved;
  return i * 2;
});

export const programs: Programs = {
  ...programsWith(wrap, Bluebird as unknown as PromiseClass),
  recursion: async (n) => {
    waits = 0;
    for (let i = 0; i < n; i++) await recursion(100);
    return waits;
  },
  kill,
  timer: async (n) => {
    let done = 0;
    for (let i = 0; i < n; i++) done += await body().timeout(1000);
    return done;
  },
  pool: async (n) => {
    const items = Array.from({ length: n }, (_, i) => i);
    const doubles = await Bluebird.map(items, double, { concurrency: 50 });
    return doubles.reduce((sum, each) => sum + each, 0);
  },
};

export const park: Park = Bluebird.coroutine(function* (arrived: () => void) {
  arrived();
  yield never;
});
