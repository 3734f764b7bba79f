import { joinall, sleep, spawn } from 'greenlets';
import { itself, together } from '../define.ts';
import { type Bare, pause, runAll } from '../floor.ts';
import { GO, inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

const COROUTINES = 100;
const resolved = Promise.resolve();

/** How often all have given way: each adds its own count at its end. */
let switches = 0;

function* bare(times: number): Bare {
  for (let i = 0; i < times; i++) yield* pause;
  switches += times;
}

function* switching(times: number) {
  for (let i = 0; i < times; i++) yield* sleep(0);
  switches += times;
}

async function awaiting(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await resolved;
  switches += times;
}

/** So many of what `start` gives. */
function crowd<T>(n: number, start: (times: number) => T): T[] {
  switches = 0;
  return Array.from({ length: COROUTINES }, () => start(n / COROUTINES));
}

const counted = (): number => switches;

export const workload: Workload = together({
  name: 'switch',
  title: 'Switch: 100 coroutines that give way in turn',
  what: 'one sleep(0), or one await of a resolved promise',
  operations: 400_000,
  quick: 1000,
  expected: itself,
  anchor: 'native await',
  selected: true,
  subjects: [
    timed('floor', 'bare generators under a loop', (n) => {
      runAll(crowd(n, bare));
      return counted;
    }),
    timed('greenlets', 'yield* sleep(0)', async (n) => {
      await joinall(crowd(n, (times) => spawn(switching, times)));
      return counted;
    }),
    timed('native await', 'await of one resolved promise; lets neither timers nor sockets in', async (n) => {
      await Promise.all(crowd(n, awaiting));
      return counted;
    }),
    ...inGo('runtime.Gosched'),
    peer('co', 'yield of one resolved promise; lets nothing else in'),
    peer('bluebird', 'yield of one resolved promise in a coroutine; lets nothing else in'),
    peer('redux-saga', 'yield of one resolved promise in a forked saga; lets nothing else in', { share: 0.25 }),
    peer('effection', 'until(resolved): its sleep(0) is a timer; lets nothing else in', { share: 0.1 }),
    peer('effect', 'Effect.yieldNow: lets timers and sockets in after 2,048 operations', { share: 0.25 }),
    inGevent('gevent.sleep(0)', { share: 0.25 }),
    inAsyncio('asyncio.sleep(0)', { share: 0.25 }),
  ],
  targets: [
    { subject: 'greenlets', against: 'native await', unit: 'ns', bound: 1, kind: 'most' },
    { subject: 'greenlets', against: GO, unit: 'ns', bound: 0.6, kind: 'most' },
    { subject: 'greenlets', against: 'floor', unit: 'ns', bound: 2, kind: 'most' },
  ],
});
