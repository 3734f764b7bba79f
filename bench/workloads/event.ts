import { Event, joinall, sleep, spawn } from 'greenlets';
import { type Bare, pause, runAll } from '../floor.ts';
import { Deferred } from '../native.ts';
import { timed, type Workload } from '../workload.ts';

const WAITERS = 1000;

function* bare(rounds: number): Bare {
  for (let i = 0; i < rounds; i++) yield* pause;
}

function* waiter(event: Event, rounds: number) {
  for (let i = 0; i < rounds; i++) yield* event.wait();
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
}

async function asyncSetter(round: Round, rounds: number): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    const { next } = round;
    round.next = new Deferred();
    next.resolve();
    await next.promise;
  }
}

export const workload: Workload = {
  name: 'event',
  title: 'Event fan-out: one sets, 1,000 wait',
  what: 'one waiter woken',
  unit: 'ns',
  operations: 200_000,
  processes: 'together',
  rounds: 11,
  semiSpace: 16,
  anchor: 'native await',
  selected: true,
  subjects: [
    timed('floor', 'bare generators resumed in turn', (n) => {
      runAll(Array.from({ length: WAITERS }, () => bare(n / WAITERS)));
    }),
    timed('greenlets', 'Event', async (n) => {
      const event = new Event();
      const waiters = Array.from({ length: WAITERS }, () => spawn(waiter, event, n / WAITERS));
      spawn(setter, event, n / WAITERS);
      await joinall(waiters);
    }),
    timed('native await', 'all await one promise, a new one for each round', async (n) => {
      const round: Round = { next: new Deferred() };
      const waiters = Array.from({ length: WAITERS }, () => asyncWaiter(round, n / WAITERS));
      await asyncSetter(round, n / WAITERS);
      await Promise.all(waiters);
    }),
  ],
  targets: [],
};
