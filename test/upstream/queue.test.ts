/**
 * What gevent's test__queue asserts, in virtual time. docs/upstream-tests.md says which test stands for which.
 */
import {
  AsyncResult,
  Channel,
  type Coroutine,
  each,
  Empty,
  Full,
  LifoQueue,
  MisuseError,
  PriorityQueue,
  Queue,
  ShutDown,
  SimpleQueue,
  sleep,
  spawn,
  Timeout,
} from 'greenlets';
import { runClean, runVirtual } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';
import { caught } from '../support/caught.ts';
import { throwsInTime } from './timed.ts';

/** What a plain function gives or throws. */
function attempt(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

/** Wait for an item under a timeout of no time that throws an error of its own. */
function* giveUpAtOnce(queue: SimpleQueue<string>, result: AsyncResult<string>): Coroutine<void> {
  const error = new RangeError('no time');
  try {
    yield* new Timeout(0, error).run(function* () {
      result.set(yield* queue.get());
    });
  } catch (thrown) {
    if (thrown !== error) throw thrown;
    result.set('timed out');
  }
}

const queues = [
  ['SimpleQueue', SimpleQueue],
  ['Queue', Queue],
] as const;

describe.each(queues)('a %s', (_name, Kind) => {
  test('putNowait from the hub puts until it is full', async () => {
    await runClean(function* (hub) {
      const queue = new Kind<number>(1);
      const results: unknown[] = [];
      for (const item of [2, 3]) hub.runCallback(() => results.push(attempt(() => queue.putNowait(item))));
      yield* sleep(0);
      expect(results).toEqual([undefined, expect.any(Full)]);
      queue.getNowait();
    });
  });

  test('putNowait from the hub wakes a getter', async () => {
    await runClean(function* (hub) {
      const queue = new Kind<number>();
      const getter = spawn(() => queue.get());
      yield* sleep(1);
      expect([queue.empty(), queue.full()]).toEqual([true, false]);
      hub.runCallback(() => queue.putNowait(10));
      expect(getter.dead).toBe(false);
      yield* sleep(1);
      expect([getter.value, queue.empty(), queue.full()]).toEqual([10, true, false]);
    });
  });

  test('getNowait from the hub takes until it is empty', async () => {
    await runClean(function* (hub) {
      const queue = new Kind<number>(1);
      yield* queue.put(4);
      const results: unknown[] = [];
      for (let i = 0; i < 2; i++) hub.runCallback(() => results.push(attempt(() => queue.getNowait())));
      yield* sleep(0);
      expect(results).toEqual([4, expect.any(Empty)]);
    });
  });

  test('getNowait from the hub takes what a putter has put', async () => {
    await runClean(function* (hub) {
      const queue = new Kind<number>(1);
      const putter = spawn(() => queue.put(5));
      expect(queue.empty()).toBe(true);
      yield* sleep(0);
      expect(queue.full()).toBe(true);
      const results: unknown[] = [];
      hub.runCallback(() => results.push(queue.getNowait()));
      yield* sleep(0);
      expect([queue.empty(), results, putter.dead]).toEqual([true, [5], true]);
    });
  });

  test('an item put goes to the getter that waits', async () => {
    await runClean(function* () {
      const queue = new Kind<string>();
      const waiter = spawn(() =>
        new Timeout(100).run(function* () {
          return yield* queue.get();
        }),
      );
      yield* sleep(10);
      yield* queue.put('hi');
      yield* sleep(10);
      expect(yield* waiter.get({ timeout: 0 })).toBe('hi');
    });
  });

  test('put, peek and get of what is there do not switch', async () => {
    await runClean(function* () {
      const queue = new Kind<string>();
      const other = spawn(() => {});
      yield* queue.put('hi');
      expect([yield* queue.peek(), yield* queue.get(), other.dead]).toEqual(['hi', 'hi', false]);
    });
  });

  test('peek of an empty one waits: for ever, or until its time is up', async () => {
    const queue = new Kind<string>();
    await expect(runVirtual(() => queue.peek())).rejects.toThrow(`MainGreenlet waits in peek of a ${_name}`);
    await runClean(function* (hub) {
      const waiter = spawn(() => queue.peek({ timeout: 10 }));
      expect(yield* caught(waiter.get())).toBeInstanceOf(Empty);
      expect(hub.now()).toBe(10);
    });
  });

  test('a peek that waits leaves the item there', async () => {
    await runClean(function* () {
      const queue = new Kind<number>();
      const peeker = spawn(() => queue.peek());
      yield* sleep(0);
      yield* queue.put(1);
      expect(yield* peeker.get()).toBe(1);
      expect(yield* queue.peek()).toBe(1);
    });
  });

  test('of two places lets a third item in when one is taken', async () => {
    await runClean(function* () {
      const queue = new Kind<string>(2);
      const put: string[] = [];
      const putter = spawn(function* () {
        for (const item of ['a', 'b', 'c']) {
          yield* queue.put(item);
          put.push(item);
        }
        return 'ok';
      });
      yield* sleep(0);
      expect(put).toEqual(['a', 'b']);
      expect(yield* queue.get()).toBe('a');
      yield* sleep(0);
      expect(put).toEqual(['a', 'b', 'c']);
      expect([yield* queue.get(), yield* queue.get()]).toEqual(['b', 'c']);
      expect(yield* putter.get({ timeout: 0 })).toBe('ok');
    });
  });

  test('gives each of several getters one item', async () => {
    await runClean(function* () {
      const queue = new Kind<string>();
      const results = [1, 2, 3, 4].map(() => new AsyncResult<string>());
      for (const result of results) {
        spawn(function* () {
          result.set(yield* queue.get());
        });
      }
      yield* sleep(10);
      const arrived = function* (): Coroutine<number> {
        let count = 0;
        for (const result of results) if ((yield* result.wait({ timeout: 1 })) !== undefined) count++;
        return count;
      };
      yield* queue.put('1');
      expect(yield* arrived()).toBe(1);
      yield* queue.put('2');
      expect(yield* arrived()).toBe(2);
      yield* queue.put('3');
      yield* queue.put('4');
      expect(yield* arrived()).toBe(4);
      expect(new Set(results.map(({ value }) => value))).toEqual(new Set(['1', '2', '3', '4']));
    });
  });

  test('a getter that timed out takes nothing of what is put later', async () => {
    await runClean(function* () {
      const queue = new Kind<string>();
      const result = new AsyncResult<string>();
      spawn(giveUpAtOnce, queue, result);
      expect(yield* result.get()).toBe('timed out');
      yield* queue.put('hi');
      expect(yield* queue.get()).toBe('hi');
    });
  });

  test('an item outlives the greenlet that put it', async () => {
    await runClean(function* () {
      const queue = new Kind<string>();
      spawn(() => queue.put('sent'));
      expect(yield* queue.get()).toBe('sent');
    });
  });

  test('of two getters, one of which timed out, the other gets the item', async () => {
    await runClean(function* () {
      const queue = new Kind<string>();
      const dying = new AsyncResult<string>();
      spawn(giveUpAtOnce, queue, dying);
      const waiter = spawn(() => queue.get());
      yield* sleep(100);
      yield* queue.put('hi');
      expect(yield* dying.get()).toBe('timed out');
      expect(yield* waiter.get()).toBe('hi');
    });
  });

  test('when all getters have timed out the item stays', async () => {
    await runClean(function* () {
      const queue = new Kind<string>();
      const results = [new AsyncResult<string>(), new AsyncResult<string>()];
      for (const result of results) spawn(giveUpAtOnce, queue, result);
      yield* sleep(100);
      yield* queue.put('sent');
      for (const result of results) expect(yield* result.get()).toBe('timed out');
      expect(yield* queue.get()).toBe('sent');
    });
  });
});

describe('a Channel', () => {
  test('putNowait without a getter is Full', async () => {
    await runClean(function* () {
      const channel = new Channel<number>();
      expect(yield* caught(channel.putNowait(2))).toBeInstanceOf(Full);
      expect(yield* caught(channel.putNowait(3))).toBeInstanceOf(Full);
    });
  });

  test('putNowait reaches a getter that waits', async () => {
    await runClean(function* () {
      const channel = new Channel<number>();
      const getter = spawn(() => channel.get());
      yield* sleep(1);
      expect([channel.empty(), channel.full()]).toEqual([true, true]);
      yield* channel.putNowait(10);
      yield* sleep(1);
      expect([getter.value, channel.empty(), channel.full()]).toEqual([10, true, true]);
    });
  });

  test('getNowait takes from a putter that waits', async () => {
    await runClean(function* () {
      const channel = new Channel<number>();
      const putter = spawn(() => channel.put(5));
      yield* sleep(1);
      expect([channel.empty(), channel.full()]).toEqual([true, true]);
      expect(yield* channel.getNowait()).toBe(5);
      yield* sleep(1);
      expect([putter.dead, channel.empty(), channel.full()]).toEqual([true, true, true]);
    });
  });

  test('an item put goes to the getter that waits', async () => {
    await runClean(function* () {
      const channel = new Channel<string>();
      const waiter = spawn(() => channel.get({ timeout: 100 }));
      yield* sleep(10);
      yield* channel.put('hi');
      yield* sleep(10);
      expect(yield* waiter.get({ timeout: 0 })).toBe('hi');
    });
  });

  test('a put ends only when its item is taken', async () => {
    await runClean(function* () {
      const channel = new Channel<string>();
      const sender = spawn(() => channel.put('hi'));
      yield* sleep(1);
      expect(sender.dead).toBe(false);
      const receiver = spawn(() => channel.get());
      expect(yield* receiver.get()).toBe('hi');
      yield* sender.get({ timeout: 0 });
    });
  });

  test('a getter runs before the putter that served it', async () => {
    await runClean(function* () {
      const channel = new Channel<string>();
      const events: string[] = [];
      const other = spawn(function* () {
        events.push(yield* channel.get());
        events.push(yield* channel.get());
      });
      events.push('sending');
      yield* channel.put('hello');
      events.push('sent hello');
      yield* channel.put('world');
      events.push('sent world');
      expect(events).toEqual(['sending', 'hello', 'sent hello', 'world', 'sent world']);
      yield* other.get();
    });
  });

  test('a putter goes on after the getter, which may get again first', async () => {
    await runClean(function* () {
      const channel = new Channel<string>();
      const events: string[] = [];
      const other = spawn(function* () {
        events.push('sending hello');
        yield* channel.put('hello');
        events.push('sending world');
        yield* channel.put('world');
        events.push('sent world');
      });
      events.push('waiting');
      events.push(yield* channel.get());
      events.push(yield* channel.get());
      expect(events).toEqual(['waiting', 'sending hello', 'hello', 'sending world', 'world']);
      yield* sleep(0);
      expect(events.at(-1)).toBe('sent world');
      yield* other.get();
    });
  });
});

describe('a Queue', () => {
  test('counts a task until it is done', async () => {
    await runClean(function* () {
      const queue = new Queue<object>();
      const item = {};
      spawn(() => queue.put(item));
      expect(yield* queue.get()).toBe(item);
      expect(queue.unfinishedTasks).toBe(1);
      queue.taskDone();
      expect(queue.unfinishedTasks).toBe(0);
    });
  });

  test('that is shut down gives what it holds, then ShutDown', async () => {
    await runClean(function* () {
      const queue = new Queue<string>();
      yield* queue.put('L');
      queue.putNowait('O');
      queue.shutdown();
      expect(yield* caught(queue.put('E'))).toBeInstanceOf(ShutDown);
      expect(() => queue.putNowait('W')).toThrow(ShutDown);
      for (const item of ['L', 'O']) {
        expect(yield* queue.get()).toBe(item);
        queue.taskDone();
      }
      expect(yield* queue.join()).toBe(true);
      expect(yield* caught(queue.get())).toBeInstanceOf(ShutDown);
      expect(() => queue.getNowait()).toThrow(ShutDown);
      expect(yield* caught(queue.get({ timeout: 1000 }))).toBeInstanceOf(ShutDown);
    });
  });

  test('that is shut down immediately gives nothing and has nothing left to do', async () => {
    await runClean(function* () {
      const queue = new Queue<string>();
      yield* queue.put('L');
      queue.putNowait('O');
      queue.shutdown({ immediate: true });
      expect(yield* caught(queue.put('E'))).toBeInstanceOf(ShutDown);
      expect(() => queue.putNowait('W')).toThrow(ShutDown);
      expect(yield* caught(queue.get())).toBeInstanceOf(ShutDown);
      expect(() => queue.getNowait()).toThrow(ShutDown);
      expect(() => queue.taskDone()).toThrow(MisuseError);
      expect(yield* queue.join()).toBe(true);
    });
  });

  test('into which nothing was put joins at once, without a switch', async () => {
    await runClean(function* () {
      const other = spawn(() => {});
      expect(yield* new Queue().join()).toBe(true);
      expect(other.dead).toBe(false);
    });
  });
});

test('iteration of a queue ends where gevent ends it by putting StopIteration: at its shutdown', async () => {
  await runClean(function* () {
    const queue = new Queue<number>();
    const taken: number[] = [];
    const reader = spawn(() =>
      each(queue, function* (item) {
        taken.push(item);
      }),
    );
    yield* queue.put(1);
    yield* sleep(0);
    queue.shutdown();
    yield* reader.get();
    expect(taken).toEqual([1]);
  });
});

describe.each([
  ['SimpleQueue', () => new SimpleQueue<number>(), () => new SimpleQueue<number>(1)],
  ['Queue', () => new Queue<number>(), () => new Queue<number>(1)],
  ['LifoQueue', () => new LifoQueue<number>(), () => new LifoQueue<number>(1)],
  ['PriorityQueue', () => new PriorityQueue<number>(), () => new PriorityQueue<number>(1)],
  ['Channel', () => new Channel<number>(), () => new Channel<number>()],
])('a timed %s:', (_name, make, makeSmall) => {
  describe('a timed get', () => {
    throwsInTime(function* (timeout) {
      return yield* make().get({ timeout });
    }, Empty);
  });

  describe('a timed put into a full one', () => {
    throwsInTime(function* (timeout) {
      const queue = makeSmall();
      while (!queue.full()) yield* queue.put(1);
      yield* queue.put(2, { timeout });
    }, Full);
  });
});
