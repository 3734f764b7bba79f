import { type Greenlet, joinall, sleep, spawn } from 'greenlets';
import { type Bare, begin, pause, resume } from '../floor.ts';
import { GO, inGo, timed, type Workload } from '../workload.ts';

const resolved = Promise.resolve();

function* bare(i: number): Bare<number> {
  return i;
}

function* bareOnce(i: number): Bare<number> {
  yield* pause;
  return i;
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

export const workload: Workload = {
  name: 'spawn',
  title: 'Spawn and join: 100,000 children at once',
  what: 'one child spawned, run and joined',
  unit: 'ns',
  operations: 100_000,
  processes: 'apart',
  warmUp: 3,
  counted: 3,
  rounds: 5,
  semiSpace: 16,
  anchor: 'native, one await',
  selected: true,
  subjects: [
    timed('floor', 'make all generators, then run each to its end', (n) => {
      const all: Bare<number>[] = [];
      for (let i = 0; i < n; i++) all.push(bare(i));
      for (const generator of all) begin(generator);
    }),
    timed('floor, one pause', 'the same with one pause in each', (n) => {
      const all: Bare<number>[] = [];
      for (let i = 0; i < n; i++) all.push(bareOnce(i));
      for (const generator of all) begin(generator);
      for (const generator of all) resume(generator);
    }),
    timed('greenlets', 'body declared once, returns at once; joinall', async (n) => {
      const all: Greenlet<number>[] = [];
      for (let i = 0; i < n; i++) all.push(spawn(child, i));
      await joinall(all);
    }),
    timed('greenlets, one sleep(0)', 'body declared once, one switch; joinall', async (n) => {
      const all: Greenlet<number>[] = [];
      for (let i = 0; i < n; i++) all.push(spawn(childOnce, i));
      await joinall(all);
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
    }),
    timed('native, no await', 'runs inside the call, on the caller: nothing is scheduled; Promise.all', async (n) => {
      const all: Promise<number>[] = [];
      for (let i = 0; i < n; i++) all.push(asyncChild(i));
      await Promise.all(all);
    }),
    timed('native, one await', 'begins inside the call, is resumed once; Promise.all', async (n) => {
      const all: Promise<number>[] = [];
      for (let i = 0; i < n; i++) all.push(asyncChildOnce(i));
      await Promise.all(all);
    }),
    inGo('spawn', 'go func and a WaitGroup'),
  ],
  targets: [
    { subject: 'greenlets', against: 'native, one await', unit: 'ns', bound: 0.6, kind: 'most' },
    { subject: 'greenlets', against: 'native, no await', unit: 'ns', bound: 0.6, kind: 'most' },
    { subject: 'greenlets', against: GO, unit: 'ns', bound: 0.45, kind: 'most' },
  ],
};
