/**
 * select: the first of several operations, and nothing of the others.
 */
import * as fc from 'fast-check';
import {
  AsyncResult,
  Channel,
  type Coroutine,
  Event,
  joinall,
  Queue,
  select,
  Semaphore,
  sleep,
  spawn,
  Timeout,
  until,
} from 'greenlets';
import { type Blow, killEverywhere, runClean, runVirtual } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';
import { caught } from '../support/caught.ts';

class Failure extends Error {}

describe('select', () => {
  test('gives the name and the result of the first', async () => {
    await runClean(function* (hub) {
      const queue = new Queue<string>();
      const event = new Event();
      spawn(function* () {
        yield* sleep(10);
        yield* queue.put('job');
      });
      const first = yield* select({ job: queue.get(), stop: event.wait(), late: sleep(20) });
      expect([first, hub.now()]).toEqual([{ key: 'job', value: 'job' }, 10]);
      expect([queue.waiting.getters, event.linkcount(), hub.pending.timers]).toEqual([0, 0, 0]);
    });
  });

  test('is forgotten by the hub once it is decided, with all its branches', async () => {
    await runClean(function* (hub) {
      const event = new Event();
      for (let i = 0; i < 3; i++) yield* select({ never: event.wait(), time: sleep(1) });
      expect(hub.enrolled.map(({ name }) => name)).toEqual(['MainGreenlet']);
    });
  });

  test('takes the first in order of those that are ready, without a switch, and leaves the others', async () => {
    await runClean(function* () {
      const [a, b] = [new Queue<number>(null, { items: [1] }), new Queue<number>(null, { items: [2] })];
      const idle = new Queue<number>();
      const other = spawn(() => {});
      expect(yield* select({ idle: idle.get(), b: b.get(), a: a.get() })).toEqual({ key: 'b', value: 2 });
      expect([a.qsize(), b.qsize(), idle.waiting.getters, other.dead]).toEqual([1, 0, 0, false]);
    });
  });

  test.each([['a semaphore', () => new Semaphore(0), (s: Semaphore) => s.acquire(), (s: Semaphore) => s.counter]])(
    'that %s has lost takes no permit later',
    async (_what, make, wait, counter) => {
      await runClean(function* () {
        const semaphore = make();
        yield* select({ permit: wait(semaphore), time: sleep(10) });
        semaphore.release();
        yield* sleep(0);
        expect(counter(semaphore)).toBe(1);
      });
    },
  );

  test('a put that has lost puts nothing', async () => {
    await runClean(function* () {
      const queue = new Queue<number>(1, { items: [1] });
      const channel = new Channel<number>();
      yield* select({ queue: queue.put(2), channel: channel.put(3), time: sleep(10) });
      expect(yield* queue.get()).toBe(1);
      yield* sleep(0);
      expect([queue.qsize(), channel.balance]).toEqual([0, 0]);
    });
  });

  test('of two woken in the same pass takes the one that was woken first', async () => {
    await runClean(function* () {
      const [a, b] = [new Queue<number>(), new Queue<number>()];
      spawn(function* () {
        b.putNowait(2);
        a.putNowait(1);
      });
      expect(yield* select({ a: a.get(), b: b.get() })).toEqual({ key: 'b', value: 2 });
      yield* sleep(0);
      expect([a.qsize(), b.qsize()]).toEqual([1, 0]);
    });
  });

  test('throws the error of the case that ends first with one', async () => {
    await runClean(function* () {
      const result = new AsyncResult<number>();
      const failing = spawn(function* () {
        yield* sleep(5);
        throw new Failure();
      });
      expect(yield* caught(select({ result: result.get(), failing: failing.get() }))).toBeInstanceOf(Failure);
      expect(result.linkcount()).toBe(0);
    });
  });

  test('lets a timeout of one case be its end', async () => {
    await runClean(function* (hub) {
      const error = yield* caught(select({ a: new AsyncResult().get({ timeout: 10 }), b: sleep(20) }));
      expect([error, hub.now()]).toEqual([expect.any(Timeout), 10]);
    });
  });

  test('works outside, and with promises', async () => {
    const first = await select({ promise: until(Promise.resolve('p')), never: new Event().wait() });
    expect(first).toEqual({ key: 'promise', value: 'p' });
  });

  test('that is killed or times out leaves no waiter behind', async () => {
    await runClean(function* (hub) {
      const [queue, event] = [new Queue<number>(), new Event()];
      const greenlet = spawn(() => select({ item: queue.get(), event: event.wait(), time: sleep(1000) }));
      yield* sleep(1);
      expect([queue.waiting.getters, event.linkcount(), hub.pending.timers]).toEqual([1, 1, 1]);
      yield* greenlet.kill();
      expect([queue.waiting.getters, event.linkcount(), hub.pending.timers]).toEqual([0, 0, 0]);
    });
  });

  test('names what it waits for in a deadlock', async () => {
    await expect(runVirtual(() => select({ item: new Queue().get(), event: new Event().wait() }))).rejects.toThrow(
      'MainGreenlet waits in select of get of a Queue, wait of an Event',
    );
  });

  test('is refused nothing to wait for, and what takes several steps', () => {
    expect(() => select({})).toThrow(TypeError);
    expect(() => select({ all: joinall([]), many: new Semaphore().use(function* () {}) })).toThrow('case many');
    expect(() => select({ none: 1 as never })).toThrow('case none');
  });

  test('loses and doubles no item, whoever waits for which queues and is struck when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          selectors: fc.array(
            fc.record({
              queues: fc.uniqueArray(fc.nat(2), { minLength: 1 }),
              rounds: fc.integer({ min: 1, max: 4 }),
              limit: fc.integer({ min: 1, max: 12 }),
              killedAt: fc.option(fc.integer({ min: 0, max: 12 }), { nil: null }),
            }),
            { minLength: 1, maxLength: 4 },
          ),
          puts: fc.array(fc.record({ queue: fc.nat(2), at: fc.nat(12) }), { maxLength: 12, size: 'max' }),
        }),
        async ({ selectors, puts }) => {
          await runClean(function* () {
            const queues = [0, 1, 2].map(() => new Queue<number>());
            const taken: number[] = [];
            const select1 = function* ({ queues: own, rounds, limit }: (typeof selectors)[number]): Coroutine<void> {
              for (let round = 0; round < rounds; round++) {
                const cases = Object.fromEntries(own.map((n) => [`q${n}`, queues[n]!.get()]));
                const first = yield* select({ ...cases, time: sleep(limit) });
                if (first.key !== 'time') taken.push(Number(first.value));
              }
            };
            const greenlets = selectors.map((selector) => {
              const greenlet = spawn(select1, selector);
              if (selector.killedAt !== null) {
                spawn(function* () {
                  yield* sleep(selector.killedAt!);
                  yield* greenlet.kill();
                });
              }
              return greenlet;
            });
            const putters = puts.map(({ queue, at }, item) =>
              spawn(function* () {
                yield* sleep(at);
                yield* queues[queue]!.put(item);
              }),
            );
            yield* joinall([...greenlets, ...putters] as (typeof putters)[number][]);
            yield* sleep(100);
            const left = queues.flatMap((queue) => Array.from({ length: queue.qsize() }, () => queue.getNowait()));
            const all = [...taken, ...left];
            expect(new Set(all).size).toBe(all.length);
            expect(all.length).toBe(puts.length);
            expect(queues.map(({ waiting }) => waiting.getters)).toEqual([0, 0, 0]);
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  test.each<Blow>(['kill', 'error'])('leaves nothing behind wherever a %s strikes', async (blow) => {
    const struck = await killEverywhere(
      () => ({
        *program() {
          const [a, b] = [new Queue<number>(), new Queue<number>(1)];
          const taken: unknown[] = [];
          const reader = spawn(function* () {
            for (let i = 0; i < 3; i++) {
              const first = yield* select({ a: a.get(), b: b.get(), time: sleep(50) });
              if (first.key !== 'time') taken.push(first.value);
            }
          });
          const writer = spawn(function* () {
            for (let i = 0; i < 3; i++) {
              yield* sleep(1);
              yield* select({ a: a.put(i), never: new Event().wait() });
            }
          });
          for (const greenlet of [reader, writer]) greenlet.rawlink(() => {});
          yield* joinall([reader, writer]);
          if (a.waiting.getters + b.waiting.getters !== 0) throw new Error('a getter was left');
        },
      }),
      blow,
    );
    expect(struck).toBeGreaterThan(4);
  });
});
