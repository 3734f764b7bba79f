/** Effect: programs as values, run by fibers. A fiber is deferred to the scheduler, as a greenlet is. */
import { Deferred, Effect, Exit, Fiber, Queue, Semaphore, Stream } from 'effect';
import type { Park, Programs } from '../program.ts';
import { Room } from '../room.ts';
import { Tracker } from '../tracker.ts';
import { actors } from './effect-actors.ts';
import { applications } from './effect-applications.ts';
import { consume, crowd, produce, times, total } from './effect-shared.ts';

const switching = Effect.fnUntraced(function* (count: number) {
  for (let i = 0; i < count; i++) yield* Effect.yieldNow;
  return count;
});

const kill = Effect.fnUntraced(function* (n: number) {
  let cleaned = 0;
  const victim = Effect.never.pipe(Effect.onExit(() => Effect.sync(() => void cleaned++)));
  const fibers: Fiber.Fiber<never>[] = [];
  for (let i = 0; i < n; i++) fibers.push(yield* Effect.forkChild(victim));
  yield* Effect.yieldNow;
  yield* Fiber.interruptAll(fibers);
  return cleaned;
});

const limited = Effect.fnUntraced(function* (n: number) {
  const body = Effect.succeed(1).pipe(Effect.timeout('1 second'));
  let done = 0;
  for (let i = 0; i < n; i++) done += yield* body;
  return done;
});

const oneQueue = Effect.fnUntraced(function* (size: number, n: number) {
  const queue = yield* Queue.bounded<number>(size);
  yield* Effect.forkChild(produce(queue, 0, n, 1));
  return yield* consume(queue, n);
});

const event = Effect.fnUntraced(function* (n: number) {
  const rounds = n / 1000;
  const opened = yield* Effect.all(times(rounds, () => Deferred.make<void>()));
  const waiter = Effect.gen(function* () {
    for (const next of opened) yield* Deferred.await(next);
    return rounds;
  });
  const fibers: Fiber.Fiber<number>[] = [];
  for (let i = 0; i < 1000; i++) fibers.push(yield* Effect.forkChild(waiter));
  for (const next of opened) {
    yield* Effect.yieldNow;
    yield* Deferred.succeed(next, undefined);
  }
  return total(yield* Fiber.joinAll(fibers));
});

const semaphore = Effect.fnUntraced(function* (n: number) {
  const permits = yield* Semaphore.make(10);
  const room = new Room(10);
  const visit = permits.withPermits(1)(
    Effect.gen(function* () {
      room.enter();
      yield* Effect.yieldNow;
      room.leave();
    }),
  );
  const worker = Effect.gen(function* () {
    for (let i = 0; i < n / 100; i++) yield* visit;
  });
  yield* crowd(times(100, () => worker));
  return room.counts;
});

const double = (i: number): Effect.Effect<number> => Effect.yieldNow.pipe(Effect.as(i * 2));

const skynet: (number: number, size: number) => Effect.Effect<number> = Effect.fnUntraced(function* (number, size) {
  if (size === 1) return number;
  const part = size / 10;
  return total(yield* crowd(times(10, (i) => skynet(number + i * part, part))));
});

let waits = 0;

const recurse: (depth: number) => Effect.Effect<void> = Effect.fnUntraced(function* (depth) {
  if (depth > 1) return yield* recurse(depth - 1);
  for (let i = 0; i < 100; i++, waits++) yield* Effect.promise(() => Promise.resolve());
});

const events = Effect.gen(function* () {
  const targets = times(100, () => new EventTarget());
  const done = yield* Deferred.make<number>();
  let count = 0;
  const level = (i: number): Effect.Effect<void> => {
    const next = targets[i + 1];
    const pass = Effect.suspend(() => {
      if (next !== undefined) next.dispatchEvent(new Event('foo'));
      else if (++count === 100) return Effect.asVoid(Deferred.succeed(done, count));
      return Effect.void;
    });
    const listen = Stream.runForEach(Stream.fromEventListener(targets[i]!, 'foo'), () => pass);
    return next === undefined ? listen : Effect.forkChild(level(i + 1)).pipe(Effect.andThen(listen));
  };
  const chain = yield* Effect.forkChild(level(0));
  for (let i = 0; i < 100; i++) {
    yield* Effect.sleep(0);
    targets[0]!.dispatchEvent(new Event('foo'));
  }
  const heard = yield* Deferred.await(done);
  yield* Fiber.interrupt(chain);
  return heard;
});

const cancellation = Effect.fnUntraced(function* (n: number) {
  const everybody = yield* Deferred.make<void>();
  const tracker = new Tracker(n, () => Deferred.doneUnsafe(everybody, Exit.void));
  const task = (depth: number): Effect.Effect<void> =>
    Effect.gen(function* () {
      tracker.allocate();
      if (depth > 1) yield* Effect.forkChild(task(depth - 1));
      return yield* Effect.never;
    }).pipe(Effect.onExit(() => Effect.sync(() => tracker.release())));
  const root = yield* Effect.forkChild(
    Effect.gen(function* () {
      for (let i = 0; i < n / 10; i++) yield* Effect.forkChild(task(10));
      return yield* Effect.never;
    }),
  );
  yield* Deferred.await(everybody);
  yield* Fiber.interrupt(root);
  return tracker.counts;
});

export const programs: Programs = {
  ...actors,
  ...applications,
  switch: async (n) => total(await Effect.runPromise(crowd(times(100, () => switching(n / 100))))),
  spawn: async (n) => {
    const values = await Effect.runPromise(crowd(times(n, (i) => Effect.succeed(i))));
    return () => total(values);
  },
  kill: (n) => Effect.runPromise(kill(n)),
  timer: (n) => Effect.runPromise(limited(n)),
  queue1: (n) => Effect.runPromise(oneQueue(1, n)),
  queue100: (n) => Effect.runPromise(oneQueue(100, n)),
  event: (n) => Effect.runPromise(event(n)),
  semaphore: (n) => Effect.runPromise(semaphore(n)),
  pool: async (n) =>
    total(
      await Effect.runPromise(
        Effect.forEach(
          times(n, (i) => i),
          double,
          { concurrency: 50 },
        ),
      ),
    ),
  skynet100k: (n) => Effect.runPromise(skynet(0, n)),
  recursion: async (n) => {
    waits = 0;
    for (let i = 0; i < n; i++) await Effect.runPromise(recurse(100));
    return waits;
  },
  events: async (n) => {
    let count = 0;
    for (let i = 0; i < n; i++) count += await Effect.runPromise(events);
    return count;
  },
  cancellation: (n) => Effect.runPromise(cancellation(n)),
};

const never = Effect.runSync(Deferred.make<void>());

export const park: Park = (arrived) => Effect.runFork(Effect.sync(arrived).pipe(Effect.andThen(Deferred.await(never))));
