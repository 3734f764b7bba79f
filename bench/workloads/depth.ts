import { call, type Coroutine, joinall, sleep, spawn } from 'greenlets';
import { itself, together } from '../define.ts';
import { type Bare, pause, runAll } from '../floor.ts';
import { timed } from '../subjects.ts';
import type { Subject, Workload } from '../workload.ts';

const COROUTINES = 10;
const resolved = Promise.resolve();

/** How often the innermost levels have given way. */
let switches = 0;

const counted = (): number => switches;

/** So many of what `start` gives. */
function crowd<T>(n: number, start: (times: number) => T): T[] {
  switches = 0;
  return Array.from({ length: COROUTINES }, () => start(n / COROUTINES));
}

function* bare(depth: number, times: number): Bare {
  if (depth > 1) yield* bare(depth - 1, times);
  else {
    for (let i = 0; i < times; i++) yield* pause;
    switches += times;
  }
}

function* delegated(depth: number, times: number): Coroutine<void> {
  if (depth > 1) yield* delegated(depth - 1, times);
  else {
    for (let i = 0; i < times; i++) yield* sleep(0);
    switches += times;
  }
}

function* called(depth: number, times: number): Coroutine<void> {
  if (depth > 1) yield* call(called, depth - 1, times);
  else {
    for (let i = 0; i < times; i++) yield* sleep(0);
    switches += times;
  }
}

async function awaiting(depth: number, times: number): Promise<void> {
  if (depth > 1) await awaiting(depth - 1, times);
  else {
    for (let i = 0; i < times; i++) await resolved;
    switches += times;
  }
}

function atDepth(depth: number): Subject[] {
  return [
    timed(`floor, depth ${depth}`, 'bare generators, yield* at each level', (n) => {
      runAll(crowd(n, (times) => bare(depth, times)));
      return counted;
    }),
    timed(`greenlets yield*, depth ${depth}`, 'yield* at each level', async (n) => {
      await joinall(crowd(n, (times) => spawn(delegated, depth, times)));
      return counted;
    }),
    timed(`greenlets call(), depth ${depth}`, 'yield* call() at each level', async (n) => {
      await joinall(crowd(n, (times) => spawn(called, depth, times)));
      return counted;
    }),
    timed(`native await, depth ${depth}`, 'only the innermost function is resumed', async (n) => {
      await Promise.all(crowd(n, (times) => awaiting(depth, times)));
      return counted;
    }),
  ];
}

export const workload: Workload = together({
  name: 'depth',
  title: 'Switch at depth: the same, under 1, 10 and 50 levels of calls',
  what: 'one sleep(0) at the innermost level',
  operations: 100_000,
  quick: 100,
  expected: itself,
  rounds: 7,
  anchor: 'native await, depth 1',
  selected: true,
  subjects: [1, 10, 50].flatMap(atDepth),
});
