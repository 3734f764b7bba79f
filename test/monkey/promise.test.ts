/**
 * Waiting for promises with `yield*`: order, errors, what becomes of abandoned waits, and misuse.
 */
/* oxlint-disable vitest/no-standalone-expect, typescript/no-misused-promises -- in afterEach; misuse is what is tested */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getHub, GreenletExit, Hub, joinall, sleep, spawn, withTimeout } from 'greenlets';
import { assertNothingLeft } from 'greenlets/testing';
import * as monkey from 'greenlets/monkey';

beforeAll(() => monkey.patchAll());
afterAll(() => monkey.unpatchAll());

const unhandled: unknown[] = [];
process.on('unhandledRejection', (error) => unhandled.push(error));
afterEach(() => expect(unhandled).toEqual([]));

/** A promise that is settled by hand. */
function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Let promises settle, and the hub deliver what came of it. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Run `body` with the reports of its hub. */
async function reportsOf(body: (hub: Hub) => Promise<void>): Promise<{ context: unknown; error: unknown }[]> {
  const hub = new Hub();
  const reports: { context: unknown; error: unknown }[] = [];
  hub.onError = (context, error) => void reports.push({ context, error });
  await body(hub);
  await settle();
  assertNothingLeft(hub);
  return reports;
}

describe('yield* promise', () => {
  test('gives the value, throws the error', async () => {
    await new Hub().run(function* () {
      expect(yield* Promise.resolve(1)).toBe(1);
      class Subclass<T> extends Promise<T> {}
      expect(yield* Subclass.resolve(2)).toBe(2);
      expect(yield* (async () => 3)()).toBe(3);
      const reason = { not: 'an error' };
      let thrown: unknown;
      try {
        yield* Promise.reject(reason);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBe(reason);
    });
  });

  test('may be waited for twice, and by many', async () => {
    await new Hub().run(function* () {
      const promise = Promise.resolve({});
      const waiters = [1, 2, 3].map(() =>
        spawn(function* () {
          return yield* promise;
        }),
      );
      yield* joinall(waiters);
      const value = yield* promise;
      expect(waiters.map((waiter) => waiter.value)).toEqual([value, value, value]);
      expect(waiters[0]!.value).toBe(value);
    });
  });

  test('resumes in the order in which the promises settled, through the run queue', async () => {
    const trace: string[] = [];
    await new Hub().run(function* () {
      const [a, b, c] = [deferred<string>(), deferred<string>(), deferred<string>()];
      const waiters = [a, b, c].map(({ promise }) =>
        spawn(function* () {
          trace.push(yield* promise);
        }),
      );
      yield* sleep(0);
      setImmediate(() => {
        c.resolve('c');
        spawn(() => trace.push('between'));
        a.resolve('a');
        b.resolve('b');
      });
      yield* joinall(waiters);
    });
    // 'between' was queued at its spawn; promises deliver in microtasks, after the callback that settled them.
    expect(trace).toEqual(['between', 'c', 'a', 'b']);
  });

  test('the same order each time, over a hundred promises', async () => {
    const run = async (): Promise<number[]> => {
      const trace: number[] = [];
      await new Hub().run(function* () {
        const all = Array.from({ length: 100 }, () => deferred<void>());
        const waiters = all.map(({ promise }, index) =>
          spawn(function* () {
            yield* promise;
            trace.push(index);
            yield* sleep(0);
            trace.push(index);
          }),
        );
        yield* sleep(0);
        for (let step = 0; step < 100; step++) all[(step * 37) % 100]!.resolve();
        yield* joinall(waiters);
      });
      return trace;
    };
    const settledIn = Array.from({ length: 100 }, (_, step) => (step * 37) % 100);
    const first = await run();
    expect(first).toEqual([...settledIn, ...settledIn]);
    expect(await run()).toEqual(first);
  });

  test('works in an operation that is awaited, and as the body of a greenlet', async () => {
    const operation = withTimeout(1000, function* () {
      return yield* Promise.resolve('awaited');
    });
    expect(await operation).toBe('awaited');
    expect(await spawn(async () => 'body').get()).toBe('body');
  });
});

describe('an abandoned wait', () => {
  test.each<[string, (waiter: { kill(): PromiseLike<boolean> }) => PromiseLike<unknown>]>([
    ['killed', (waiter) => waiter.kill()],
  ])('%s: a rejection that comes later goes to onError, once', async () => {
    const late = deferred<never>();
    const problem = new Error('too late');
    const reports = await reportsOf((hub) =>
      hub.run(function* () {
        const waiters = [1, 2].map(() =>
          spawn(function* () {
            yield* late.promise;
          }),
        );
        yield* sleep(0);
        for (const waiter of waiters) yield* waiter.kill();
        late.reject(problem);
      }),
    );
    expect(reports.map(({ error }) => error)).toEqual([problem]);
    expect(reports[0]!.context).toBeInstanceOf(monkey.AbandonedWait);
    expect((reports[0]!.context as monkey.AbandonedWait).name).toMatch(
      /^a promise that Greenlet-\d+ had stopped waiting for$/,
    );
  });

  test('timed out: the same', async () => {
    const late = deferred<never>();
    const problem = new Error('too late');
    const reports = await reportsOf((hub) =>
      hub.run(function* () {
        yield* withTimeout(
          5,
          function* () {
            yield* late.promise;
          },
          { timeoutValue: null },
        );
        late.reject(problem);
      }),
    );
    expect(reports.map(({ error }) => error)).toEqual([problem]);
  });

  test('rejected before the kill, and not yet delivered: the same', async () => {
    const problem = new Error('just in time');
    const late = deferred<never>();
    const reports = await reportsOf((hub) =>
      hub.run(function* () {
        const waiter = spawn(function* () {
          yield* late.promise;
        });
        yield* sleep(0);
        // The kill is queued before the delivery, which comes by way of a microtask.
        late.reject(problem);
        yield* waiter.kill();
        expect(waiter.value).toBeInstanceOf(GreenletExit);
      }),
    );
    expect(reports.map(({ error }) => error)).toEqual([problem]);
  });

  test('is not reported while another greenlet waits for the same promise, and gets the error', async () => {
    const late = deferred<never>();
    const reports = await reportsOf((hub) =>
      hub.run(function* () {
        const [first, second] = [1, 2].map(() =>
          spawn(function* () {
            try {
              yield* late.promise;
            } catch (error) {
              return String(error);
            }
            return '';
          }),
        );
        yield* sleep(0);
        first!.kill();
        yield* sleep(1);
        late.reject(new Error('shared'));
        expect(yield* second!.get()).toBe('Error: shared');
      }),
    );
    expect(reports).toEqual([]);
  });

  test('that is fulfilled later is no news', async () => {
    const late = deferred<number>();
    const reports = await reportsOf((hub) =>
      hub.run(function* () {
        const waiter = spawn(function* () {
          yield* late.promise;
        });
        yield* sleep(0);
        yield* waiter.kill();
        late.resolve(1);
      }),
    );
    expect(reports).toEqual([]);
  });

  test('does not hold the process: nothing is pending in the hub', async () => {
    const reports = await reportsOf((hub) =>
      hub.run(function* () {
        const waiter = spawn(function* () {
          yield* new Promise(() => {});
        });
        yield* sleep(0);
        expect(hub.pending.outside).toBe(1);
        yield* waiter.kill();
        expect(hub.pending.outside).toBe(0);
      }),
    );
    expect(reports).toEqual([]);
  });
});

describe('a rejection that no greenlet has begun to wait for', () => {
  test('is Node’s to report, as ever', async () => {
    const seen: unknown[] = [];
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (error) => seen.push(error));
    const problem = new Error('nobody waits');
    await new Hub().run(function* () {
      void Promise.reject(problem);
      yield* sleep(5);
    });
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    expect(seen).toEqual([problem]);
  });
});

describe('in a greenlet, driven by something else than yield*', () => {
  test.each<[string, (promise: Promise<number>) => unknown]>([
    ['spread', (promise) => [...promise]],
    ['Array.from', (promise) => Array.from(promise)],
    [
      'for … of',
      (promise) => {
        for (const x of promise) return x;
        return undefined;
      },
    ],
    ['new Set', (promise) => new Set(promise)],
  ])('%s is an error, and not a hang', async (_name, use) => {
    const reports = await reportsOf((hub) =>
      hub.run(function* () {
        expect(() => use(Promise.resolve(1))).toThrow(/yield\*/);
        yield* sleep(0);
      }),
    );
    expect(reports).toEqual([]);
    void getHub;
  });
});
