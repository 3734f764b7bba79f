import { joinall, Semaphore, sleep, spawn } from 'greenlets';
import { AsyncSemaphore } from '../native.ts';
import { timed, type Workload } from '../workload.ts';

const WORKERS = 100;
const PERMITS = 10;
const resolved = Promise.resolve();

function* worker(semaphore: Semaphore, times: number) {
  for (let i = 0; i < times; i++) {
    yield* semaphore.acquire();
    yield* sleep(0);
    semaphore.release();
  }
}

async function asyncWorker(semaphore: AsyncSemaphore, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await semaphore.acquire();
    await resolved;
    semaphore.release();
  }
}

export const workload: Workload = {
  name: 'semaphore',
  title: 'Semaphore(10) among 100',
  what: 'one permit acquired, kept over a switch, and released',
  unit: 'ns',
  operations: 100_000,
  processes: 'together',
  rounds: 11,
  semiSpace: 16,
  anchor: 'native await',
  selected: true,
  subjects: [
    timed('greenlets', 'Semaphore', async (n) => {
      const semaphore = new Semaphore(PERMITS);
      await joinall(Array.from({ length: WORKERS }, () => spawn(worker, semaphore, n / WORKERS)));
    }),
    timed('native await', 'a counter and an array of promises', async (n) => {
      const semaphore = new AsyncSemaphore(PERMITS);
      await Promise.all(Array.from({ length: WORKERS }, () => asyncWorker(semaphore, n / WORKERS)));
    }),
  ],
  targets: [],
};
