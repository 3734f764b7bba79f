/**
 * The seven applications in Effect, as it measures itself by them: services from layers, typed errors, scoped resources.
 */
import { type Cause, Context, Data, Deferred, Effect, Fiber, Layer, Queue, Ref, Semaphore } from 'effect';
import type { Programs } from '../program.ts';
import { ANONYMOUS, type App, Connections, IDS, Metrics, type User } from '../workloads/apps/domain.ts';

class NoSuchUser extends Data.TaggedError('NoSuchUser')<{ readonly id: number }> {}

class Flaked extends Data.TaggedError('Flaked')<{ readonly attempt: number }> {}

class Users extends Context.Service<Users, { readonly find: (id: number) => Effect.Effect<User, NoSuchUser> }>()(
  'Users',
) {}

class Counters extends Context.Service<Counters, { readonly increment: (name: string) => Effect.Effect<void> }>()(
  'Counters',
) {}

class Pool extends Context.Service<Pool, { readonly query: (n: number) => Effect.Effect<number> }>()('Pool') {}

const usersLive = Layer.succeed(Users, {
  find: Effect.fnUntraced(function* (id: number) {
    yield* Effect.yieldNow;
    if (id % 7 === 0) return yield* new NoSuchUser({ id });
    return { id, name: `user-${id}`, orgId: id % 5 };
  }),
});

const countersLive = Layer.sync(Counters, () => {
  const metrics = new Metrics();
  return { increment: (name) => Effect.sync(() => metrics.increment(name)) };
});

/** The four connections, opened with the layer and closed with it. */
function poolLive(connections: Connections): Layer.Layer<Pool> {
  return Layer.effect(
    Pool,
    Effect.gen(function* () {
      const { ids } = yield* Effect.acquireRelease(Effect.succeed(connections), (opened) =>
        Effect.sync(() => opened.close()),
      );
      const permits = yield* Semaphore.make(ids.length);
      return {
        query: (n) => permits.withPermits(1)(Effect.as(Effect.yieldNow, ids[n % ids.length]! * n)),
      };
    }),
  );
}

const findOrAnonymous = (id: number): Effect.Effect<User, never, Users> =>
  Users.use((users) => users.find(id)).pipe(Effect.catchTag('NoSuchUser', () => Effect.succeed(ANONYMOUS)));

const pipeline = Effect.gen(function* () {
  const counters = yield* Counters;
  const cache = new Map<number, User>();
  const hits = yield* Ref.make(0);
  const handle = Effect.fnUntraced(function* (id: number) {
    if (cache.has(id)) return yield* Ref.update(hits, (n) => n + 1);
    cache.set(id, yield* findOrAnonymous(id));
    yield* counters.increment('user.lookup');
  });
  yield* Effect.forEach(IDS, (i) => handle(i % 25), { discard: true });
  return yield* Ref.get(hits);
});

const load = (id: number) =>
  Effect.all(
    {
      user: findOrAnonymous(id),
      posts: Effect.as(Effect.yieldNow, id * 3),
      settings: Effect.as(Effect.yieldNow, id % 2 === 0),
    },
    { concurrency: 'unbounded' },
  );

const fanOut = Effect.gen(function* () {
  const profiles = yield* Effect.forEach(IDS, load, { concurrency: 16 });
  return {
    known: profiles.filter(({ user }) => user !== ANONYMOUS).length,
    posts: profiles.reduce((sum, { posts }) => sum + posts, 0),
  };
});

/** Take from the queue until it is ended and empty. */
function drain<A, R>(
  queue: Queue.Queue<number, Cause.Done>,
  handle: (item: number) => Effect.Effect<A, never, R>,
): Effect.Effect<void, never, R> {
  return Queue.take(queue).pipe(
    Effect.flatMap(handle),
    Effect.forever,
    Effect.catchTag('Done', () => Effect.void),
  );
}

const jobs = Effect.gen(function* () {
  const queue = yield* Queue.bounded<number, Cause.Done>(32);
  const processed = yield* Ref.make(0);
  const process = (job: number) =>
    Effect.andThen(
      Effect.yieldNow,
      Ref.update(processed, (n) => n + job),
    );
  yield* Effect.forkChild(Effect.andThen(Queue.offerAll(queue, IDS), Queue.end(queue)));
  const workers = yield* Effect.forEach([1, 2, 3, 4], () => Effect.forkChild(drain(queue, process)));
  yield* Fiber.joinAll(workers);
  return yield* Ref.get(processed);
});

const resilience = Effect.gen(function* () {
  const attempts = yield* Ref.make(0);
  let answers = 0;
  const flaky = Effect.gen(function* () {
    const attempt = yield* Ref.updateAndGet(attempts, (n) => n + 1);
    yield* Effect.yieldNow;
    return attempt % 3 === 0 ? 'primary' : yield* new Flaked({ attempt });
  });
  const primary = flaky.pipe(Effect.retry({ times: 5 }), Effect.timeout('10 seconds'));
  const replica = Effect.yieldNow.pipe(Effect.andThen(Effect.yieldNow), Effect.as('replica'));
  const first = Effect.race(primary, replica).pipe(Effect.tap(() => Effect.sync(() => void answers++)));
  yield* Effect.forEach(IDS, () => first, { discard: true });
  return answers;
});

const queries = Effect.gen(function* () {
  const { query } = yield* Pool;
  const unit = Effect.forEach([1, 2, 3, 4, 5], query);
  const results = yield* Effect.forEach(IDS.slice(0, 20), () => unit);
  return results.flat().reduce((sum, each) => sum + each, 0);
});

const connections = Effect.suspend(() => {
  const opened = new Connections();
  return queries.pipe(
    Effect.provide(poolLive(opened)),
    Effect.map((sum) => ({ sum, open: opened.open })),
  );
});

const gate = Effect.gen(function* () {
  const start = yield* Deferred.make<void>();
  const gated = (i: number) =>
    Deferred.await(start).pipe(
      Effect.andThen(Effect.yieldNow),
      Effect.map(() => i * 2),
    );
  const workers = yield* Effect.forEach(IDS.slice(0, 25), (i) => Effect.forkChild(gated(i)));
  yield* Deferred.succeed(start, undefined);
  return (yield* Fiber.joinAll(workers)).reduce((sum, each) => sum + each, 0);
});

const service = Effect.gen(function* () {
  const users = yield* Users;
  const counters = yield* Counters;
  const queue = yield* Queue.bounded<number, Cause.Done>(32);
  const served = yield* Ref.make(0);
  const cache = new Map<number, User>();
  const lookUp = (id: number) =>
    users.find(id).pipe(
      Effect.retry({ times: 2 }),
      Effect.timeout('10 seconds'),
      Effect.catchTag('NoSuchUser', () => Effect.succeed(ANONYMOUS)),
      Effect.tap(() => counters.increment('served')),
      Effect.orDie,
    );
  const handle = Effect.fnUntraced(function* (i: number) {
    const id = i % 25;
    cache.set(id, cache.get(id) ?? (yield* lookUp(id)));
    yield* Ref.update(served, (n) => n + 1);
  });
  const workers = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(drain(queue, handle)));
  yield* Effect.forEach(IDS, (id) => Queue.offer(queue, id), { concurrency: 8, discard: true });
  yield* Queue.end(queue);
  yield* Fiber.joinAll(workers);
  return yield* Ref.get(served);
});

const runs: Readonly<Record<App, Effect.Effect<unknown, unknown>>> = {
  'app-pipeline': Effect.provide(pipeline, [usersLive, countersLive]),
  'app-fan-out': Effect.provide(fanOut, usersLive),
  'app-jobs': jobs,
  'app-resilience': resilience,
  'app-connections': connections,
  'app-gate': gate,
  'app-service': Effect.provide(service, [usersLive, countersLive]),
};

/** By name; the layers are built and taken down in each run. */
export const applications: Programs = Object.fromEntries(
  Object.entries(runs).map(([name, effect]) => [
    name,
    async (n: number): Promise<unknown> => {
      let result: unknown;
      for (let i = 0; i < n; i++) result = await Effect.runPromise(effect);
      return result;
    },
  ]),
);
