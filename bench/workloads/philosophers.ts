import { type Coroutine, joinall, Semaphore, sleep, spawn } from 'greenlets';
import { itself, together } from '../define.ts';
import { AsyncSemaphore } from '../native.ts';
import { GO, inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

const PHILOSOPHERS = 20;
const resolved = Promise.resolve();

/** How often they have eaten. */
let meals = 0;

const counted = (): number => meals;

/** The two forks of a philosopher, the lower number first: so nobody waits in a circle. */
function forksOf<Fork>(forks: readonly Fork[], seat: number): [first: Fork, second: Fork] {
  const next = (seat + 1) % PHILOSOPHERS;
  return [forks[Math.min(seat, next)]!, forks[Math.max(seat, next)]!];
}

function* philosopher(first: Semaphore, second: Semaphore, times: number): Coroutine<void> {
  for (let i = 0; i < times; i++) {
    yield* first.acquire();
    yield* second.acquire();
    yield* sleep(0);
    meals++;
    second.release();
    first.release();
  }
}

async function asyncPhilosopher(first: AsyncSemaphore, second: AsyncSemaphore, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await first.acquire();
    await second.acquire();
    await resolved;
    meals++;
    second.release();
    first.release();
  }
}

/** Seat them all. */
function table<Fork, T>(makeFork: () => Fork, sit: (first: Fork, second: Fork) => T): T[] {
  meals = 0;
  const forks = Array.from({ length: PHILOSOPHERS }, makeFork);
  return forks.map((_, seat) => sit(...forksOf(forks, seat)));
}

export const workload: Workload = together({
  name: 'philosophers',
  title: 'Dining philosophers: 20, 10,000 meals each (Savina, with forks that lock in place of an arbiter)',
  what: 'one meal: two forks taken, a switch, both put back',
  operations: 200_000,
  quick: 200,
  expected: itself,
  rounds: 7,
  warmUp: 2,
  anchor: GO,
  subjects: [
    timed('greenlets', 'a Semaphore(1) for each fork', async (n) => {
      await joinall(
        table(
          () => new Semaphore(1),
          (first, second) => spawn(philosopher, first, second, n / PHILOSOPHERS),
        ),
      );
      return counted;
    }),
    timed('native await', 'a counter and an array of promises for each fork', async (n) => {
      await Promise.all(
        table(
          () => new AsyncSemaphore(1),
          (first, second) => asyncPhilosopher(first, second, n / PHILOSOPHERS),
        ),
      );
      return counted;
    }),
    ...inGo('a sync.Mutex for each fork; eating is runtime.Gosched'),
    peer('co', 'a counter and an array of native promises for each fork'),
    peer('bluebird', 'the same with its own promises'),
    peer('effect', 'withPermits(1) of both forks', { share: 0.05 }),
    inGevent('gevent.lock.Semaphore for each fork', { share: 0.1 }),
    inAsyncio('asyncio.Lock for each fork', { share: 0.1 }),
  ],
});
