import { Channel, spawn } from 'greenlets';
import { sumBelow, together } from '../define.ts';
import { AsyncQueue } from '../native.ts';
import { GO, inGevent, inGo, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

function* produce(channel: Channel<number>, n: number) {
  for (let i = 0; i < n; i++) yield* channel.put(i);
}

function* consume(channel: Channel<number>, n: number) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* channel.get();
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

export const workload: Workload = together({
  name: 'channel',
  title: 'Channel: a hand-off without a buffer',
  what: 'one item put and taken',
  operations: 100_000,
  quick: 1000,
  expected: sumBelow,
  anchor: GO,
  subjects: [
    timed('greenlets', 'Channel', (n) => {
      const channel = new Channel<number>();
      spawn(produce, channel, n);
      return spawn(consume, channel, n).get();
    }),
    timed('native await', 'a queue of promises with no room; put goes on when its item was taken', async (n) => {
      const queue = new AsyncQueue<number>(0);
      const [sum] = await Promise.all([consumeAsync(queue, n), produceAsync(queue, n)]);
      return sum;
    }),
    ...inGo('make(chan int)'),
    inGevent('gevent.queue.Channel', { share: 0.2 }),
  ],
});
