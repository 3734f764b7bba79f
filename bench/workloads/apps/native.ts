/** The seven applications with async functions, and what else their authors write for themselves. */
import { AsyncQueue, AsyncSemaphore, Deferred, mapLimited } from '../../native.ts';
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

const resolved = Promise.resolve();

async function findById(id: number): Promise<User> {
  await resolved;
  return lookUp(id);
}

async function findOrAnonymous(id: number): Promise<User> {
  try {
    return await findById(id);
  } catch (error) {
    if (error instanceof UserNotFound) return ANONYMOUS;
    throw error;
  }
}

async function pipeline(): Promise<number> {
  const metrics = new Metrics();
  const cache = new Map<number, User>();
  let hits = 0;
  for (const i of IDS) {
    const id = i % 25;
    if (cache.has(id)) {
      hits++;
    } else {
      cache.set(id, await findOrAnonymous(id));
      metrics.increment('user.lookup');
    }
  }
  return hits;
}

async function after<T>(value: T): Promise<T> {
  await resolved;
  return value;
}

async function loadProfile(id: number): Promise<{ user: User; posts: number; settings: boolean }> {
  const [user, posts, settings] = await Promise.all([findOrAnonymous(id), after(id * 3), after(id % 2 === 0)]);
  return { user, posts, settings };
}

async function fanOut(): Promise<{ known: number; posts: number }> {
  const profiles = await mapLimited(IDS, 16, loadProfile);
  return {
    known: profiles.filter(({ user }) => user !== ANONYMOUS).length,
    posts: profiles.reduce((sum, { posts }) => sum + posts, 0),
  };
}

/** Take from the queue until the mark of its end. */
async function drain(queue: AsyncQueue<number | null>, handle: (item: number) => Promise<void>): Promise<void> {
  for (let item = await queue.get(); item !== null; item = await queue.get()) await handle(item);
}

async function jobs(): Promise<number> {
  const queue = new AsyncQueue<number | null>(32);
  let processed = 0;
  const process = async (job: number): Promise<void> => {
    await resolved;
    processed += job;
  };
  const workers = [1, 2, 3, 4].map(() => drain(queue, process));
  for (const id of IDS) await queue.put(id);
  for (let i = 0; i < workers.length; i++) await queue.put(null);
  await Promise.all(workers);
  return processed;
}

async function retried<T>(times: number, body: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await body();
    } catch (error) {
      if (!(error instanceof TransientError) || failures === times) throw error;
    }
  }
}

/** The body goes on when its time is up: nothing stops it. */
async function limited<T>(ms: number, body: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, ms, new Error('late'));
    });
    return await Promise.race([body(), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function replica(): Promise<string> {
  await resolved;
  await resolved;
  return 'replica';
}

async function resilience(): Promise<number> {
  let attempts = 0;
  let answers = 0;
  const flaky = async (): Promise<string> => {
    const attempt = ++attempts;
    await resolved;
    if (attempt % 3 !== 0) throw new TransientError(`attempt ${attempt}`);
    return 'primary';
  };
  for (let i = 0; i < IDS.length; i++) {
    // The loser goes on to its end: nothing stops it.
    const first = await Promise.race([limited(10_000, () => retried(5, flaky)), replica()]);
    if (first !== '') answers++;
  }
  return answers;
}

async function connections(): Promise<{ sum: number; open: number }> {
  const pool = new Connections();
  const permits = new AsyncSemaphore(pool.ids.length);
  const query = async (n: number): Promise<number> => {
    await permits.acquire();
    try {
      return await after(pool.ids[n % pool.ids.length]! * n);
    } finally {
      permits.release();
    }
  };
  let sum = 0;
  try {
    for (let unit = 0; unit < 20; unit++) for (const n of [1, 2, 3, 4, 5]) sum += await query(n);
  } finally {
    pool.close();
  }
  return { sum, open: pool.open };
}

async function gated(start: Promise<void>, i: number): Promise<number> {
  await start;
  await resolved;
  return i * 2;
}

async function gate(): Promise<number> {
  const start = new Deferred<void>();
  const workers = IDS.slice(0, 25).map((i) => gated(start.promise, i));
  start.resolve();
  const results = await Promise.all(workers);
  return results.reduce((sum, each) => sum + each, 0);
}

async function service(): Promise<number> {
  const metrics = new Metrics();
  const cache = new Map<number, User>();
  const queue = new AsyncQueue<number | null>(32);
  let served = 0;
  const handle = async (i: number): Promise<void> => {
    const id = i % 25;
    let user = cache.get(id);
    if (user === undefined) {
      user = await limited(10_000, () => retried(2, () => findOrAnonymous(id)));
      metrics.increment('served');
      cache.set(id, user);
    }
    served++;
  };
  const workers = [1, 2, 3].map(() => drain(queue, handle));
  await mapLimited(IDS, 8, (id) => queue.put(id));
  for (let i = 0; i < workers.length; i++) await queue.put(null);
  await Promise.all(workers);
  return served;
}

/** The programs by name. */
export const withPromises: Readonly<Record<App, () => Promise<unknown>>> = {
  'app-pipeline': pipeline,
  'app-fan-out': fanOut,
  'app-jobs': jobs,
  'app-resilience': resilience,
  'app-connections': connections,
  'app-gate': gate,
  'app-service': service,
};
