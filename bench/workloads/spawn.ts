import { type Greenlet, joinall, sleep, spawn } from 'greenlets';
import { sumBelow } from '../define.ts';
import { type Bare, begin, pause, resume } from '../floor.ts';
import { GO, inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

const resolved = Promise.resolve();

/** The sum of what the bare generators have given: nobody else takes it. */
let given = 0;

function* bare(i: number): Bare {
  given += i;
}

function* bareOnce(i: number): Bare {
  yield* pause;
  given += i;
}

function* child(i: number) {
  return i;
}

function* childOnce(i: number) {
  yield* sleep(0);
  return i;
}

async function asyncChild(i: number): Promise<number> {
  return i;
}

async function asyncChildOnce(i: number): Promise<number> {
  await resolved;
  return i;
}

function results(all: readonly Greenlet<number>[]): () => number {
  return () => all.reduce((sum, { value }) => sum + (value as number), 0);
}

function summed(values: readonly number[]): () => number {
  return () => values.reduce((sum, value) => sum + value, 0);
}

/** Begin them all, then go on with each as often as it pauses. */
function runBare(all: readonly Bare[], pauses: number): () => number {
  given = 0;
  for (const generator of all) begin(generator);
  for (let i = 0; i < pauses; i++) for (const generator of all) resume(generator);
  return () => given;
}

export const workload: Workload = {
  name: 'spawn',
  title: 'Spawn and join: 100,000 children at once',
  what: 'one child spawned, run and joined',
  unit: 'ns',
  operations: 100_000,
  quick: 100,
  expected: sumBelow,
  processes: 'apart',
  warmUp: 3,
  counted: 3,
  rounds: 5,
  semiSpace: 16,
  anchor: 'native, one await',
  selected: true,
  subjects: [
    timed('floor', 'make all generators, then run each to its end', (n) => {
      const all: Bare[] = [];
      for (let i = 0; i < n; i++) all.push(bare(i));
      return runBare(all, 0);
    }),
    timed('floor, one pause', 'the same with one pause in each', (n) => {
      const all: Bare[] = [];
      for (let i = 0; i < n; i++) all.push(bareOnce(i));
      return runBare(all, 1);
    }),
    timed('greenlets', 'body declared once, returns at once; joinall', async (n) => {
      const all: Greenlet<number>[] = [];
      for (let i = 0; i < n; i++) all.push(spawn(child, i));
      await joinall(all);
      return results(all);
    }),
    timed('greenlets, one sleep(0)', 'body declared once, one switch; joinall', async (n) => {
      const all: Greenlet<number>[] = [];
      for (let i = 0; i < n; i++) all.push(spawn(childOnce, i));
      await joinall(all);
      return results(all);
    }),
    timed('greenlets, inline', 'a new closure for each child; joinall', async (n) => {
      const all: Greenlet<number>[] = [];
      for (let i = 0; i < n; i++) {
        all.push(
          spawn(function* () {
            return i;
          }),
        );
      }
      await joinall(all);
      return results(all);
    }),
    timed('native, no await', 'runs inside the call, on the caller: nothing is scheduled; Promise.all', async (n) => {
      const all: Promise<number>[] = [];
      for (let i = 0; i < n; i++) all.push(asyncChild(i));
      return summed(await Promise.all(all));
    }),
    timed('native, one await', 'begins inside the call, is resumed once; Promise.all', async (n) => {
      const all: Promise<number>[] = [];
      for (let i = 0; i < n; i++) all.push(asyncChildOnce(i));
      return summed(await Promise.all(all));
    }),
    ...inGo('go func and a WaitGroup'),
    peer('co', 'co.wrap: begins inside the call; Promise.all'),
    peer('bluebird', 'Promise.coroutine: begins inside the call; Promise.all'),
    peer('redux-saga', 'fork and join: begins inside the call', { share: 0.5 }),
    peer('effection', 'spawn, then each task awaited', { share: 0.1 }),
    peer('effect', 'forkChild, then Fiber.joinAll'),
    inGevent('gevent.spawn and joinall'),
    inAsyncio('create_task and gather'),
  ],
  targets: [
    { subject: 'greenlets', against: 'native, one await', unit: 'ns', bound: 0.6, kind: 'most' },
    { subject: 'greenlets', against: 'native, no await', unit: 'ns', bound: 0.6, kind: 'most' },
    { subject: 'greenlets', against: GO, unit: 'ns', bound: 0.45, kind: 'most' },
  ],
};
