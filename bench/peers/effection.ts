/**
 * effection: structured concurrency on generators. Its `sleep(0)` is a timer; to give way a program waits for a resolved
 * promise. Its queues have no limit, and it has no semaphore.
 */
import {
  createQueue,
  createSignal,
  each,
  on,
  type Operation,
  type Queue,
  race,
  run,
  type Signal,
  sleep,
  spawn,
  suspend,
  type Task,
  until,
  withResolvers,
} from 'effection';
import { bothCrews, type Creature, type MeetingPlace } from '../chameneos.ts';
import type { Park, Programs } from '../program.ts';
import { Tracker } from '../tracker.ts';

type Inbox = Queue<number, never>;

const resolved = Promise.resolve();

function makeInbox(): Inbox {
  return createQueue<number, never>();
}

function* receive(inbox: Inbox): Operation<number> {
  return (yield* inbox.next()).value;
}

/** Spawn `n` operations and give the sum of what they return. */
function* crowd(n: number, start: (i: number) => Operation<number>): Operation<number> {
  const tasks: Task<number>[] = [];
  for (let i = 0; i < n; i++) tasks.push(yield* spawn(() => start(i)));
  let sum = 0;
  for (const task of tasks) sum += yield* task;
  return sum;
}

function* switching(times: number): Operation<number> {
  for (let i = 0; i < times; i++) yield* until(resolved);
  return times;
}

function* child(i: number): Operation<number> {
  return i;
}

let cleaned = 0;

function* victim(): Operation<void> {
  try {
    yield* suspend();
  } finally {
    cleaned++;
  }
}

function* kill(n: number): Operation<number> {
  cleaned = 0;
  const tasks: Task<void>[] = [];
  for (let i = 0; i < n; i++) tasks.push(yield* spawn(victim));
  yield* until(resolved);
  for (const task of tasks) yield* task.halt();
  return cleaned;
}

function* body(): Operation<number> {
  return 1;
}

function* late(): Operation<number> {
  yield* sleep(1000);
  return 0;
}

function* limited(n: number): Operation<number> {
  let done = 0;
  for (let i = 0; i < n; i++) done += yield* race([body(), late()]);
  return done;
}

function* waiter(signal: Signal<void, never>, rounds: number): Operation<number> {
  const subscription = yield* signal;
  for (let i = 0; i < rounds; i++) yield* subscription.next();
  return rounds;
}

function* event(n: number): Operation<number> {
  const signal = createSignal<void, never>();
  const tasks: Task<number>[] = [];
  for (let i = 0; i < 1000; i++) tasks.push(yield* spawn(() => waiter(signal, n / 1000)));
  for (let i = 0; i < n / 1000; i++) {
    yield* until(resolved);
    signal.send();
  }
  let sum = 0;
  for (const task of tasks) sum += yield* task;
  return sum;
}

function* skynet(number: number, size: number): Operation<number> {
  if (size === 1) return number;
  const part = size / 10;
  return yield* crowd(10, (i) => skynet(number + i * part, part));
}

function* node(name: number, inbox: Inbox, next: Inbox, done: Inbox): Operation<void> {
  for (;;) {
    const left = yield* receive(inbox);
    if (left === 0) return done.add(name);
    next.add(left - 1);
  }
}

/** The ring is halted when this returns: it owns what it has spawned. */
function* threadRing(n: number): Operation<number> {
  const done = makeInbox();
  const inboxes = Array.from({ length: 503 }, makeInbox);
  for (const [i, inbox] of inboxes.entries()) {
    yield* spawn(() => node(i + 1, inbox, inboxes[(i + 1) % 503]!, done));
  }
  inboxes[0]!.add(n);
  return yield* receive(done);
}

function* life(creature: Creature<Inbox>, place: MeetingPlace<Inbox>): Operation<number> {
  for (;;) {
    const other = place.come(creature);
    if (other === undefined) return 0;
    if (other === null) {
      creature.meet(yield* receive(creature.inbox));
    } else {
      const { card } = other;
      other.inbox.add(creature.card);
      creature.meet(card);
    }
  }
}

function* pong(n: number, inbox: Inbox, other: Inbox): Operation<void> {
  for (let i = 0; i < n; i++) other.add((yield* receive(inbox)) + 1);
}

function* pingPong(n: number): Operation<number> {
  const [left, right] = [makeInbox(), makeInbox()];
  yield* spawn(() => pong(n, right, left));
  let last = 0;
  for (let i = 0; i < n; i++) {
    right.add(last);
    last = yield* receive(left);
  }
  return last;
}

function* worker(inbox: Inbox, messages: number): Operation<number> {
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += yield* receive(inbox);
  return sum;
}

function* forkJoin(n: number): Operation<number> {
  const workers: Task<number>[] = [];
  for (let i = 0; i < n; i++) {
    const inbox = makeInbox();
    workers.push(yield* spawn(() => worker(inbox, 1)));
    inbox.add(i);
  }
  let sum = 0;
  for (const each of workers) sum += yield* each;
  return sum;
}

function* throughput(n: number): Operation<number> {
  const inboxes = Array.from({ length: 60 }, makeInbox);
  for (let i = 0; i < n; i++) inboxes[i % 60]!.add(i);
  return yield* crowd(60, (i) => worker(inboxes[i]!, n / 60));
}

let waits = 0;

function* recurse(depth: number): Operation<void> {
  if (depth > 1) return yield* recurse(depth - 1);
  for (let i = 0; i < 100; i++, waits++) yield* until(Promise.resolve());
}

/** One level of the chain: each event is dispatched to the next target; the last level counts. */
function* level(targets: readonly EventTarget[], i: number, done: (count: number) => void): Operation<void> {
  const next = targets[i + 1];
  if (next !== undefined) yield* spawn(() => level(targets, i + 1, done));
  let count = 0;
  for (const _ of yield* each(on(targets[i]!, 'foo'))) {
    count++;
    if (next !== undefined) next.dispatchEvent(new Event('foo'));
    else if (count === 100) done(count);
    yield* each.next();
  }
}

function* events(): Operation<number> {
  const targets = Array.from({ length: 100 }, () => new EventTarget());
  const { operation, resolve } = withResolvers<number>();
  const chain = yield* spawn(() => level(targets, 0, resolve));
  for (let i = 0; i < 100; i++) {
    yield* sleep(0);
    targets[0]!.dispatchEvent(new Event('foo'));
  }
  const count = yield* operation;
  yield* chain.halt();
  return count;
}

function* task(depth: number, tracker: Tracker): Operation<void> {
  tracker.allocate();
  try {
    if (depth > 1) yield* spawn(() => task(depth - 1, tracker));
    yield* suspend();
  } finally {
    tracker.release();
  }
}

function* cancellation(n: number): Operation<Tracker['counts']> {
  const { operation, resolve } = withResolvers<void>();
  const tracker = new Tracker(n, resolve);
  const root = yield* spawn(function* () {
    for (let i = 0; i < n / 10; i++) yield* spawn(() => task(10, tracker));
    yield* suspend();
  });
  yield* operation;
  yield* root.halt();
  return tracker.counts;
}

export const programs: Programs = {
  switch: (n) => run(() => crowd(100, () => switching(n / 100))),
  spawn: (n) => run(() => crowd(n, child)),
  kill: (n) => run(() => kill(n)),
  timer: (n) => run(() => limited(n)),
  event: (n) => run(() => event(n)),
  skynet100k: (n) => run(() => skynet(0, n)),
  'thread-ring': (n) => run(() => threadRing(n)),
  chameneos: (n) =>
    bothCrews(n, makeInbox, (creatures, place) =>
      run(() => crowd(creatures.length, (i) => life(creatures[i]!, place))),
    ),
  'ping-pong': (n) => run(() => pingPong(n)),
  'fork-join': (n) => run(() => forkJoin(n)),
  throughput: (n) => run(() => throughput(n)),
  recursion: async (n) => {
    waits = 0;
    for (let i = 0; i < n; i++) await run(() => recurse(100));
    return waits;
  },
  events: (n) => run(() => crowd(n, events)),
  cancellation: (n) => run(() => cancellation(n)),
};

export const park: Park = (arrived) =>
  run(function* () {
    arrived();
    yield* suspend();
  });
