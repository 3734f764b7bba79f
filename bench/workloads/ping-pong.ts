import { type Coroutine, Queue, spawn } from 'greenlets';
import { itself, together } from '../define.ts';
import { Mailbox } from '../native.ts';
import { GO, inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

function* ping(n: number, inbox: Queue<number>, other: Queue<number>): Coroutine<number> {
  let last = 0;
  for (let i = 0; i < n; i++) {
    other.putNowait(last);
    last = yield* inbox.get();
  }
  return last;
}

function* pong(n: number, inbox: Queue<number>, other: Queue<number>): Coroutine<void> {
  for (let i = 0; i < n; i++) other.putNowait((yield* inbox.get()) + 1);
}

async function pingAsync(n: number, inbox: Mailbox<number>, other: Mailbox<number>): Promise<number> {
  let last = 0;
  for (let i = 0; i < n; i++) {
    other.send(last);
    last = await inbox.receive();
  }
  return last;
}

async function pongAsync(n: number, inbox: Mailbox<number>, other: Mailbox<number>): Promise<void> {
  for (let i = 0; i < n; i++) other.send((await inbox.receive()) + 1);
}

export const workload: Workload = together({
  name: 'ping-pong',
  title: 'Ping-pong: 40,000 times there and back (Savina)',
  what: 'one ping and its pong',
  operations: 40_000,
  quick: 100,
  expected: itself,
  anchor: GO,
  subjects: [
    timed('greenlets', 'a Queue for each', (n) => {
      const [left, right] = [new Queue<number>(), new Queue<number>()];
      spawn(pong, n, right, left);
      return spawn(ping, n, left, right).get();
    }),
    timed('native await', 'a mailbox of promises for each', (n) => {
      const [left, right] = [new Mailbox<number>(), new Mailbox<number>()];
      void pongAsync(n, right, left);
      return pingAsync(n, left, right);
    }),
    ...inGo('an unbuffered channel for each'),
    peer('co', 'a mailbox of native promises for each'),
    peer('bluebird', 'a mailbox of its own promises for each'),
    peer('redux-saga', 'a channel for each'),
    peer('effection', 'a queue for each', { share: 0.25 }),
    peer('effect', 'Queue.unbounded for each', { share: 0.25 }),
    inGevent('a Queue for each'),
    inAsyncio('an asyncio.Queue for each'),
  ],
});
