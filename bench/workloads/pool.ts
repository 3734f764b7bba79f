import { Pool, sleep } from 'greenlets';
import { together } from '../define.ts';
import { mapLimited } from '../native.ts';
import { inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

const SIZE = 50;
const resolved = Promise.resolve();

function* double(i: number) {
  yield* sleep(0);
  return i * 2;
}

async function asyncDouble(i: number): Promise<number> {
  await resolved;
  return i * 2;
}

function numbers(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

function summed(doubles: readonly number[]): () => number {
  return () => doubles.reduce((sum, each) => sum + each, 0);
}

export const workload: Workload = together({
  name: 'pool',
  title: 'Pool(50).map over 20,000 items',
  what: 'one item mapped, with one switch in it',
  operations: 20_000,
  quick: 500,
  // The sum of the doubles, in order.
  expected: (n) => n * (n - 1),
  anchor: 'native await',
  selected: true,
  subjects: [
    timed('greenlets', 'Pool.map: a greenlet for each item', async (n) =>
      summed(await new Pool(SIZE).map(double, numbers(n))),
    ),
    timed(
      'native await',
      '50 runners that share an index: no coroutine for an item but the async function',
      async (n) => summed(await mapLimited(numbers(n), SIZE, asyncDouble)),
    ),
    ...inGo('50 goroutines that read from a channel'),
    peer('p-map', 'concurrency: 50'),
    peer('p-limit', 'pLimit(50).map'),
    peer('p-queue', 'addAll of a queue with concurrency: 50'),
    peer('bluebird', 'Promise.map with concurrency: 50; it begins them in no order'),
    peer('effect', 'Effect.forEach with concurrency: 50'),
    inGevent('gevent.pool.Pool(50).map', { share: 0.5 }),
    inAsyncio('gather under a Semaphore(50): a task for each item from the beginning', { share: 0.5 }),
  ],
});
