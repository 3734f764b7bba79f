import { type Coroutine, killall, Queue, spawn } from 'greenlets';
import { together } from '../define.ts';
import { type Bare, begin, pause, resume } from '../floor.ts';
import { Mailbox } from '../native.ts';
import { GO, inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

/** As the Benchmarks Game had it. */
const RING = 503;

interface Token {
  left: number;
  winner: number;
}

function* bareNode(name: number, token: Token): Bare {
  for (;;) {
    if (token.left === 0) token.winner = name;
    token.left--;
    yield* pause;
  }
}

function floor(n: number): number {
  const token: Token = { left: n, winner: 0 };
  const ring = Array.from({ length: RING }, (_, i) => bareNode(i + 1, token));
  // Each begins as the token comes by for the first time.
  for (let i = 0; i < RING && token.winner === 0; i++) begin(ring[i]!);
  for (let i = 0; token.winner === 0; i = (i + 1) % RING) resume(ring[i]!);
  return token.winner;
}

function* node(name: number, inbox: Queue<number>, next: Queue<number>, done: Queue<number>): Coroutine<void> {
  for (;;) {
    const left = yield* inbox.get();
    if (left === 0) return done.putNowait(name);
    next.putNowait(left - 1);
  }
}

async function asyncNode(inbox: Mailbox<number>, next: Mailbox<number>, win: () => void): Promise<void> {
  for (;;) {
    const left = await inbox.receive();
    if (left === 0) return win();
    next.send(left - 1);
  }
}

export const workload: Workload = together({
  name: 'thread-ring',
  title: 'Thread-ring: a token goes round 503 (Benchmarks Game)',
  what: 'one pass of the token; 1,000 passes end at 498',
  operations: 400_000,
  quick: 1000,
  expected: (n) => (n % RING) + 1,
  anchor: GO,
  selected: true,
  subjects: [
    timed('floor', 'bare generators resumed in turn', floor),
    timed('greenlets', 'a Queue for each', async (n) => {
      const done = new Queue<number>();
      const inboxes = Array.from({ length: RING }, () => new Queue<number>());
      const ring = inboxes.map((inbox, i) => spawn(node, i + 1, inbox, inboxes[(i + 1) % RING]!, done));
      inboxes[0]!.putNowait(n);
      const winner = await done.get();
      await killall(ring);
      return winner;
    }),
    timed('native await', 'a mailbox of promises for each; those left over are garbage', (n) => {
      const inboxes = Array.from({ length: RING }, () => new Mailbox<number>());
      return new Promise((resolve) => {
        inboxes.forEach((inbox, i) => void asyncNode(inbox, inboxes[(i + 1) % RING]!, () => resolve(i + 1)));
        inboxes[0]!.send(n);
      });
    }),
    ...inGo('an unbuffered channel for each'),
    peer('co', 'a mailbox of native promises for each'),
    peer('bluebird', 'a mailbox of its own promises for each'),
    peer('redux-saga', 'a channel for each', { share: 0.25 }),
    peer('effection', 'a queue for each', { share: 0.1 }),
    peer('effect', 'Queue.unbounded for each', { share: 0.1 }),
    inGevent('a Queue for each', { share: 0.25 }),
    inAsyncio('an asyncio.Queue for each', { share: 0.25 }),
  ],
});
