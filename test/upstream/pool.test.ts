/**
 * What gevent's test__pool asserts, in virtual time. docs/upstream-tests.md says which test stands for which.
 */
import {
  type Coroutine,
  each,
  Event,
  Greenlet,
  type OperationIterator,
  Pool,
  PoolFull,
  Queue,
  sleep,
  spawn,
  spawnLater,
  Timeout,
  zip,
} from 'greenlets';
import { runClean } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';
import { caught } from '../support/caught.ts';
import { answersInTime } from './timed.ts';

class Expected extends Error {}

function* square(x: number, ms = 0): Coroutine<number> {
  yield* sleep(ms);
  return x * x;
}

function squares(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i * i);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** All results of an iterator. */
function* collect<T>(results: OperationIterator<T>): Coroutine<T[]> {
  const all: T[] = [];
  yield* each(results, function* (value) {
    all.push(value);
  });
  return all;
}

function sorted(values: number[]): number[] {
  const ascending = values.slice();
  ascending.sort((a, b) => a - b);
  return ascending;
}

describe('a pool', () => {
  test('applyAsync runs its function without being waited for', async () => {
    await runClean(function* () {
      const done = new Event();
      const pool = new Pool(2);
      pool.applyAsync((flag: Event) => flag.set(), done);
      expect(yield* done.wait()).toBe(true);
    });
  });

  test('apply gives what the function returns, with its arguments', async () => {
    await runClean(function* () {
      expect(yield* new Pool(2).apply(() => 'value')).toBe('value');
      expect(yield* new Pool().apply((a: number) => ['foo', a], 1)).toEqual(['foo', 1]);
    });
  });

  test('apply throws what the function throws', async () => {
    await runClean(function* () {
      const pool = new Pool(1);
      const error = yield* caught(
        pool.apply(() => {
          throw new Expected();
        }),
      );
      expect(error).toBeInstanceOf(Expected);
    });
  });

  test('its members run beside each other and wake each other', async () => {
    await runClean(function* () {
      const wakeUp = new Event();
      const trace: string[] = [];
      const pool = new Pool(2);
      const consumer = yield* pool.spawn(function* () {
        trace.push('consumer 1');
        yield* wakeUp.wait();
        trace.push('consumer 2');
      });
      pool.applyAsync(function* () {
        yield* sleep(1);
        trace.push('producer');
        wakeUp.set();
      });
      yield* consumer.get();
      expect(trace).toEqual(['consumer 1', 'producer', 'consumer 2']);
    });
  });

  test('a member may apply on its own full pool', async () => {
    await runClean(function* () {
      const pool = new Pool(1);
      expect(yield* pool.apply(() => pool.apply((a: number) => a + 1, 5))).toBe(6);
      const done = new Event();
      pool.applyAsync(() => done.set());
      yield* done.wait();
    });
  });

  test('loses no slot when the report of an error fails itself', async () => {
    await runClean(function* (hub) {
      hub.report = 'always';
      hub.onError = () => {
        throw new Error('writing to the log failed');
      };
      const pool = new Pool(1);
      const crash = yield* pool.spawn(() => {
        throw new Expected();
      });
      expect(yield* caught(crash.get())).toBeInstanceOf(Expected);
      yield* sleep(0);
      expect(pool.freeCount()).toBe(1);
      const limit = Timeout.startNew(100);
      yield* pool.apply(sleep, 0);
      limit.close();
      yield* pool.join();
    });
  });

  test('counts its free slots, and applyAsync on a full one waits outside', async () => {
    await runClean(function* () {
      const pool = new Pool(2);
      expect(pool.freeCount()).toBe(2);
      const ran: number[] = [];
      const first = yield* pool.spawn((n: number) => ran.push(n), 1);
      expect(pool.freeCount()).toBe(1);
      yield* first.get();
      expect(ran).toEqual([1]);
      yield* sleep(0);
      expect(pool.freeCount()).toBe(2);

      pool.applyAsync((n: number) => ran.push(n), 2);
      expect([pool.freeCount(), ran]).toEqual([1, [1]]);
      pool.applyAsync((n: number) => ran.push(n), 3);
      expect([pool.freeCount(), ran]).toEqual([0, [1]]);
      pool.applyAsync((n: number) => ran.push(n), 4);
      expect(ran).toEqual([1]);
      yield* sleep(10);
      expect(sorted(ran)).toEqual([1, 2, 3, 4]);
    });
  });

  test('has its slot back when a member is discarded', async () => {
    await runClean(function* () {
      const pool = new Pool(1);
      const first = yield* pool.spawn(sleep, 1_000_000);
      pool.discard(first);
      yield* first.kill();
      expect([first.started, pool.length, pool.freeCount()]).toEqual([false, 0, 1]);
      expect(yield* pool.waitAvailable({ timeout: 0 })).toBe(1);
    });
  });

  test('add takes a slot and waits for one; a timeout around it takes none', async () => {
    await runClean(function* () {
      const pool = new Pool(1);
      const first = spawn(sleep, 1_000_000);
      const second = spawn(sleep, 1_000_000);
      expect([pool.freeCount(), pool.length]).toEqual([1, 0]);
      yield* pool.add(first);
      expect([pool.freeCount(), pool.length]).toEqual([0, 1]);
      const limit = new Timeout(100);
      const error = yield* caught(
        limit.run(function* () {
          yield* pool.add(second);
        }),
      );
      expect(error).toBe(limit);
      expect([pool.freeCount(), pool.length, pool.has(second)]).toEqual([0, 1, false]);
      yield* second.kill();
      yield* first.kill();
    });
  });

  test.each([
    ['without blocking', { blocking: false }, 0],
    ['with a timeout', { timeout: 100 }, 100],
  ])('add to and start in a full pool %s is refused with PoolFull', async (_how, options, at) => {
    await runClean(function* (hub) {
      const pool = new Pool(1);
      const first = spawn(sleep, 1_000_000);
      const second = spawn(sleep, 1_000_000);
      const third = new Greenlet(sleep, 1_000_000);
      yield* pool.add(first);
      expect(yield* caught(pool.add(second, options))).toBeInstanceOf(PoolFull);
      expect(hub.now()).toBe(at);
      expect(yield* caught(pool.start(third, options))).toBeInstanceOf(PoolFull);
      expect(hub.now()).toBe(2 * at);
      expect(third.started).toBe(false);
      yield* second.kill();
      yield* first.kill();
    });
  });

  test('of a negative size is refused', () => {
    expect(() => new Pool(-1)).toThrow(RangeError);
  });
});

describe.each([1, 2, 3, 10, null])('a pool of %s', (size) => {
  test('apply gives the result of a function that waits', async () => {
    await runClean(function* () {
      expect(yield* new Pool(size).apply(square, 5)).toBe(25);
    });
  });

  test('map gives the results in the order of the items', async () => {
    await runClean(function* () {
      const pool = new Pool(size);
      expect(yield* pool.map(square, numbers(10))).toEqual(squares(10));
      expect(yield* pool.map(square, numbers(100))).toEqual(squares(100));
    });
  });

  test('applyAsync gives a greenlet whose value comes in its time', async () => {
    await runClean(function* (hub) {
      const result = new Pool(size).applyAsync(square, 7, 82);
      expect(yield* result.get()).toBe(49);
      expect(hub.now()).toBe(82);
    });
  });

  test('applyCb calls back with the result', async () => {
    await runClean(function* (hub) {
      const results: number[] = [];
      const pool = new Pool(size);
      const waiting = spawn(() => pool.applyCb(square, [7, 82], (value) => results.push(value)));
      expect(yield* waiting.get()).toBe(49);
      expect(hub.now()).toBe(82);
      yield* sleep(0);
      expect(results).toEqual([49]);
    });
  });

  test('the value of applyAsync can be waited for with a time limit, and comes all the same', async () => {
    await runClean(function* (hub) {
      const pool = new Pool(size);
      const result = pool.applyAsync(square, 6, 235);
      expect(yield* caught(result.get({ timeout: 35 }))).toBeInstanceOf(Timeout);
      expect(hub.now()).toBe(35);
      yield* pool.join();
      expect(result.value).toBe(36);
    });
  });

  test.each([10, 1000])('imap gives %i results in order, then the end again and again', async (count) => {
    await runClean(function* () {
      const results = new Pool(size).imap(square, numbers(count));
      for (let i = 0; i < count; i++) expect(yield* results.next()).toEqual({ done: false, value: i * i });
      expect(yield* results.next()).toEqual({ done: true, value: undefined });
      expect(yield* results.next()).toEqual({ done: true, value: undefined });
    });
  });

  test('imap keeps the order of the items whatever time each takes', async () => {
    await runClean(function* () {
      const results = new Pool(size).imap((x: number) => square(x, ((x * 7) % 10) + 1), numbers(10));
      expect(yield* collect(results)).toEqual(squares(10));
    });
  });

  test('imapUnordered gives every result once, and the pool may be used again', async () => {
    await runClean(function* () {
      const pool = new Pool(size);
      for (let round = 0; round < 2; round++) {
        expect(sorted(yield* collect(pool.imapUnordered(square, numbers(1000))))).toEqual(squares(1000));
      }
      const uneven = pool.imapUnordered((x: number) => square(x, ((x * 7) % 10) + 1), numbers(10));
      expect(sorted(yield* collect(uneven))).toEqual(squares(10));
    });
  });

  test('of no items map, imap and imapUnordered give nothing', async () => {
    await runClean(function* () {
      const pool = new Pool(size);
      expect(yield* pool.map(square, [])).toEqual([]);
      expect(yield* collect(pool.imap(square, []))).toEqual([]);
      expect(yield* collect(pool.imapUnordered(square, []))).toEqual([]);
    });
  });

  test('kill ends what a map has started at once', async () => {
    await runClean(function* (hub) {
      const pool = new Pool(size);
      const items = new Array<number>((size ?? 10) * 2).fill(100);
      const mapping = pool.mapAsync(sleep, items);
      yield* sleep(100);
      const before = hub.now();
      yield* pool.kill();
      expect(hub.now()).toBe(before);
      yield* mapping.join();
    });
  });

  test('imapUnordered gives results in the order of their completion', async () => {
    await runClean(function* () {
      const name = function* (x: number): Coroutine<string> {
        yield* sleep(x * 100);
        return String(x);
      };
      const results = yield* collect(new Pool(size).imapUnordered(name, [10, 1, 2]));
      expect(results).toEqual(size === 1 ? ['10', '1', '2'] : ['1', '2', '10']);
    });
  });

  test.each(['imap', 'imapUnordered'] as const)('%s of a queue goes on until the queue ends', async (method) => {
    await runClean(function* (hub) {
      const queue = new Queue<number>();
      yield* queue.put(123);
      spawnLater(100, () => queue.shutdown());
      const results = new Pool(size)[method]((x: number) => x, queue);
      expect(yield* collect(results)).toEqual([123]);
      expect(hub.now()).toBe(100);
    });
  });

  test.each(['imap', 'imapUnordered'] as const)(
    '%s gives every result of items that wait before they end',
    async (method) => {
      await runClean(function* (hub) {
        const items = new Queue<number>();
        spawn(function* () {
          for (const i of numbers(3)) yield* items.put(i);
          yield* sleep(200);
          items.shutdown();
        });
        expect(sorted(yield* collect(new Pool(size)[method](square, items)))).toEqual([0, 1, 4]);
        expect(hub.now()).toBe(200);
      });
    },
  );

  test.each(['imap', 'imapUnordered'] as const)(
    '%s with maxsize runs no further ahead of a slow reader',
    async (method) => {
      await runClean(function* () {
        let running = 0;
        const results = new Pool(size)[method](
          ([i]: [number, number]) => {
            running++;
            return i;
          },
          zip(numbers(100), numbers(100)),
          { maxsize: 1 },
        );
        const taken: number[] = [];
        yield* each(results, function* (i) {
          expect(running).toBeLessThanOrEqual(taken.length + 2);
          taken.push(i);
          yield* sleep(10);
        });
        expect(sorted(taken)).toEqual(numbers(100));
      });
    },
  );
});

test('a pool of 0 is full and never has a slot', async () => {
  await runClean(function* (hub) {
    const pool = new Pool(0);
    expect([pool.freeCount(), pool.full()]).toEqual([0, true]);
    expect(yield* pool.waitAvailable({ timeout: 10 })).toBe(0);
    expect(hub.now()).toBe(10);
  });
});

describe.each([false, true])('a timed join of a pool, raiseError %s,', (raiseError) => {
  answersInTime(function* (timeout) {
    const pool = new Pool();
    const member = yield* pool.spawn(sleep, 10_000);
    try {
      return yield* pool.join({ timeout, raiseError });
    } finally {
      yield* member.kill();
    }
  }, false);
});

test('the join of an empty pool is true at once', async () => {
  await runClean(function* () {
    const trace: string[] = [];
    spawn(() => trace.push('another'));
    expect(yield* new Pool().join()).toBe(true);
    expect(trace).toEqual([]);
  });
});

test('spawn in a full pool waits until a member has ended', async () => {
  await runClean(function* (hub) {
    const pool = new Pool(1);
    expect(pool.length).toBe(0);
    yield* pool.spawn(sleep, 100);
    expect([pool.length, hub.now()]).toEqual([1, 0]);
    yield* pool.spawn(sleep, 100);
    expect([pool.length, hub.now()]).toEqual([1, 100]);
    yield* sleep(110);
    expect(pool.length).toBe(0);
  });
});

test('a join in time is true, one whose time is up false', async () => {
  await runClean(function* () {
    const pool = new Pool(1);
    yield* pool.spawn(sleep, 100);
    expect(yield* pool.join({ timeout: 10 })).toBe(false);
    expect(pool.length).toBe(1);
    expect(yield* pool.join()).toBe(true);
    expect(pool.length).toBe(0);
  });
});

function* failing(): Generator<number, void, unknown> {
  yield 1;
  yield 2;
  throw new Expected();
}

test('an error of the items comes out of map and imapUnordered', async () => {
  await runClean(function* () {
    const pool = new Pool(3);
    expect(yield* caught(pool.map(() => null, failing()))).toBeInstanceOf(Expected);
    expect(yield* caught(collect(pool.imapUnordered(() => null, failing())))).toBeInstanceOf(Expected);
  });
});

function divide(x: number): number {
  if (x === 0) throw new Expected();
  return 1 / x;
}

test('an error of the function comes out of map', async () => {
  await runClean(function* () {
    expect(yield* caught(new Pool(3).map(divide, [1, 0, 2]))).toBeInstanceOf(Expected);
  });
});

test.each(['imap', 'imapUnordered'] as const)(
  'an error of the function comes out of %s at its place',
  async (method) => {
    await runClean(function* () {
      const results = new Pool(1)[method](divide, [1, 0, 2]);
      expect(yield* results.next()).toEqual({ done: false, value: 1 });
      expect(yield* caught(results.next())).toBeInstanceOf(Expected);
      expect(yield* results.next()).toEqual({ done: false, value: 0.5 });
      expect((yield* results.next()).done).toBe(true);
    });
  },
);
