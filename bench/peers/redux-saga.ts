/**
 * redux-saga without redux: `runSaga` and effects. Its channels buffer what nobody takes, and have no limit that makes
 * a sender wait.
 */
import { buffers, channel, type Channel, multicastChannel, runSaga, type Task } from 'redux-saga';
import { call, cancel, delay, fork, join, put, race, take } from 'redux-saga/effects';
import { bothCrews, type Creature, type MeetingPlace } from '../chameneos.ts';
import type { Park, Programs } from '../program.ts';
import { Tracker } from '../tracker.ts';

/** A saga: what comes out of its yields has no type. */
type Saga<T = void> = Generator<unknown, T, never>;

/** What can be put on a channel is never bare `null` or `undefined`: numbers travel as they are. */
type Inbox = Channel<number>;

const resolved = Promise.resolve();

function run<A extends unknown[], T>(saga: (...args: A) => Saga<T>, ...args: A): Promise<T> {
  return runSaga({}, saga as (...args: A) => Saga<T>, ...args).toPromise() as Promise<T>;
}

function total(sums: readonly number[]): number {
  return sums.reduce((sum, each) => sum + each, 0);
}

function makeInbox(): Inbox {
  return channel<number>(buffers.expanding(4));
}

/** Fork `saga` so many times and give what all return. */
function* crowd<A extends unknown[]>(
  n: number,
  saga: (...args: A) => Saga<number>,
  args: (i: number) => A,
): Saga<number[]> {
  const tasks: Task[] = [];
  for (let i = 0; i < n; i++) tasks.push(yield fork(saga, ...args(i)));
  return yield join(tasks);
}

function* switching(times: number): Saga<number> {
  for (let i = 0; i < times; i++) yield resolved;
  return times;
}

function* child(i: number): Saga<number> {
  return i;
}

let cleaned = 0;

function* victim(never: Inbox): Saga {
  try {
    yield take(never);
  } finally {
    cleaned++;
  }
}

function* kill(n: number): Saga<number> {
  cleaned = 0;
  const never = makeInbox();
  const tasks: Task[] = [];
  for (let i = 0; i < n; i++) tasks.push(yield fork(victim, never));
  yield cancel(tasks);
  return cleaned;
}

function* body(): Saga<number> {
  return 1;
}

function* limited(n: number): Saga<number> {
  let done = 0;
  for (let i = 0; i < n; i++) {
    const { result }: { result: number } = yield race({ result: call(body), late: delay(1000) });
    done += result;
  }
  return done;
}

function* waiter(events: Channel<{ type: string }>, rounds: number): Saga<number> {
  for (let i = 0; i < rounds; i++) yield take(events as never, '*');
  return rounds;
}

/** A multicast channel hands each message to whoever takes at that moment: all of them, after a turn of the others. */
function* event(n: number): Saga<number> {
  const events = multicastChannel<{ type: string }>();
  const tasks: Task[] = [];
  for (let i = 0; i < 1000; i++) tasks.push(yield fork(waiter, events as never, n / 1000));
  for (let i = 0; i < n / 1000; i++) yield put(events, { type: 'set' });
  const rounds: number[] = yield join(tasks);
  return total(rounds);
}

function* skynet(number: number, size: number): Saga<number> {
  if (size === 1) return number;
  const part = size / 10;
  const sums: number[] = yield* crowd<[number, number]>(10, skynet, (i) => [number + i * part, part]);
  return total(sums);
}

function* node(name: number, inbox: Inbox, next: Inbox, done: Inbox): Saga {
  for (;;) {
    const left: number = yield take(inbox);
    if (left === 0) return yield put(done, name);
    yield put(next, left - 1);
  }
}

function* threadRing(n: number): Saga<number> {
  const done = makeInbox();
  const inboxes = Array.from({ length: 503 }, makeInbox);
  const ring: Task[] = [];
  for (const [i, inbox] of inboxes.entries()) {
    ring.push(yield fork(node, i + 1, inbox, inboxes[(i + 1) % 503]!, done));
  }
  yield put(inboxes[0]!, n);
  const winner: number = yield take(done);
  yield cancel(ring);
  return winner;
}

function* life(creature: Creature<Inbox>, place: MeetingPlace<Inbox>): Saga {
  for (;;) {
    const other = place.come(creature);
    if (other === undefined) return;
    if (other === null) {
      creature.meet(yield take(creature.inbox));
    } else {
      const { card } = other;
      yield put(other.inbox, creature.card);
      creature.meet(card);
    }
  }
}

function* crew(creatures: readonly Creature<Inbox>[], place: MeetingPlace<Inbox>): Saga {
  // A saga ends when all that it has forked have.
  for (const creature of creatures) yield fork(life, creature, place);
}

function* pong(n: number, inbox: Inbox, other: Inbox): Saga {
  for (let i = 0; i < n; i++) {
    const message: number = yield take(inbox);
    yield put(other, message + 1);
  }
}

function* pingPong(n: number): Saga<number> {
  const [left, right] = [makeInbox(), makeInbox()];
  yield fork(pong, n, right, left);
  let last = 0;
  for (let i = 0; i < n; i++) {
    yield put(right, last);
    last = yield take(left);
  }
  return last;
}

function* worker(inbox: Inbox, messages: number): Saga<number> {
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += yield take(inbox);
  return sum;
}

function* forkJoin(n: number): Saga<number> {
  const workers: Task[] = [];
  for (let i = 0; i < n; i++) {
    const inbox = makeInbox();
    workers.push(yield fork(worker, inbox, 1));
    yield put(inbox, i);
  }
  const values: number[] = yield join(workers);
  return total(values);
}

function* throughput(n: number): Saga<number> {
  const inboxes = Array.from({ length: 60 }, makeInbox);
  for (let i = 0; i < n; i++) yield put(inboxes[i % 60]!, i);
  const sums: number[] = yield* crowd<[Inbox, number]>(60, worker, (i) => [inboxes[i]!, n / 60]);
  return total(sums);
}

let waits = 0;

function* recurse(depth: number): Saga {
  if (depth > 1) return yield call(recurse, depth - 1);
  for (let i = 0; i < 100; i++, waits++) yield Promise.resolve();
}

function* task(depth: number, tracker: Tracker, never: Inbox): Saga {
  tracker.allocate();
  try {
    if (depth > 1) yield fork(task, depth - 1, tracker, never);
    yield take(never);
  } finally {
    tracker.release();
  }
}

function* trees(tasks: number, tracker: Tracker, never: Inbox): Saga {
  for (let i = 0; i < tasks; i++) yield fork(task, 10, tracker, never);
}

function* cancellation(n: number): Saga<Tracker['counts']> {
  const tracker = new Tracker(n, () => undefined);
  // What is forked runs at once, up to its first wait: all have begun.
  const root: Task = yield fork(trees, n / 10, tracker, makeInbox());
  yield cancel(root);
  return tracker.counts;
}

export const programs: Programs = {
  switch: async (n) => total(await run(crowd<[number]>, 100, switching, () => [n / 100])),
  spawn: async (n) => {
    const values = await run(crowd<[number]>, n, child, (i) => [i]);
    return () => total(values);
  },
  kill: (n) => run(kill, n),
  timer: (n) => run(limited, n),
  event: (n) => run(event, n),
  skynet100k: (n) => run(skynet, 0, n),
  'thread-ring': (n) => run(threadRing, n),
  chameneos: (n) => bothCrews(n, makeInbox, (creatures, place) => run(crew, creatures, place)),
  'ping-pong': (n) => run(pingPong, n),
  'fork-join': (n) => run(forkJoin, n),
  throughput: (n) => run(throughput, n),
  recursion: async (n) => {
    waits = 0;
    for (let i = 0; i < n; i++) await run(recurse, 100);
    return waits;
  },
  cancellation: (n) => run(cancellation, n),
};

const parkedOn = makeInbox();

function* parking(arrived: () => void): Saga {
  arrived();
  yield take(parkedOn);
}

export const park: Park = (arrived) => runSaga({}, parking as (arrived: () => void) => Saga, arrived);
