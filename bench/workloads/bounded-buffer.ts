import { type Coroutine, joinall, Queue, spawn } from 'greenlets';
import { sumBelow, together } from '../define.ts';
import { AsyncQueue } from '../native.ts';
import { GO, inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

const PRODUCERS = 40;
const CONSUMERS = 40;
const BUFFER = 50;

/** Its share of the numbers below `n`: every fortieth. */
function* producer(buffer: Queue<number>, first: number, n: number): Coroutine<void> {
  for (let i = first; i < n; i += PRODUCERS) yield* buffer.put(i);
}

function* consumer(buffer: Queue<number>, times: number): Coroutine<number> {
  let sum = 0;
  for (let i = 0; i < times; i++) sum += yield* buffer.get();
  return sum;
}

async function asyncProducer(buffer: AsyncQueue<number>, first: number, n: number): Promise<void> {
  for (let i = first; i < n; i += PRODUCERS) await buffer.put(i);
}

async function asyncConsumer(buffer: AsyncQueue<number>, times: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < times; i++) sum += await buffer.get();
  return sum;
}

/** So many of what `start` gives. */
function crowd<T>(size: number, start: (index: number) => T): T[] {
  return Array.from({ length: size }, (_, index) => start(index));
}

export const workload: Workload = together({
  name: 'bounded-buffer',
  title: 'Bounded buffer: 40 producers, 40 consumers, 50 places (Savina, without its computations)',
  what: 'one item put and taken',
  operations: 40_000,
  quick: 400,
  expected: sumBelow,
  anchor: GO,
  subjects: [
    timed('greenlets', 'Queue(50)', async (n) => {
      const buffer = new Queue<number>(BUFFER);
      crowd(PRODUCERS, (first) => spawn(producer, buffer, first, n));
      const consumers = crowd(CONSUMERS, () => spawn(consumer, buffer, n / CONSUMERS));
      await joinall(consumers);
      return consumers.reduce((sum, { value }) => sum + (value as number), 0);
    }),
    timed('native await', 'a bounded queue of arrays and promises', async (n) => {
      const buffer = new AsyncQueue<number>(BUFFER);
      for (let first = 0; first < PRODUCERS; first++) void asyncProducer(buffer, first, n);
      const sums = await Promise.all(crowd(CONSUMERS, () => asyncConsumer(buffer, n / CONSUMERS)));
      return sums.reduce((sum, each) => sum + each, 0);
    }),
    ...inGo('make(chan int, 50)'),
    peer('co', 'a queue of native promises'),
    peer('bluebird', 'a queue of its own promises'),
    peer('effect', 'Queue.bounded(50)', { share: 0.25 }),
    inGevent('Queue(50)', { share: 0.5 }),
    inAsyncio('asyncio.Queue(50)', { share: 0.5 }),
  ],
});
