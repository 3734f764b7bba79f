import { joinall, Semaphore, sleep, spawn } from 'greenlets';
import { together } from '../define.ts';
import { AsyncSemaphore } from '../native.ts';
import { Room } from '../room.ts';
import { inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

const WORKERS = 100;
const PERMITS = 10;
const resolved = Promise.resolve();

function* worker(semaphore: Semaphore, room: Room, times: number) {
  for (let i = 0; i < times; i++) {
    yield* semaphore.acquire();
    room.enter();
    yield* sleep(0);
    room.leave();
    semaphore.release();
  }
}

async function asyncWorker(semaphore: AsyncSemaphore, room: Room, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await semaphore.acquire();
    room.enter();
    await resolved;
    room.leave();
    semaphore.release();
  }
}

export const workload: Workload = together({
  name: 'semaphore',
  title: 'Semaphore(10) among 100',
  what: 'one permit acquired, kept over a switch, and released',
  operations: 100_000,
  quick: 1000,
  expected: (n) => ({ entered: n, crowded: false }),
  anchor: 'native await',
  selected: true,
  subjects: [
    timed('greenlets', 'Semaphore', async (n) => {
      const semaphore = new Semaphore(PERMITS);
      const room = new Room(PERMITS);
      await joinall(Array.from({ length: WORKERS }, () => spawn(worker, semaphore, room, n / WORKERS)));
      return room.counts;
    }),
    timed('native await', 'a counter and an array of promises', async (n) => {
      const semaphore = new AsyncSemaphore(PERMITS);
      const room = new Room(PERMITS);
      await Promise.all(Array.from({ length: WORKERS }, () => asyncWorker(semaphore, room, n / WORKERS)));
      return room.counts;
    }),
    ...inGo('a channel with 10 places'),
    peer('co', 'it has none: a counter and an array of native promises'),
    peer('bluebird', 'it has none: the same with its own promises'),
    peer('p-limit', 'pLimit(10): a function runs under the permit'),
    peer('effect', 'withPermits(1) of a Semaphore', { share: 0.25 }),
    inGevent('gevent.lock.BoundedSemaphore', { share: 0.25 }),
    inAsyncio('asyncio.Semaphore', { share: 0.25 }),
  ],
});
