import { call, type Coroutine, joinall, sleep, spawn } from 'greenlets';
import { type Bare, pause, runAll } from '../floor.ts';
import { type Subject, timed, type Workload } from '../workload.ts';

const GREENLETS = 10;
const resolved = Promise.resolve();

function* bare(depth: number, times: number): Bare {
  if (depth > 1) yield* bare(depth - 1, times);
  else for (let i = 0; i < times; i++) yield* pause;
}

function* delegated(depth: number, times: number): Coroutine<void> {
  if (depth > 1) yield* delegated(depth - 1, times);
  else for (let i = 0; i < times; i++) yield* sleep(0);
}

function* called(depth: number, times: number): Coroutine<void> {
  if (depth > 1) yield* call(called, depth - 1, times);
  else for (let i = 0; i < times; i++) yield* sleep(0);
}

async function awaiting(depth: number, times: number): Promise<void> {
  if (depth > 1) await awaiting(depth - 1, times);
  else for (let i = 0; i < times; i++) await resolved;
}

function atDepth(depth: number): Subject[] {
  return [
    timed(`floor, depth ${depth}`, 'bare generators, yield* at each level', (n) => {
      runAll(Array.from({ length: GREENLETS }, () => bare(depth, n / GREENLETS)));
    }),
    timed(`greenlets yield*, depth ${depth}`, 'yield* at each level', async (n) => {
      await joinall(Array.from({ length: GREENLETS }, () => spawn(delegated, depth, n / GREENLETS)));
    }),
    timed(`greenlets call(), depth ${depth}`, 'yield* call() at each level', async (n) => {
      await joinall(Array.from({ length: GREENLETS }, () => spawn(called, depth, n / GREENLETS)));
    }),
    timed(`native await, depth ${depth}`, 'only the innermost function is resumed', async (n) => {
      await Promise.all(Array.from({ length: GREENLETS }, () => awaiting(depth, n / GREENLETS)));
    }),
  ];
}

export const workload: Workload = {
  name: 'depth',
  title: 'Switch at depth: the same, under 1, 10 and 50 levels of calls',
  what: 'one sleep(0) at the innermost level',
  unit: 'ns',
  operations: 100_000,
  processes: 'together',
  rounds: 7,
  semiSpace: 16,
  anchor: 'native await, depth 10',
  selected: true,
  subjects: [1, 10, 50].flatMap(atDepth),
  targets: [],
};
