import { setImmediate as turn } from 'node:timers/promises';
import { Event, type Greenlet, sleep, spawn } from 'greenlets';
import { type Bare, begin, pause } from '../floor.ts';
import { measured, type Subject, type Workload } from '../workload.ts';

const HOUR = 3_600_000;
const event = new Event();
const never = new Promise<void>(() => undefined);

/** How many have come to the point where they wait: greenlets begin later, and in slices. */
const begun = { count: 0 };

function* bare(): Bare {
  begun.count++;
  yield* pause;
}

function* sleeper() {
  begun.count++;
  yield* sleep(HOUR);
}

function* waiter() {
  begun.count++;
  yield* event.wait();
}

async function asyncSleeper(): Promise<void> {
  begun.count++;
  await new Promise((resolve) => setTimeout(resolve, HOUR));
}

async function asyncWaiter(): Promise<void> {
  begun.count++;
  await never;
}

function heap(): number {
  globalThis.gc!();
  return process.memoryUsage().heapUsed;
}

/** What the heap has grown by for each, after a full collection; an array holds them all, at 8 bytes each. */
function held(name: string, note: string, start: () => unknown): Subject {
  return measured(name, note, async ({ operations }) => {
    const before = heap();
    const all = new Array<unknown>(operations).fill(null);
    for (let i = 0; i < operations; i++) all[i] = start();
    while (begun.count !== operations) await turn();
    const after = heap();
    if (all.length !== operations) throw new Error('the array is needed until here');
    return { values: { B: (after - before) / operations } };
  });
}

export const workload: Workload = {
  name: 'parked',
  title: 'Memory of 200,000 parked coroutines',
  what: 'heap after a full collection, for each',
  unit: 'B',
  operations: 200_000,
  processes: 'apart',
  rounds: 5,
  semiSpace: 16,
  anchor: 'native await, timer',
  selected: true,
  subjects: [
    held('floor', 'a bare generator in a pause', () => {
      const generator = bare();
      begin(generator);
      return generator;
    }),
    held('greenlets, sleep', 'in sleep(ms), timer included', (): Greenlet<void> => spawn(sleeper)),
    held('greenlets, event', 'in event.wait()', (): Greenlet<void> => spawn(waiter)),
    held('native await, timer', 'an async function awaiting a setTimeout', asyncSleeper),
    held('native await, promise', 'an async function awaiting one shared promise', asyncWaiter),
  ],
  targets: [{ subject: 'greenlets, sleep', against: null, unit: 'B', bound: 450, kind: 'most' }],
};
