/**
 * The queue family against simple models: order, unfinished tasks, shutdown, iteration, channels.
 */
import * as fc from 'fast-check';
import {
  Channel,
  type Coroutine,
  each,
  Empty,
  Full,
  JoinableQueue,
  joinall,
  LifoQueue,
  MisuseError,
  type Parked,
  PriorityQueue,
  Queue,
  ShutDown,
  SimpleQueue,
  sleep,
  spawn,
} from 'greenlets';
import { type Blow, killEverywhere, runClean } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';
import { caught } from '../support/caught.ts';

/** Either an item to put or null for a get. */
const commands = fc.array(fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }), { maxLength: 60, size: 'max' });

interface Line {
  qsize(): number;
  putNowait(item: number): void;
  getNowait(): number;
  peekNowait(): number;
}

/** What a queue answers to each of `steps`. */
function answers(queue: Line, steps: readonly (number | null)[]): unknown[] {
  return steps.map((item) => {
    try {
      if (item === null) return [queue.peekNowait(), queue.getNowait(), queue.qsize()];
      queue.putNowait(item);
      return queue.qsize();
    } catch (error) {
      return error instanceof Empty ? 'empty' : error;
    }
  });
}

/** A queue that is an array; `next` is the index of the item to leave it. */
class Model implements Line {
  private readonly items: number[];
  private readonly next: (items: number[]) => number;

  constructor(next: (items: number[]) => number) {
    this.items = [];
    this.next = next;
  }

  qsize(): number {
    return this.items.length;
  }

  putNowait(item: number): void {
    this.items.push(item);
  }

  peekNowait(): number {
    if (this.items.length === 0) throw new Empty();
    return this.items[this.next(this.items)]!;
  }

  getNowait(): number {
    const item = this.peekNowait();
    this.items.splice(this.next(this.items), 1);
    return item;
  }
}

describe('order', () => {
  test.each([
    ['SimpleQueue', () => new SimpleQueue<number>(), () => 0],
    ['Queue', () => new Queue<number>(), () => 0],
    ['LifoQueue', () => new LifoQueue<number>(), (items: number[]) => items.length - 1],
    ['PriorityQueue', () => new PriorityQueue<number>(), (items: number[]) => items.indexOf(Math.min(...items))],
  ])('a %s gives its items as an array would', (_name, make, next) => {
    fc.assert(
      fc.property(commands, (steps) => {
        expect(answers(make(), steps)).toEqual(answers(new Model(next), steps));
      }),
    );
  });

  test('a PriorityQueue with an order of its own gives equal items as they came, and so does its copy', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat()), { maxLength: 40, size: 'max' }), (items) => {
        const queue = new PriorityQueue<[number, number]>(null, { items, compare: (a, b) => b[0] - a[0] });
        const expected = items.slice();
        expected.sort((a, b) => b[0] - a[0]);
        for (const one of [queue.copy(), queue]) expect(items.map(() => one.getNowait())).toEqual(expected);
      }),
    );
  });

  test('a PriorityQueue orders arrays element by element', () => {
    const items: [number, string][] = [
      [2, 'a'],
      [1, 'b'],
      [1, 'a'],
    ];
    const queue = new PriorityQueue<[number, string]>(null, { items });
    expect(items.map(() => queue.getNowait())).toEqual([
      [1, 'a'],
      [1, 'b'],
      [2, 'a'],
    ]);
  });

  test.each([Queue, LifoQueue, PriorityQueue])('a bounded one of any kind holds putters back: %o', async (Kind) => {
    await runClean(function* () {
      const queue = new Kind<number>(1);
      const putter = spawn(function* () {
        for (const item of [3, 1, 2]) yield* queue.put(item);
      });
      yield* sleep(0);
      expect([queue.qsize(), queue.full(), putter.dead]).toEqual([1, true, false]);
      const items: number[] = [];
      for (let i = 0; i < 3; i++) items.push(yield* queue.get());
      expect(items).toEqual([3, 1, 2]);
      yield* putter.join();
    });
  });
});

describe('unfinished tasks', () => {
  test('JoinableQueue is Queue', () => {
    expect(JoinableQueue).toBe(Queue);
  });

  test('join waits until every item is done, those put meanwhile included', async () => {
    await runClean(function* (hub) {
      const queue = new Queue<number>(null, { items: [1, 2] });
      const worker = spawn(() =>
        each(queue, function* (item) {
          yield* sleep(10);
          if (item === 1) queue.putNowait(3);
          queue.taskDone();
        }),
      );
      expect(yield* queue.join({ timeout: 15 })).toBe(false);
      expect(queue.unfinishedTasks).toBe(2);
      expect(yield* queue.join()).toBe(true);
      expect([hub.now(), queue.unfinishedTasks]).toEqual([30, 0]);
      expect(() => queue.taskDone()).toThrow(MisuseError);
      queue.shutdown();
      yield* worker.get();
    });
  });

  test('a copy has them too, and a count of its own', () => {
    const queue = new Queue<number>(null, { items: [1, 2] });
    const copy = queue.copy();
    copy.getNowait();
    copy.taskDone();
    expect([queue.unfinishedTasks, queue.qsize(), copy.unfinishedTasks, copy.qsize()]).toEqual([2, 2, 1, 1]);
  });
});

describe('shutdown', () => {
  test('wakes getters and putters that wait with ShutDown', async () => {
    await runClean(function* () {
      const [empty, full] = [new Queue<number>(), new Queue<number>(1, { items: [1] })];
      const getter = spawn(() => empty.get());
      const peeker = spawn(() => empty.peek());
      const putter = spawn(() => full.put(2));
      yield* sleep(0);
      empty.shutdown();
      full.shutdown();
      for (const greenlet of [getter, peeker, putter]) {
        expect(yield* caught(greenlet.get())).toBeInstanceOf(ShutDown);
      }
      expect([yield* full.get(), empty.isShutdown, full.qsize()]).toEqual([1, true, 0]);
    });
  });

  test('with immediate drops the items, and lets a join end', async () => {
    await runClean(function* () {
      const queue = new Queue<number>(null, { items: [1, 2] });
      const joiner = spawn(() => queue.join());
      yield* sleep(0);
      queue.shutdown({ immediate: true });
      expect(yield* joiner.get()).toBe(true);
      expect([queue.qsize(), queue.unfinishedTasks]).toEqual([0, 0]);
    });
  });

  test('may be said twice', async () => {
    await runClean(function* () {
      const queue = new Queue<number>(null, { items: [1] });
      queue.shutdown();
      queue.shutdown({ immediate: true });
      expect(yield* caught(queue.get())).toBeInstanceOf(ShutDown);
    });
  });

  test('ends iteration by each with no item lost or doubled, whenever it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(5), room: fc.boolean() }), { maxLength: 10 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(6),
        fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
        async (puts, readers, shutdownAt, maxsize) => {
          await runClean(function* () {
            const queue = new Queue<number>(maxsize);
            const accepted: number[] = [];
            const taken: number[] = [];
            const greenlets = Array.from({ length: readers }, () =>
              spawn(() =>
                each(queue, function* (item) {
                  taken.push(item);
                  yield* sleep(1);
                }),
              ),
            );
            for (const [item, { at, room }] of puts.entries()) {
              spawn(function* () {
                yield* sleep(at);
                try {
                  yield* queue.put(item, room ? {} : { block: false });
                  accepted.push(item);
                } catch (error) {
                  if (!(error instanceof ShutDown) && !(error instanceof Full)) throw error;
                }
              });
            }
            spawn(function* () {
              yield* sleep(shutdownAt);
              queue.shutdown();
            });
            yield* joinall(greenlets, { raiseError: true });
            yield* sleep(100);
            const inOrder = (items: number[]): number[] => {
              const copy = items.slice();
              copy.sort((a, b) => a - b);
              return copy;
            };
            expect(inOrder(taken)).toEqual(inOrder(accepted));
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  test('ends iteration by for await, with every item', async () => {
    const queue = new Queue<number>(2);
    const writer = spawn(function* () {
      for (let i = 0; i < 10; i++) yield* queue.put(i);
      queue.shutdown();
    });
    const items: number[] = [];
    for await (const item of queue) items.push(item);
    expect(items).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await writer.get();
  });

  test('a for await that is left takes no more than it was given', async () => {
    const queue = new Queue<number>(null, { items: [1, 2, 3] });
    for await (const item of queue) if (item === 2) break;
    expect(queue.qsize()).toBe(1);
  });
});

describe('a Channel', () => {
  test('hands every item to one getter, in order, and none that was given up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(5), limit: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }) }), {
          maxLength: 10,
        }),
        fc.array(fc.record({ at: fc.nat(5), limit: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }) }), {
          maxLength: 10,
        }),
        async (putters, getters) => {
          await runClean(function* () {
            const channel = new Channel<number>();
            const put: number[] = [];
            const got: number[] = [];
            const all = [
              ...putters.map(({ at, limit }, item) =>
                spawn(function* (): Coroutine<void> {
                  yield* sleep(at);
                  const error = yield* failure(channel.put(item, { timeout: limit ?? 50 }));
                  if (error === null) put.push(item);
                  else if (!(error instanceof Full)) throw error;
                }),
              ),
              ...getters.map(({ at, limit }) =>
                spawn(function* (): Coroutine<void> {
                  yield* sleep(at);
                  try {
                    got.push(yield* channel.get({ timeout: limit ?? 50 }));
                  } catch (error) {
                    if (!(error instanceof Empty)) throw error;
                  }
                }),
              ),
            ];
            yield* joinall(all, { raiseError: true });
            expect(got).toEqual(put);
            expect(channel.balance).toBe(0);
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each<Blow>(['kill', 'error'])('keeps nothing wherever a %s strikes', async (blow) => {
    const struck = await killEverywhere(
      () => ({
        *program() {
          const channel = new Channel<number>();
          const putter = spawn(function* () {
            for (let i = 0; i < 3; i++) yield* channel.put(i, { timeout: 10 });
          });
          const getter = spawn(function* () {
            for (let i = 0; i < 3; i++) yield* channel.get({ timeout: 10 });
          });
          for (const greenlet of [putter, getter]) greenlet.rawlink(() => {});
          yield* joinall([putter, getter]);
          if (channel.balance !== 0) throw new Error('somebody still waits');
        },
      }),
      blow,
    );
    expect(struck).toBeGreaterThan(3);
  });
});

/** What a wait throws, or null. */
function* failure(wait: { [Symbol.iterator](): Iterator<Parked, unknown, unknown> }): Coroutine<unknown> {
  try {
    yield* wait;
    return null;
  } catch (error) {
    return error;
  }
}

test.each<Blow>(['kill', 'error'])('a bounded queue loses no item wherever a %s strikes', async (blow) => {
  const struck = await killEverywhere(
    () => ({
      *program() {
        const queue = new Queue<number>(1);
        const put: number[] = [];
        const got: number[] = [];
        const putter = spawn(function* () {
          for (let i = 0; i < 4; i++) {
            yield* queue.put(i, { timeout: 10 });
            put.push(i);
          }
        });
        const getter = spawn(function* () {
          for (let i = 0; i < 4; i++) got.push(yield* queue.get({ timeout: 10 }));
        });
        for (const greenlet of [putter, getter]) greenlet.rawlink(() => {});
        yield* joinall([putter, getter]);
        while (!queue.empty()) got.push(queue.getNowait());
        if (put.some((item, i) => got[i] !== item)) throw new Error(`put ${put.join()}, got ${got.join()}`);
        if (queue.waiting.getters + queue.waiting.putters !== 0) throw new Error('somebody still waits');
      },
    }),
    blow,
  );
  expect(struck).toBeGreaterThan(3);
});
