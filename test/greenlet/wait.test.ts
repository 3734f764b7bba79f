import { describe, expect, test } from 'vitest';
import {
  AsyncResult,
  each,
  Event,
  type Greenlet,
  iwait,
  joinall,
  Semaphore,
  sleep,
  spawn,
  Timeout,
  wait,
  type Coroutine,
  type Waitable,
} from 'greenlets';
import { runClean } from 'greenlets/testing';

/** Greenlets named for how long they sleep. */
function sleepers(...times: number[]): Greenlet<number>[] {
  return times.map((ms) => {
    const greenlet = spawn(function* () {
      yield* sleep(ms);
      return ms;
    });
    greenlet.name = String(ms);
    return greenlet;
  });
}

const names = (greenlets: readonly { name: string }[]): string[] => greenlets.map(({ name }) => name);

describe('joinall', () => {
  test('gives the greenlets in the order in which they ended', async () => {
    await runClean(function* (hub) {
      expect(names(yield* joinall(sleepers(30, 10, 20)))).toEqual(['10', '20', '30']);
      expect(hub.now()).toBe(30);
    });
  });

  test('gives those that had ended before in the order of the argument', async () => {
    await runClean(function* () {
      const greenlets = sleepers(3, 1, 2);
      yield* sleep(10);
      expect(names(yield* joinall(greenlets))).toEqual(['3', '1', '2']);
    });
  });

  test('gives those that ended in time when it is up, and leaves no links', async () => {
    await runClean(function* (hub) {
      const greenlets = sleepers(30, 10, 20);
      expect(names(yield* joinall(greenlets, { timeout: 15 }))).toEqual(['10']);
      expect(greenlets.some((greenlet) => greenlet.hasLinks())).toBe(false);
      expect(hub.now()).toBe(15);
      yield* joinall(greenlets);
    });
  });

  test('waits for count of them, or for all if there are fewer', async () => {
    await runClean(function* (hub) {
      const greenlets = sleepers(30, 10, 20);
      expect(names(yield* joinall(greenlets, { count: 2 }))).toEqual(['10', '20']);
      expect(hub.now()).toBe(20);
      expect(names(yield* joinall(greenlets, { count: 9 }))).toHaveLength(3);
    });
  });

  test('of nobody, and with count 0, gives an empty list at once', async () => {
    await runClean(function* (hub) {
      expect(yield* joinall([])).toEqual([]);
      const greenlets = sleepers(1);
      expect(yield* joinall(greenlets, { count: 0 })).toEqual([]);
      expect(hub.now()).toBe(0);
      yield* joinall(greenlets);
    });
  });

  test('gives a greenlet twice that is listed twice', async () => {
    await runClean(function* () {
      const [one] = sleepers(1);
      expect(names(yield* joinall([one!, one!]))).toEqual(['1', '1']);
    });
  });

  test('takes any iterable', async () => {
    await runClean(function* () {
      expect(names(yield* joinall(new Set(sleepers(2, 1))))).toEqual(['1', '2']);
    });
  });

  test('ignores errors; with raiseError it throws the first, in order of completion, at once', async () => {
    await runClean(function* (hub) {
      hub.onError = () => {};
      const failing = (ms: number): Greenlet<never> =>
        spawn(function* () {
          yield* sleep(ms);
          throw new Error(`after ${ms}`);
        });
      expect(yield* joinall([failing(20), failing(10)])).toHaveLength(2);
      const more = [failing(20), failing(10), ...sleepers(30)];
      let error: unknown;
      try {
        yield* joinall(more, { raiseError: true });
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toHaveProperty('message', 'after 10');
      expect(hub.now()).toBe(30);
      expect(more.some((greenlet) => greenlet.hasLinks())).toBe(false);
      yield* joinall(more);
    });
  });

  test('does not mind that its list changes meanwhile', async () => {
    await runClean(function* () {
      const greenlets = sleepers(10, 20);
      const joining = spawn(() => joinall(greenlets));
      yield* sleep(1);
      greenlets.length = 0;
      greenlets.push(...sleepers(5));
      expect(names(yield* joining.get())).toEqual(['10', '20']);
      expect(greenlets[0]!.hasLinks()).toBe(false);
    });
  });

  test('lets the Timeout of the caller pass as the end of its time', async () => {
    await runClean(function* () {
      const greenlets = sleepers(10, 30);
      expect(names(yield* joinall(greenlets, { timeout: new Timeout(20) }))).toEqual(['10']);
      yield* joinall(greenlets);
    });
  });
});

describe('wait', () => {
  test('takes everything that can be waited for, in the order in which it becomes ready', async () => {
    await runClean(function* () {
      const [greenlet] = sleepers(10);
      const [event, semaphore, result] = [new Event(), new Semaphore(0), new AsyncResult<number>()];
      spawn(function* () {
        yield* sleep(5);
        result.set(1);
        yield* sleep(1);
        semaphore.release();
        yield* sleep(10);
        event.set();
      });
      const objects: Waitable[] = [event, semaphore, result, greenlet!];
      expect(yield* wait(objects)).toEqual([result, semaphore, greenlet, event]);
      expect(semaphore.counter).toBe(1);
    });
  });

  test('with timeout 0 still lets one drain happen', async () => {
    await runClean(function* () {
      const quick = spawn(() => {});
      const [slow] = sleepers(10);
      expect(yield* wait([quick, slow!], { timeout: 0 })).toEqual([quick]);
      yield* slow!.join();
    });
  });

  test('killed or timed out from outside, it leaves no links', async () => {
    await runClean(function* () {
      const event = new Event();
      const [greenlet] = sleepers(100);
      const waiter = spawn(() => wait([event, greenlet!], { timeout: 500 }));
      yield* sleep(1);
      expect([event.linkcount(), greenlet!.hasLinks()]).toEqual([1, true]);
      yield* waiter.kill();
      expect([event.linkcount(), greenlet!.hasLinks()]).toEqual([0, false]);
      yield* greenlet!.kill();
    });
  });
});

describe('iwait', () => {
  test('gives one after the other, then the end again and again', async () => {
    await runClean(function* () {
      const it = iwait(sleepers(20, 10));
      const trace: unknown[] = [];
      for (let turn = 0; turn < 4; turn++) {
        const step = yield* it.next();
        trace.push(step.done === true ? 'end' : step.value.name);
      }
      expect(trace).toEqual(['10', '20', 'end', 'end']);
      expect((yield* it.return()).done).toBe(true);
    });
  });

  test('links nothing before its first next, and takes all links back on return', async () => {
    await runClean(function* () {
      const greenlets = sleepers(10, 20);
      const linked = (): boolean => greenlets.some((greenlet) => greenlet.hasLinks());
      const it = iwait(greenlets);
      expect(linked()).toBe(false);
      yield* it.next();
      expect(linked()).toBe(true);
      yield* it.return();
      expect(linked()).toBe(false);
      expect((yield* it.next()).done).toBe(true);
      yield* it.return();
      yield* joinall(greenlets);
    });
  });

  test('ends when its time is up, or count have come', async () => {
    await runClean(function* (hub) {
      const greenlets = sleepers(10, 20, 30);
      const seen: number[] = [];
      yield* each(iwait(greenlets, { timeout: 25 }), function* ({ value }) {
        seen.push(value as number);
      });
      expect([seen, hub.now()]).toEqual([[10, 20], 25]);
      yield* each(iwait(greenlets, { count: 1 }), function* ({ value }) {
        seen.push(value as number);
      });
      expect(seen).toEqual([10, 20, 10]);
      yield* joinall(greenlets);
    });
  });

  test('keeps what became ready while nobody asked', async () => {
    await runClean(function* () {
      const it = iwait(sleepers(2, 1, 3));
      const seen: unknown[] = [(yield* it.next()).value];
      yield* sleep(10);
      for (let step = yield* it.next(); step.done !== true; step = yield* it.next()) seen.push(step.value);
      expect(names(seen as Greenlet<number>[])).toEqual(['1', '2', '3']);
    });
  });

  test('can be read with for await outside greenlets', async () => {
    const seen: number[] = [];
    for await (const greenlet of iwait([spawn(() => 1), spawn(() => 2)])) seen.push(greenlet.value as number);
    expect(seen).toEqual([1, 2]);
  });

  test('refuses a second reader while one waits, instead of leaving one behind', async () => {
    await runClean(function* () {
      const greenlets = sleepers(10, 20);
      const it = iwait(greenlets);
      const reader = (): Greenlet<unknown> => spawn(() => it.next());
      const [first, second] = [reader(), reader()];
      second.link(() => {});
      yield* second.join();
      expect(second.exception).toHaveProperty('code', 'ERR_CONCURRENT_OBJECT_USE');
      expect(yield* first.get()).toEqual({ done: false, value: greenlets[0] });
      yield* it.return();
      yield* joinall(greenlets);
    });
  });
});

describe('each', () => {
  test('runs its body for every item of any source, one after the other', async () => {
    async function* later(): AsyncGenerator<number> {
      yield 1;
      await Promise.resolve();
      yield 2;
    }
    await runClean(function* () {
      for (const source of [[1, 2], new Set([1, 2]), later()]) {
        const trace: string[] = [];
        yield* each<number>(source, function* (item) {
          trace.push(`begin ${item}`);
          yield* sleep(1);
          trace.push(`end ${item}`);
        });
        expect(trace).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
      }
    });
  });

  test('tells its source to stop when the body throws or the greenlet is killed', async () => {
    const trace: string[] = [];
    function* source(): Generator<number> {
      try {
        yield 1;
        yield 2;
      } finally {
        trace.push('stopped');
      }
    }
    await runClean(function* () {
      const failing = spawn(() =>
        each(source(), function* () {
          throw new Error('broken');
        }),
      );
      failing.link(() => {});
      yield* failing.join();
      expect(trace).toEqual(['stopped']);
      const killed = spawn(() => each(source(), () => sleep(100) as never as Coroutine<void>));
      yield* sleep(1);
      yield* killed.kill();
      expect(trace).toEqual(['stopped', 'stopped']);
    });
  });
});
