import { type Coroutine, type Greenlet, joinall, Queue, spawn } from 'greenlets';
import { sumBelow, together } from '../define.ts';
import { Mailbox } from '../native.ts';
import { GO, inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

/** Adds up what comes, so many times. */
function* worker(inbox: Queue<number>, messages: number): Coroutine<number> {
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += yield* inbox.get();
  return sum;
}

async function asyncWorker(inbox: Mailbox<number>, messages: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += await inbox.receive();
  return sum;
}

async function sumOf(workers: readonly Greenlet<number>[]): Promise<() => number> {
  await joinall(workers);
  return () => workers.reduce((sum, { value }) => sum + (value as number), 0);
}

async function sumOfPromises(workers: readonly Promise<number>[]): Promise<() => number> {
  const sums = await Promise.all(workers);
  return () => sums.reduce((sum, each) => sum + each, 0);
}

export const create: Workload = together({
  name: 'fork-join',
  title: 'Fork-join: 40,000 actors, one message each (Savina)',
  what: 'one actor made, sent its message, and joined',
  operations: 40_000,
  quick: 100,
  expected: sumBelow,
  anchor: GO,
  subjects: [
    timed('greenlets', 'a Queue for each', (n) => {
      const workers: Greenlet<number>[] = [];
      for (let i = 0; i < n; i++) {
        const inbox = new Queue<number>();
        workers.push(spawn(worker, inbox, 1));
        inbox.putNowait(i);
      }
      return sumOf(workers);
    }),
    timed('native await', 'a mailbox of promises for each', (n) => {
      const workers: Promise<number>[] = [];
      for (let i = 0; i < n; i++) {
        const inbox = new Mailbox<number>();
        workers.push(asyncWorker(inbox, 1));
        inbox.send(i);
      }
      return sumOfPromises(workers);
    }),
    ...inGo('a channel with one place for each'),
    peer('co', 'a mailbox of native promises for each'),
    peer('bluebird', 'a mailbox of its own promises for each'),
    peer('redux-saga', 'a channel for each', { share: 0.5 }),
    peer('effection', 'a queue for each', { share: 0.1 }),
    peer('effect', 'Queue.unbounded for each', { share: 0.5 }),
    inGevent('a Queue for each', { share: 0.5 }),
    inAsyncio('an asyncio.Queue for each', { share: 0.5 }),
  ],
});

const ACTORS = 60;

/** To each in turn, until each has its share; the sum is that of all numbers below `n`. */
function deal(n: number, send: (actor: number, message: number) => void): void {
  for (let i = 0; i < n; i++) send(i % ACTORS, i);
}

export const throughput: Workload = together({
  name: 'throughput',
  title: 'Fork-join throughput: 60 actors, 10,000 messages each (Savina)',
  what: 'one message sent and received; all are sent before any is received',
  operations: 600_000,
  quick: 600,
  expected: sumBelow,
  rounds: 7,
  warmUp: 2,
  anchor: GO,
  subjects: [
    timed('greenlets', 'a Queue for each; items that are there are taken without a switch', (n) => {
      const inboxes = Array.from({ length: ACTORS }, () => new Queue<number>());
      const workers = inboxes.map((inbox) => spawn(worker, inbox, n / ACTORS));
      deal(n, (actor, message) => inboxes[actor]!.putNowait(message));
      return sumOf(workers);
    }),
    timed('native await', 'a mailbox of promises for each', (n) => {
      const inboxes = Array.from({ length: ACTORS }, () => new Mailbox<number>());
      const workers = inboxes.map((inbox) => asyncWorker(inbox, n / ACTORS));
      deal(n, (actor, message) => inboxes[actor]!.send(message));
      return sumOfPromises(workers);
    }),
    ...inGo('a channel with 100 places for each: the sender waits when one is full'),
    peer('co', 'a mailbox of native promises for each', { share: 0.2 }),
    peer('bluebird', 'a mailbox of its own promises for each', { share: 0.2 }),
    peer('redux-saga', 'a channel with an expanding buffer for each', { share: 0.1 }),
    peer('effection', 'a queue for each', { share: 0.1 }),
    peer('effect', 'Queue.unbounded for each', { share: 0.1 }),
    inGevent('a Queue for each', { share: 0.2 }),
    inAsyncio('an asyncio.Queue for each', { share: 0.2 }),
  ],
});
