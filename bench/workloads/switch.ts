import { sleep, spawn, joinall } from 'greenlets';
import { type Bare, pause, runAll } from '../floor.ts';
import { GO, inGo, timed, type Workload } from '../workload.ts';

const GREENLETS = 100;
const resolved = Promise.resolve();

function* bare(times: number): Bare {
  for (let i = 0; i < times; i++) yield* pause;
}

function* switching(times: number) {
  for (let i = 0; i < times; i++) yield* sleep(0);
}

async function awaiting(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await resolved;
}

export const workload: Workload = {
  name: 'switch',
  title: 'Switch: 100 coroutines that give way in turn',
  what: 'one sleep(0), or one await of a resolved promise',
  unit: 'ns',
  operations: 400_000,
  processes: 'together',
  rounds: 11,
  semiSpace: 16,
  anchor: 'native await',
  selected: true,
  subjects: [
    timed('floor', 'bare generators under a loop', (n) => {
      runAll(Array.from({ length: GREENLETS }, () => bare(n / GREENLETS)));
    }),
    timed('greenlets', 'yield* sleep(0)', async (n) => {
      await joinall(Array.from({ length: GREENLETS }, () => spawn(switching, n / GREENLETS)));
    }),
    timed('native await', 'await of one resolved promise; lets neither timers nor sockets in', async (n) => {
      await Promise.all(Array.from({ length: GREENLETS }, () => awaiting(n / GREENLETS)));
    }),
    inGo('gosched', 'runtime.Gosched'),
  ],
  targets: [
    { subject: 'greenlets', against: 'native await', unit: 'ns', bound: 1, kind: 'most' },
    { subject: 'greenlets', against: GO, unit: 'ns', bound: 0.6, kind: 'most' },
    { subject: 'greenlets', against: 'floor', unit: 'ns', bound: 2, kind: 'most' },
  ],
};
