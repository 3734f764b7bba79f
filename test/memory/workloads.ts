/**
 * A program for a process of its own, with the garbage collector exposed: does what must leave nothing behind, very often,
 * and prints by how many bytes the heap has grown, as JSON.
 */
import { type Coroutine, Event, main, sleep, spawn, Timeout, withTimeout } from 'greenlets';

const BATCH = 1_000;

const never = new Event();

function* waitForEver(): Coroutine<void> {
  yield* never.wait();
}

function* nothing(): Coroutine<void> {}

/** How often each is done: a million greenlets and three million timeouts in all. */
const times: Record<keyof typeof workloads, number> = {
  'spawn and kill of a greenlet that waits': 500_000,
  'spawn and kill of a greenlet that has not begun': 500_000,
  'withTimeout that is not reached': 1_000_000,
  'start and cancel of a Timeout': 1_000_000,
  'start and cancel of one Timeout': 1_000_000,
};

const workloads = {
  *'spawn and kill of a greenlet that waits'(): Coroutine<void> {
    const greenlets = Array.from({ length: BATCH }, () => spawn(waitForEver));
    yield* sleep(0);
    for (const greenlet of greenlets) greenlet.kill();
    yield* sleep(0);
    yield* sleep(0);
    if (!greenlets.every(({ dead }) => dead)) throw new Error('a greenlet has survived');
  },

  *'spawn and kill of a greenlet that has not begun'(): Coroutine<void> {
    for (let i = 0; i < BATCH; i++) spawn(nothing).kill();
    yield* sleep(0);
  },

  *'withTimeout that is not reached'(): Coroutine<void> {
    for (let i = 0; i < BATCH; i++) yield* withTimeout(60_000 + i, nothing);
  },

  *'start and cancel of a Timeout'(): Coroutine<void> {
    for (let i = 0; i < BATCH; i++) {
      const timeout = new Timeout(60_000 + i);
      timeout.start();
      timeout.cancel();
    }
  },

  *'start and cancel of one Timeout'(): Coroutine<void> {
    const timeout = new Timeout(60_000);
    for (let i = 0; i < BATCH; i++) {
      timeout.start();
      timeout.cancel();
    }
  },
};

function* heapUsed(): Coroutine<number> {
  // In a turn of its own: a WeakRef holds its target until the end of the turn in which it was made.
  yield* sleep(1);
  globalThis.gc!();
  return process.memoryUsage().heapUsed;
}

main(function* () {
  const growth: Record<string, number> = {};
  for (const [name, workload] of Object.entries(workloads)) {
    const count = times[name as keyof typeof workloads];
    // The first round makes what stays: compiled code, the rings at their size.
    for (let done = 0; done < count / 10; done += BATCH) yield* workload();
    const before = yield* heapUsed();
    for (let done = 0; done < count; done += BATCH) yield* workload();
    growth[name] = (yield* heapUsed()) - before;
  }
  process.stdout.write(JSON.stringify(growth));
});
