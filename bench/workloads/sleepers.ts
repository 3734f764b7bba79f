import { type Greenlet, joinall, sleep, spawn } from 'greenlets';
import { itself } from '../define.ts';
import { inGo, measured, peakRss } from '../subjects.ts';
import type { Subject, Workload } from '../workload.ts';

const SECOND = 1000;

function* sleeper() {
  yield* sleep(SECOND);
  rested++;
}

async function asyncSleeper(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, SECOND));
  rested++;
}

/** How many have slept. */
let rested = 0;

/** The time for the whole, and what the process has grown by for each. */
function whole(name: string, note: string, body: (n: number) => Promise<unknown>): Subject {
  return measured(name, note, async ({ operations }) => {
    rested = 0;
    const before = process.memoryUsage.rss();
    await body(operations);
    return { bytes: (peakRss() - before) / operations, result: rested };
  });
}

export const workload: Workload = {
  name: 'sleepers',
  title: '1,000,000 sleepers of 1 s',
  what: 'all of them, start to end; B: growth of peak RSS for each',
  unit: 'ms',
  operations: 1_000_000,
  quick: 100,
  expected: itself,
  processes: 'apart',
  rounds: 5,
  semiSpace: 16,
  anchor: 'native await',
  selected: true,
  subjects: [
    whole('greenlets', 'a greenlet for each, in sleep(1000); joinall', async (n) => {
      const all: Greenlet<void>[] = [];
      for (let i = 0; i < n; i++) all.push(spawn(sleeper));
      await joinall(all);
    }),
    whole('native await', 'an async function for each, awaiting a setTimeout; Promise.all', async (n) => {
      const all: Promise<void>[] = [];
      for (let i = 0; i < n; i++) all.push(asyncSleeper());
      await Promise.all(all);
    }),
    ...inGo('a goroutine for each, in time.Sleep', { slow: true, memory: true }),
  ],
  targets: [
    { subject: 'greenlets', against: 'native await', unit: 'ms', bound: 0.75, kind: 'most' },
    { subject: 'greenlets', against: null, unit: 'B', bound: 450, kind: 'most' },
  ],
};
