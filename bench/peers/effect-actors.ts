/** Classic programs in Effect: the Benchmarks Game, the sieve, Savina. */
import { Deferred, Effect, Fiber, Queue, Semaphore } from 'effect';
import { bothCrews, type Creature, type MeetingPlace } from '../chameneos.ts';
import type { Programs } from '../program.ts';
import { consume, crowd, type Inbox, produce, times, total } from './effect-shared.ts';

const threadRing = Effect.fnUntraced(function* (n: number) {
  const done = yield* Deferred.make<number>();
  const inboxes = yield* Effect.all(times(503, () => Queue.unbounded<number>()));
  const node = Effect.fnUntraced(function* (name: number, inbox: Inbox, next: Inbox) {
    for (;;) {
      const left = yield* Queue.take(inbox);
      if (left === 0) return yield* Deferred.succeed(done, name);
      Queue.offerUnsafe(next, left - 1);
    }
  });
  for (const [i, inbox] of inboxes.entries()) {
    yield* Effect.forkChild(node(i + 1, inbox, inboxes[(i + 1) % 503]!));
  }
  Queue.offerUnsafe(inboxes[0]!, n);
  return yield* Deferred.await(done);
});

const life = Effect.fnUntraced(function* (creature: Creature<Inbox>, place: MeetingPlace<Inbox>) {
  for (;;) {
    const other = place.come(creature);
    if (other === undefined) return;
    if (other === null) {
      creature.meet(yield* Queue.take(creature.inbox));
    } else {
      const { card } = other;
      Queue.offerUnsafe(other.inbox, creature.card);
      creature.meet(card);
    }
  }
});

const sieve = Effect.fnUntraced(function* (n: number) {
  const filter = Effect.fnUntraced(function* (from: Inbox, to: Inbox, prime: number) {
    for (;;) {
      const i = yield* Queue.take(from);
      if (i % prime !== 0) yield* Queue.offer(to, i);
    }
  });
  let source = yield* Queue.bounded<number>(1);
  let prime = 0;
  yield* Effect.forkChild(produce(source, 2, Infinity, 1));
  for (let i = 0; i < n; i++) {
    prime = yield* Queue.take(source);
    const next = yield* Queue.bounded<number>(1);
    yield* Effect.forkChild(filter(source, next, prime));
    source = next;
  }
  return prime;
});

const pingPong = Effect.fnUntraced(function* (n: number) {
  const left = yield* Queue.unbounded<number>();
  const right = yield* Queue.unbounded<number>();
  yield* Effect.forkChild(
    Effect.gen(function* () {
      for (let i = 0; i < n; i++) Queue.offerUnsafe(left, (yield* Queue.take(right)) + 1);
    }),
  );
  let last = 0;
  for (let i = 0; i < n; i++) {
    Queue.offerUnsafe(right, last);
    last = yield* Queue.take(left);
  }
  return last;
});

const forkJoin = Effect.fnUntraced(function* (n: number) {
  const workers: Fiber.Fiber<number>[] = [];
  for (let i = 0; i < n; i++) {
    const inbox = yield* Queue.unbounded<number>();
    workers.push(yield* Effect.forkChild(consume(inbox, 1)));
    Queue.offerUnsafe(inbox, i);
  }
  return total(yield* Fiber.joinAll(workers));
});

const throughput = Effect.fnUntraced(function* (n: number) {
  const inboxes = yield* Effect.all(times(60, () => Queue.unbounded<number>()));
  for (let i = 0; i < n; i++) Queue.offerUnsafe(inboxes[i % 60]!, i);
  return total(yield* crowd(inboxes.map((inbox) => consume(inbox, n / 60))));
});

const boundedBuffer = Effect.fnUntraced(function* (n: number) {
  const buffer = yield* Queue.bounded<number>(50);
  for (let first = 0; first < 40; first++) yield* Effect.forkChild(produce(buffer, first, n, 40));
  return total(yield* crowd(times(40, () => consume(buffer, n / 40))));
});

const philosophers = Effect.fnUntraced(function* (n: number) {
  const forks = yield* Effect.all(times(20, () => Semaphore.make(1)));
  const dine = Effect.fnUntraced(function* (first: Semaphore.Semaphore, second: Semaphore.Semaphore) {
    const meal = first.withPermits(1)(second.withPermits(1)(Effect.yieldNow));
    for (let i = 0; i < n / 20; i++) yield* meal;
    return n / 20;
  });
  const seats = times(20, (i) => [Math.min(i, (i + 1) % 20), Math.max(i, (i + 1) % 20)] as const);
  return total(yield* crowd(seats.map(([first, second]) => dine(forks[first]!, forks[second]!))));
});

const makeInbox = (): Inbox => Effect.runSync(Queue.unbounded<number>());

export const actors: Programs = {
  'thread-ring': (n) => Effect.runPromise(threadRing(n)),
  chameneos: (n) =>
    bothCrews(n, makeInbox, (creatures, place) =>
      Effect.runPromise(crowd(creatures.map((creature) => life(creature, place)))),
    ),
  sieve: (n) => Effect.runPromise(sieve(n)),
  'ping-pong': (n) => Effect.runPromise(pingPong(n)),
  'fork-join': (n) => Effect.runPromise(forkJoin(n)),
  throughput: (n) => Effect.runPromise(throughput(n)),
  'bounded-buffer': (n) => Effect.runPromise(boundedBuffer(n)),
  philosophers: (n) => Effect.runPromise(philosophers(n)),
};
