/**
 * Small applications: the seven realistic programs by which Effect measures itself (`benchmark/effect/comprehensive.ts`
 * of effect-smol, pull request 2360), with its sizes.
 */
import { spawn } from 'greenlets';
import { together } from '../../define.ts';
import { peer, timed } from '../../subjects.ts';
import type { Workload } from '../../workload.ts';
import { type App, RESULTS } from './domain.ts';
import { withGreenlets } from './greenlets.ts';
import { withPromises } from './native.ts';

const TITLES: Readonly<Record<App, string>> = {
  'app-pipeline': '100 requests one after another, through a cache, with errors to recover from',
  'app-fan-out': '100 requests, 16 at a time, of three fetches each',
  'app-jobs': '100 jobs through a bounded queue of 32 to 4 workers',
  'app-resilience': '100 calls that fail twice in three, retried under a time limit, raced with a replica',
  'app-connections': '100 queries under the 4 permits of a pool that is opened and closed',
  'app-gate': '25 workers that start together and are joined',
  'app-service': '100 requests by way of a queue of 32 to 3 workers with cache, retries and time limits',
};

/** Run the application so many times, and give what the last run gave. */
async function repeated(n: number, once: () => PromiseLike<unknown>): Promise<unknown> {
  let result: unknown;
  for (let i = 0; i < n; i++) result = await once();
  return result;
}

function application(name: App): Workload {
  return together({
    name,
    title: `Application: ${TITLES[name]} (Effect's own benchmark)`,
    what: 'one run of the whole',
    operations: 200,
    quick: 2,
    expected: () => RESULTS[name],
    rounds: 9,
    anchor: 'native await',
    subjects: [
      timed('greenlets', 'generators, Pool, Queue, Semaphore, withTimeout', (n) =>
        repeated(n, () => spawn(withGreenlets[name]).get()),
      ),
      timed('native await', 'promises; what loses a race or is late is not stopped', (n) =>
        repeated(n, withPromises[name]),
      ),
      peer('effect', 'with layers, typed errors, Queue, Semaphore, retry and timeout', { share: 0.25 }),
    ],
  });
}

export const applications: readonly Workload[] = (Object.keys(RESULTS) as App[]).map(application);
