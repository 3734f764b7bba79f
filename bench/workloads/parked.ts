import { setImmediate as turn } from 'node:timers/promises';
import { Event, type Greenlet, sleep, spawn } from 'greenlets';
import { itself } from '../define.ts';
import { type Bare, begin, pause } from '../floor.ts';
import { loadPeer, type Peer } from '../peers.ts';
import type { Park } from '../program.ts';
import { inAsyncio, inGevent, inGo, measured, ofPeer } from '../subjects.ts';
import type { Sample, Setting, Subject, Workload } from '../workload.ts';

const HOUR = 3_600_000;
const event = new Event();
const never = new Promise<void>(() => undefined);

function* bare(arrived: () => void): Bare {
  arrived();
  yield* pause;
}

function* sleeper(arrived: () => void) {
  arrived();
  yield* sleep(HOUR);
}

function* waiter(arrived: () => void) {
  arrived();
  yield* event.wait();
}

async function asyncSleeper(arrived: () => void): Promise<void> {
  arrived();
  await new Promise((resolve) => setTimeout(resolve, HOUR));
}

async function asyncWaiter(arrived: () => void): Promise<void> {
  arrived();
  await never;
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** What the heap has grown by for each, after a full collection; an array holds them all, at 8 bytes each. */
async function parkAll(park: Park, { operations }: Setting): Promise<Sample> {
  // They come to the point where they wait later, and in slices.
  const begun = { count: 0 };
  const arrived = (): void => void begun.count++;
  const before = heap();
  const all = new Array<unknown>(operations).fill(null);
  for (let i = 0; i < operations; i++) all[i] = park(arrived);
  while (begun.count < operations) await turn();
  const after = heap();
  return { bytes: (after - before) / operations, result: all.length === operations ? begun.count : 0 };
}

function held(name: string, note: string, park: Park): Subject {
  return measured(name, note, (setting) => parkAll(park, setting));
}

function heldByPeer(library: Peer, note: string, share = 1): Subject {
  return ofPeer(library, note, { share }, async (setting) => {
    const { park } = await loadPeer(setting.tools, library);
    return () => parkAll(park!, setting);
  });
}

export const workload: Workload = {
  name: 'parked',
  title: 'Memory of 100,000 parked coroutines',
  what: 'heap after a full collection, for each; of Go and Python growth of peak RSS',
  unit: 'B',
  operations: 100_000,
  quick: 100,
  expected: itself,
  processes: 'apart',
  rounds: 5,
  semiSpace: 16,
  anchor: 'native await, timer',
  selected: true,
  subjects: [
    held('floor', 'a bare generator in a pause', (arrived) => {
      const generator = bare(arrived);
      begin(generator);
      return generator;
    }),
    held('greenlets, sleep', 'in sleep(ms), timer included', (arrived): Greenlet<void> => spawn(sleeper, arrived)),
    held('greenlets, event', 'in event.wait()', (arrived): Greenlet<void> => spawn(waiter, arrived)),
    held('native await, timer', 'an async function awaiting a setTimeout', asyncSleeper),
    held('native await, promise', 'an async function awaiting one shared promise', asyncWaiter),
    ...inGo('a goroutine in a receive from one channel', { memory: true }),
    heldByPeer('co', 'a co that yields one shared promise'),
    heldByPeer('bluebird', 'a coroutine that yields one shared promise'),
    heldByPeer('redux-saga', 'a saga in take of one channel', 0.5),
    heldByPeer('effection', 'a task in suspend()', 0.05),
    heldByPeer('effect', 'a fiber in await of one Deferred', 0.5),
    inGevent('a greenlet in event.wait()', { memory: true, share: 0.25 }),
    inAsyncio('a task in event.wait()', { memory: true, share: 0.25 }),
  ],
  targets: [{ subject: 'greenlets, sleep', against: null, unit: 'B', bound: 450, kind: 'most' }],
};
