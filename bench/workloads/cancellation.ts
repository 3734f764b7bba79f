import { AsyncResult, type Coroutine, Event, type Scope, scope, spawn } from 'greenlets';
import { together } from '../define.ts';
import { Deferred } from '../native.ts';
import { inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import { Tracker } from '../tracker.ts';
import type { Workload } from '../workload.ts';

const DEPTH = 10;
const never = new Event();

function* worker(depth: number, tracker: Tracker): Coroutine<void> {
  tracker.allocate();
  try {
    yield* scope(function* (inner: Scope) {
      if (depth > 1) inner.spawn(worker, depth - 1, tracker);
      yield* never.wait();
    });
  } finally {
    tracker.release();
  }
}

function* tree(tasks: number, tracker: Tracker): Coroutine<void> {
  yield* scope(function* (workers: Scope) {
    for (let i = 0; i < tasks; i++) workers.spawn(worker, DEPTH, tracker);
    yield* never.wait();
  });
}

/** A worker as one writes it with a signal: it listens itself, and waits for its child. */
async function asyncWorker(depth: number, tracker: Tracker, signal: AbortSignal): Promise<void> {
  tracker.allocate();
  const child = depth > 1 ? asyncWorker(depth - 1, tracker, signal) : Promise.resolve();
  try {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  } finally {
    await child;
    tracker.release();
  }
}

export const workload: Workload = together({
  name: 'cancellation',
  title: "Cancellation: 100 trees, 10 tasks deep, cancelled at the top (effection's own benchmark)",
  what: 'one task that takes something, waits, is cancelled and gives it back',
  operations: 1000,
  quick: 100,
  expected: (n) => ({ allocated: n, released: n }),
  anchor: 'native AbortSignal',
  subjects: [
    timed('greenlets', 'a scope in each task; the outermost greenlet is killed', async (n) => {
      const all = new AsyncResult<void>();
      const tracker = new Tracker(n, () => all.set());
      const root = spawn(tree, n / DEPTH, tracker);
      await all.get();
      await root.kill();
      return tracker.counts;
    }),
    timed('native AbortSignal', 'one signal, handed down and listened to by hand', async (n) => {
      const all = new Deferred<void>();
      const tracker = new Tracker(n, () => all.resolve());
      const stop = new AbortController();
      const trees = Array.from({ length: n / DEPTH }, () => asyncWorker(DEPTH, tracker, stop.signal));
      await all.promise;
      stop.abort();
      await Promise.all(trees);
      return tracker.counts;
    }),
    ...inGo('a context handed down, and a WaitGroup'),
    peer('redux-saga', 'attached forks; cancel of the outermost task'),
    peer('effection', 'a spawned task in each; halt of the outermost'),
    peer('effect', 'a forked child in each; interruption of the outermost; Effect.onExit'),
    inGevent('each kills its own child in its finally'),
    inAsyncio('a TaskGroup in each, of Python 3.11; cancel of the outermost'),
  ],
});
