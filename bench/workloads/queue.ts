import { Queue, spawn } from 'greenlets';
import { sumBelow, together } from '../define.ts';
import { type Bare, begin, pause, resume } from '../floor.ts';
import { AsyncQueue } from '../native.ts';
import { GO, inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

function* produce(queue: Queue<number>, n: number) {
  for (let i = 0; i < n; i++) yield* queue.put(i);
}

function* consume(queue: Queue<number>, n: number) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* queue.get();
  return sum;
}

async function produceAsync(queue: AsyncQueue<number>, n: number): Promise<void> {
  for (let i = 0; i < n; i++) await queue.put(i);
}

async function consumeAsync(queue: AsyncQueue<number>, n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await queue.get();
  return sum;
}

/** Items in an array of fixed size, all put before any is taken. */
interface Slots {
  readonly items: number[];
  used: number;
}

function* fill(slots: Slots, n: number): Bare {
  const { items } = slots;
  for (let i = 0; i < n; i++) {
    if (slots.used === items.length) yield* pause;
    items[slots.used++] = i;
  }
}

function* empty(slots: Slots, n: number, done: (sum: number) => void): Bare {
  let sum = 0;
  for (let taken = 0; taken < n;) {
    yield* pause;
    for (let i = 0; i < slots.used; i++) sum += slots.items[i]!;
    taken += slots.used;
    slots.used = 0;
  }
  done(sum);
}

/** The fewest switches that a hand-off needs: the producer to full slots, the consumer to empty ones. */
function floor(size: number, n: number): number {
  const slots: Slots = { items: new Array<number>(size).fill(0), used: 0 };
  let sum = 0;
  const consumer = empty(slots, n, (total) => (sum = total));
  const producer = fill(slots, n);
  begin(consumer);
  begin(producer);
  while (!resume(consumer)) resume(producer);
  return sum;
}

function queueOf(size: number, target: number): Workload {
  return together({
    name: `queue${size}`,
    title: `Queue(${size}): one producer, one consumer`,
    what: 'one item put and taken',
    operations: 100_000,
    quick: 1000,
    expected: sumBelow,
    anchor: GO,
    selected: true,
    subjects: [
      timed('floor', 'two bare generators and an array', (n) => floor(size, n)),
      timed('greenlets', `Queue(${size})`, (n) => {
        const queue = new Queue<number>(size);
        spawn(produce, queue, n);
        return spawn(consume, queue, n).get();
      }),
      timed('native await', 'a bounded queue of arrays and promises', async (n) => {
        const queue = new AsyncQueue<number>(size);
        const [, sum] = await Promise.all([produceAsync(queue, n), consumeAsync(queue, n)]);
        return sum;
      }),
      ...inGo(`make(chan int, ${size})`),
      peer('co', 'it has none: a queue of arrays and native promises'),
      peer('bluebird', 'it has none: the same with its own promises'),
      peer('effect', `Queue.bounded(${size})`, { share: 0.2 }),
      inGevent(`gevent.queue.Queue(${size})`, { share: 0.2 }),
      inAsyncio(`asyncio.Queue(${size})`, { share: 0.2 }),
    ],
    targets: [{ subject: 'greenlets', against: GO, unit: 'ns', bound: target, kind: 'most' }],
  });
}

export const queue1: Workload = queueOf(1, 0.7);
export const queue100: Workload = queueOf(100, 0.8);
