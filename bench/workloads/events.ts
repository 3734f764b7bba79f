import { AsyncResult, type Coroutine, killall, Queue, sleep, spawn } from 'greenlets';
import { together } from '../define.ts';
import { peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

const DEPTH = 100;
const EVENTS = 100;

/** The targets of a chain, each of which passes on what it is sent. */
function chain(): EventTarget[] {
  return Array.from({ length: DEPTH }, () => new EventTarget());
}

/** One level: listens, and passes every event on; the last one counts them. */
function* level(target: EventTarget, next: EventTarget | undefined, done: AsyncResult<number>): Coroutine<void> {
  const heard = new Queue<Event>();
  const listener = (event: Event): void => heard.putNowait(event);
  target.addEventListener('foo', listener);
  try {
    for (let count = 1; ; count++) {
      yield* heard.get();
      if (next !== undefined) next.dispatchEvent(new Event('foo'));
      else if (count === EVENTS) done.set(count);
    }
  } finally {
    target.removeEventListener('foo', listener);
  }
}

function* run(): Coroutine<number> {
  const targets = chain();
  const done = new AsyncResult<number>();
  const levels = targets.map((target, i) => spawn(level, target, targets[i + 1], done));
  for (let i = 0; i < EVENTS; i++) {
    yield* sleep(0);
    targets[0]!.dispatchEvent(new Event('foo'));
  }
  const count = yield* done.get();
  yield* killall(levels);
  return count;
}

/** No coroutine at any level: each listener calls the next. */
async function runNative(): Promise<number> {
  const targets = chain();
  const stop = new AbortController();
  const { signal } = stop;
  let count = 0;
  targets.forEach((target, i) => {
    const next = targets[i + 1];
    target.addEventListener('foo', () => void (next === undefined ? count++ : next.dispatchEvent(new Event('foo'))), {
      signal,
    });
  });
  for (let i = 0; i < EVENTS; i++) {
    await Promise.resolve();
    targets[0]!.dispatchEvent(new Event('foo'));
  }
  stop.abort();
  return count;
}

async function repeated(n: number, once: () => PromiseLike<number>): Promise<number> {
  let count = 0;
  for (let i = 0; i < n; i++) count += await once();
  return count;
}

export const workload: Workload = together({
  name: 'events',
  title: "Events: 100 through a chain of 100 EventTargets (effection's own benchmark)",
  what: 'all the events, with a zero sleep before each, and the chain taken down',
  unit: 'ms',
  operations: 1,
  quick: 1,
  expected: (n) => n * EVENTS,
  rounds: 7,
  anchor: 'addEventListener',
  subjects: [
    timed('greenlets', 'a greenlet and a Queue at each level', (n) => repeated(n, () => spawn(run).get())),
    timed('addEventListener', 'no coroutine at any level: each listener calls the next', (n) => repeated(n, runNative)),
    peer('effection', 'each(on(target)) at each level; its zero sleep is a timer of a millisecond'),
    peer('effect', 'a stream at each level; its zero sleep is a timer of a millisecond'),
  ],
});
