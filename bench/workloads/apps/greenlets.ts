/** The seven applications with greenlets. */
import {
  AsyncResult,
  type Coroutine,
  joinall,
  killall,
  Pool,
  Queue,
  Semaphore,
  ShutDown,
  sleep,
  spawn,
  wait,
  withTimeout,
} from 'greenlets';
import {
  ANONYMOUS,
  type App,
  Connections,
  IDS,
  lookUp,
  Metrics,
  TransientError,
  type User,
  UserNotFound,
} from './domain.ts';

function* findById(id: number): Coroutine<User> {
  yield* sleep(0);
  return lookUp(id);
}

function* findOrAnonymous(id: number): Coroutine<User> {
  try {
    return yield* findById(id);
  } catch (error) {
    if (error instanceof UserNotFound) return ANONYMOUS;
    throw error;
  }
}

function* pipeline(): Coroutine<number> {
  const metrics = new Metrics();
  const cache = new Map<number, User>();
  let hits = 0;
  for (const i of IDS) {
    const id = i % 25;
    if (cache.has(id)) {
      hits++;
    } else {
      cache.set(id, yield* findOrAnonymous(id));
      metrics.increment('user.lookup');
    }
  }
  return hits;
}

function* after<T>(value: T): Coroutine<T> {
  yield* sleep(0);
  return value;
}

function* loadProfile(id: number): Coroutine<{ user: User; posts: number; settings: boolean }> {
  const user = spawn(findOrAnonymous, id);
  const posts = spawn(after<number>, id * 3);
  const settings = spawn(after<boolean>, id % 2 === 0);
  return { user: yield* user.get(), posts: yield* posts.get(), settings: yield* settings.get() };
}

function* fanOut(): Coroutine<{ known: number; posts: number }> {
  const profiles = yield* new Pool(16).map(loadProfile, IDS);
  return {
    known: profiles.filter(({ user }) => user !== ANONYMOUS).length,
    posts: profiles.reduce((sum, { posts }) => sum + posts, 0),
  };
}

/** Take from the queue until it is shut down and empty. */
function* drain<T>(queue: Queue<T>, handle: (item: T) => Coroutine<void>): Coroutine<void> {
  try {
    for (;;) yield* handle(yield* queue.get());
  } catch (error) {
    if (!(error instanceof ShutDown)) throw error;
  }
}

function* jobs(): Coroutine<number> {
  const queue = new Queue<number>(32);
  let processed = 0;
  const process = function* (job: number): Coroutine<void> {
    yield* sleep(0);
    processed += job;
  };
  const workers = [1, 2, 3, 4].map(() => spawn(drain<number>, queue, process));
  for (const id of IDS) yield* queue.put(id);
  queue.shutdown();
  yield* joinall(workers, { raiseError: true });
  return processed;
}

/** Call `body` again if it fails, up to `times` times more. */
function* retried<T>(times: number, body: () => Coroutine<T>): Coroutine<T> {
  for (let failures = 0; ; failures++) {
    try {
      return yield* body();
    } catch (error) {
      if (!(error instanceof TransientError) || failures === times) throw error;
    }
  }
}

function* replica(): Coroutine<string> {
  yield* sleep(0);
  yield* sleep(0);
  return 'replica';
}

function* resilience(): Coroutine<number> {
  let attempts = 0;
  let answers = 0;
  const flaky = function* (): Coroutine<string> {
    const attempt = ++attempts;
    yield* sleep(0);
    if (attempt % 3 !== 0) throw new TransientError(`attempt ${attempt}`);
    return 'primary';
  };
  const primary = (): Coroutine<string> => withTimeoutAndRetries(flaky);
  for (let i = 0; i < IDS.length; i++) {
    const racers = [spawn(primary), spawn(replica)];
    const [first] = yield* wait(racers, { count: 1 });
    yield* killall(racers);
    if (first !== undefined) answers++;
  }
  return answers;
}

function* withTimeoutAndRetries(body: () => Coroutine<string>): Coroutine<string> {
  return yield* withTimeout(10_000, () => retried(5, body));
}

function* connections(): Coroutine<{ sum: number; open: number }> {
  const pool = new Connections();
  const permits = new Semaphore(pool.ids.length);
  const query = (n: number): Coroutine<number> => after(pool.ids[n % pool.ids.length]! * n);
  let sum = 0;
  try {
    for (let unit = 0; unit < 20; unit++) {
      for (const n of [1, 2, 3, 4, 5]) sum += yield* permits.use(() => query(n));
    }
  } finally {
    pool.close();
  }
  return { sum, open: pool.open };
}

function* gated(gate: AsyncResult<void>, i: number): Coroutine<number> {
  yield* gate.get();
  yield* sleep(0);
  return i * 2;
}

function* gate(): Coroutine<number> {
  const start = new AsyncResult<void>();
  const workers = IDS.slice(0, 25).map((i) => spawn(gated, start, i));
  start.set();
  let sum = 0;
  for (const worker of workers) sum += yield* worker.get();
  return sum;
}

function* service(): Coroutine<number> {
  const metrics = new Metrics();
  const cache = new Map<number, User>();
  const queue = new Queue<number>(32);
  let served = 0;
  const handle = function* (i: number): Coroutine<void> {
    const id = i % 25;
    let user = cache.get(id);
    if (user === undefined) {
      user = yield* withTimeout(10_000, () => retried(2, () => findOrAnonymous(id)));
      metrics.increment('served');
      cache.set(id, user);
    }
    served++;
  };
  const put = function* (id: number): Coroutine<void> {
    yield* queue.put(id);
  };
  const workers = [1, 2, 3].map(() => spawn(drain<number>, queue, handle));
  yield* new Pool(8).map(put, IDS);
  queue.shutdown();
  yield* joinall(workers, { raiseError: true });
  return served;
}

/** The programs by name. */
export const withGreenlets: Readonly<Record<App, () => Coroutine<unknown>>> = {
  'app-pipeline': pipeline,
  'app-fan-out': fanOut,
  'app-jobs': jobs,
  'app-resilience': resilience,
  'app-connections': connections,
  'app-gate': gate,
  'app-service': service,
};
