/**
 * Random programs of greenlets that work together, while some of them are killed or time out at random moments.
 */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Event,
  joinall,
  Pool,
  Queue,
  Semaphore,
  sleep,
  spawn,
  withTimeout,
  type Coroutine,
  type Greenlet,
  type Picker,
} from 'greenlets';
import { runClean } from 'greenlets/testing';

const time = fc.nat(12);
/** At which times which greenlet is killed. */
const kills = fc.array(fc.record({ at: time, who: fc.nat(9) }), { maxLength: 6 });

function* killSome(
  victims: readonly Greenlet<unknown>[],
  plan: readonly { at: number; who: number }[],
): Coroutine<void> {
  yield* joinall(
    plan.map(({ at, who }) =>
      spawn(function* () {
        yield* sleep(at);
        yield* victims[who % victims.length]!.kill();
      }),
    ),
  );
}

/** No picker, or one that follows a list. */
const picker: fc.Arbitrary<Picker | null> = fc.option(
  fc.array(fc.nat(), { minLength: 1, maxLength: 20, size: 'max' }).map((choices) => {
    let asked = 0;
    return (length: number) => choices[asked++ % choices.length]! % length;
  }),
);

/** How often each value occurs. */
function counts(values: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

describe('whatever is killed and whenever', () => {
  test('a queue loses and doubles no item, keeps their order, and never holds more than it may', async () => {
    const worker = fc.record({ count: fc.integer({ min: 1, max: 5 }), pause: time, limit: fc.option(time) });
    await fc.assert(
      fc.asyncProperty(
        fc.option(fc.integer({ min: 1, max: 3 })),
        fc.array(worker, { minLength: 1, maxLength: 4 }),
        fc.array(worker, { minLength: 1, maxLength: 4 }),
        kills,
        picker,
        async (maxsize, producers, consumers, plan, pick) => {
          await runClean(
            function* () {
              const queue = new Queue<string>(maxsize);
              const put: string[] = [];
              const got: string[] = [];
              const greenlets = [
                ...producers.map(({ count, pause, limit }, number) =>
                  spawn(function* () {
                    for (let i = 0; i < count; i++) {
                      const item = `${number}.${i}`;
                      try {
                        yield* queue.put(item, { timeout: limit });
                        put.push(item);
                      } finally {
                        if (maxsize !== null) expect(queue.qsize()).toBeLessThanOrEqual(maxsize);
                      }
                      yield* sleep(pause);
                    }
                  }),
                ),
                ...consumers.map(({ count, pause, limit }) =>
                  spawn(function* () {
                    for (let i = 0; i < count; i++) {
                      got.push(yield* queue.get({ timeout: limit }));
                      yield* sleep(pause);
                    }
                  }),
                ),
              ];
              for (const greenlet of greenlets) greenlet.link(() => {});
              yield* killSome(greenlets, plan);
              yield* joinall(greenlets, { timeout: 500 });
              for (const greenlet of greenlets) yield* greenlet.kill();
              const rest: string[] = [];
              while (!queue.empty()) rest.push(queue.getNowait());
              // Rule: what was put comes out in that order, each item once, or is still there.
              expect([...got, ...rest]).toEqual(put);
              expect(queue.waiting).toEqual({ getters: 0, putters: 0 });
            },
            { debug: false, picker: pick },
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a semaphore is never overdrawn and gets every permit back', async () => {
    const worker = fc.record({
      rounds: fc.integer({ min: 1, max: 3 }),
      hold: time,
      pause: time,
      limit: fc.option(time),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        fc.array(worker, { minLength: 1, maxLength: 8 }),
        kills,
        picker,
        async (permits, fair, workers, plan, pick) => {
          await runClean(
            function* () {
              const semaphore = new Semaphore(permits, { fair });
              let inside = 0;
              const greenlets = workers.map(({ rounds, hold, pause, limit }) =>
                spawn(function* () {
                  for (let round = 0; round < rounds; round++) {
                    if (!(yield* semaphore.acquire({ timeout: limit }))) continue;
                    try {
                      inside++;
                      if (inside > permits) throw new Error(`${inside} are inside`);
                      yield* sleep(hold);
                    } finally {
                      inside--;
                      semaphore.release();
                    }
                    yield* sleep(pause);
                  }
                }),
              );
              yield* killSome(greenlets, plan);
              yield* joinall(greenlets, { raiseError: true });
              yield* sleep(0);
              expect([semaphore.counter, semaphore.linkcount()]).toEqual([permits, 0]);
            },
            { debug: false, picker: pick },
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a pool never runs more than its size, and gets every slot back', async () => {
    const sizes = fc.array(fc.record({ at: time, size: fc.integer({ min: 1, max: 4 }) }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.array(time, { maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        sizes,
        kills,
        picker,
        async (size, spawners, resizes, plan, pick) => {
          await runClean(
            function* () {
              const pool = new Pool(size);
              let inside = 0;
              let most = size;
              const tasks: Greenlet<unknown>[] = [];
              function* task(ms: number): Coroutine<void> {
                try {
                  inside++;
                  if (inside > most) throw new Error(`${inside} of ${most} are inside`);
                  yield* sleep(ms);
                } finally {
                  inside--;
                }
              }
              const greenlets: Greenlet<unknown>[] = spawners.map((times) =>
                spawn(function* () {
                  for (const ms of times) tasks.push(yield* pool.spawn(task, ms));
                }),
              );
              const resizing = resizes.map(({ at, size: next }) =>
                spawn(function* () {
                  yield* sleep(at);
                  pool.size = next;
                  // Members go on when it shrinks: the limit holds for those who come in from now on.
                  most = Math.max(next, inside, pool.length);
                }),
              );
              yield* killSome(greenlets, plan);
              yield* killSome(tasks.length === 0 ? greenlets : tasks, plan);
              yield* joinall(resizing);
              yield* joinall(greenlets, { raiseError: true });
              expect(yield* pool.join()).toBe(true);
              yield* joinall(tasks, { raiseError: true });
              expect([pool.length, pool.freeCount(), pool.full()]).toEqual([0, pool.size, false]);
            },
            { debug: false, picker: pick },
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test('map and imap give what a plain map gives, in order, never more than size at work', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(time, { maxLength: 10 }),
        fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
        picker,
        async (size, items, maxsize, pick) => {
          await runClean(
            function* () {
              const pool = new Pool(size);
              let inside = 0;
              function* double(ms: number): Coroutine<number> {
                if (++inside > size) throw new Error(`${inside} are inside`);
                yield* sleep(ms);
                inside--;
                return ms * 2;
              }
              const expected = items.map((ms) => ms * 2);
              expect(yield* pool.map(double, items)).toEqual(expected);
              const options = maxsize === undefined ? {} : { maxsize };
              for (const ordered of [true, false]) {
                const it = ordered ? pool.imap(double, items, options) : pool.imapUnordered(double, items, options);
                const seen: number[] = [];
                for (let step = yield* it.next(); step.done !== true; step = yield* it.next()) seen.push(step.value);
                if (ordered) expect(seen).toEqual(expected);
                else expect(counts(seen)).toEqual(counts(expected));
              }
            },
            { debug: false, picker: pick },
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test('an event leaves no waiter behind, whether they are killed, time out, or are woken', async () => {
    const waiter = fc.record({ at: time, limit: fc.option(time), outer: fc.option(time) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(waiter, { minLength: 1, maxLength: 8 }),
        time,
        kills,
        picker,
        async (waiters, at, plan, pick) => {
          await runClean(
            function* () {
              const event = new Event();
              const greenlets = waiters.map((each) =>
                spawn(function* () {
                  yield* sleep(each.at);
                  yield* withTimeout(
                    each.outer ?? Infinity,
                    function* () {
                      yield* event.wait({ timeout: each.limit });
                    },
                    { timeoutValue: undefined },
                  );
                }),
              );
              yield* killSome(greenlets, plan);
              yield* sleep(at);
              event.set();
              yield* joinall(greenlets, { raiseError: true });
              yield* sleep(0);
              expect(event.linkcount()).toBe(0);
            },
            { debug: false, picker: pick },
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});
