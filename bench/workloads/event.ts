import { Event, joinall, sleep, spawn } from 'greenlets';
import { itself, together } from '../define.ts';
import { type Bare, pause, runAll } from '../floor.ts';
import { Deferred } from '../native.ts';
import { inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

const WAITERS = 1000;

/** How often somebody was woken. */
let woken = 0;

const counted = (): number => woken;

/** So many waiters, each made by `start`. */
function crowd<T>(n: number, start: (rounds: number) => T): T[] {
  woken = 0;
  return Array.from({ length: WAITERS }, () => start(n / WAITERS));
}

function* bare(rounds: number): Bare {
  for (let i = 0; i < rounds; i++) yield* pause;
  woken += rounds;
}

function* waiter(event: Event, rounds: number) {
  for (let i = 0; i < rounds; i++) yield* event.wait();
  woken += rounds;
}

/** Everybody waits again before this one goes on: it stands behind them in the run queue. */
function* setter(event: Event, rounds: number) {
  for (let i = 0; i < rounds; i++) {
    yield* sleep(0);
    event.set();
    event.clear();
  }
}

interface Round {
  next: Deferred<void>;
}

async function asyncWaiter(round: Round, rounds: number): Promise<void> {
  for (let i = 0; i < rounds; i++) await round.next.promise;
  woken += rounds;
}

async function asyncSetter(round: Round, rounds: number): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    const { next } = round;
    round.next = new Deferred();
    next.resolve();
    await next.promise;
  }
}

export const workload: Workload = together({
  name: 'event',
  title: 'Event fan-out: one sets, 1,000 wait',
  what: 'one waiter woken',
  operations: 200_000,
  quick: 2000,
  expected: itself,
  anchor: 'native await',
  selected: true,
  subjects: [
    timed('floor', 'bare generators resumed in turn', (n) => {
      runAll(crowd(n, bare));
      return counted;
    }),
    timed('greenlets', 'Event', async (n) => {
      const event = new Event();
      const waiters = crowd(n, (rounds) => spawn(waiter, event, rounds));
      spawn(setter, event, n / WAITERS);
      await joinall(waiters);
      return counted;
    }),
    timed('native await', 'all await one promise, a new one for each round', async (n) => {
      const round: Round = { next: new Deferred() };
      const waiters = crowd(n, (rounds) => asyncWaiter(round, rounds));
      await asyncSetter(round, n / WAITERS);
      await Promise.all(waiters);
      return counted;
    }),
    ...inGo('a channel that is closed, a new one for each round'),
    peer('co', 'all yield one promise, a new one for each round'),
    peer('bluebird', 'all yield one promise, a new one for each round'),
    peer('redux-saga', 'take from a multicastChannel', { share: 0.25 }),
    peer('effection', 'next() of a subscription to a signal', { share: 0.05 }),
    peer('effect', 'Deferred.await, a new one for each round', { share: 0.25 }),
    inGevent('gevent.event.Event', { share: 0.25 }),
    inAsyncio('asyncio.Event', { share: 0.25 }),
  ],
});
