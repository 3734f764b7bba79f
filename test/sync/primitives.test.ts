import { describe, expect, test } from 'vitest';
import {
  AsyncResult,
  Empty,
  Event,
  Full,
  joinall,
  Queue,
  Semaphore,
  sleep,
  spawn,
  Timeout,
  type Coroutine,
} from 'greenlets';
import { runClean } from 'greenlets/testing';
import { caught } from '../support/caught.ts';

describe('an Event', () => {
  test('wakes everybody who waits, in order, though it is clear again before they run', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const event = new Event();
      const waiters = ['a', 'b'].map((name) =>
        spawn(function* () {
          trace.push(`${name} ${yield* event.wait()} ${event.isSet()}`);
        }),
      );
      yield* sleep(0);
      event.set();
      event.clear();
      trace.push('cleared');
      yield* joinall(waiters);
    });
    expect(trace).toEqual(['cleared', 'a true false', 'b true false']);
  });

  test('that is set does not make anybody switch', async () => {
    await runClean(function* () {
      const event = new Event();
      event.set();
      const other = spawn(() => {});
      expect(yield* event.wait()).toBe(true);
      expect(other.ready()).toBe(false);
      yield* other.join();
    });
  });

  test('gives way to others from round to round to one that waits again and again', async () => {
    // As gevent 22.10.2 prints it.
    const trace: string[] = [];
    await runClean(function* () {
      const event = new Event();
      const first = spawn(function* () {
        yield* event.wait();
        trace.push('first');
      });
      yield* sleep(0);
      const again = spawn(function* () {
        for (let i = 0; i < 3; i++) {
          yield* event.wait();
          trace.push(`again ${i}`);
        }
      });
      event.set();
      const other = spawn(function* () {
        for (let i = 0; i < 4; i++) {
          trace.push(`other ${i}`);
          yield* sleep(0);
        }
      });
      yield* joinall([first, again, other]);
    });
    expect(trace).toEqual(['first', 'again 0', 'other 0', 'again 1', 'again 2', 'other 1', 'other 2', 'other 3']);
  });

  test('gives false when the time is up, and leaves no waiter', async () => {
    await runClean(function* (hub) {
      const event = new Event();
      expect(yield* event.wait({ timeout: 5 })).toBe(false);
      expect([hub.now(), event.linkcount()]).toEqual([5, 0]);
      expect(yield* event.wait({ timeout: 0 })).toBe(false);
    });
  });

  test('calls its links from the hub, once, later, also if it is set already', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const event = new Event();
      const [kept, taken] = [() => trace.push('kept'), () => trace.push('taken back')];
      event.rawlink(kept);
      event.rawlink(taken);
      event.unlink(taken);
      event.set();
      event.rawlink(() => trace.push('late'));
      trace.push('not yet');
      yield* sleep(0);
      event.clear();
      event.set();
      yield* sleep(0);
    });
    expect(trace).toEqual(['not yet', 'kept', 'late']);
  });
});

describe('an AsyncResult', () => {
  test('gives its value to all, and the newest one to those who have not run yet', async () => {
    await runClean(function* () {
      const result = new AsyncResult<number>();
      const getter = spawn(() => result.get());
      yield* sleep(0);
      result.set(1);
      result.set(2);
      expect(yield* getter.get()).toBe(2);
      expect([result.getNowait(), result.value, result.ready(), result.successful()]).toEqual([2, 2, true, true]);
    });
  });

  test('may hold undefined', async () => {
    await runClean(function* () {
      const result = new AsyncResult<undefined>();
      result.set(undefined);
      expect([result.ready(), yield* result.get()]).toEqual([true, undefined]);
    });
  });

  test('throws its error from get, the same object; wait gives undefined', async () => {
    await runClean(function* () {
      const result = new AsyncResult<number>();
      const error = new Error('broken');
      result.setException(error);
      expect(yield* caught(result.get())).toBe(error);
      expect(() => result.getNowait()).toThrow(error);
      expect(yield* result.wait()).toBeUndefined();
      expect([result.ready(), result.successful(), result.exception]).toEqual([true, false, error]);
    });
  });

  test('times out with a Timeout from get and undefined from wait', async () => {
    await runClean(function* () {
      const result = new AsyncResult<number>();
      expect(yield* caught(result.get({ timeout: 5 }))).toBeInstanceOf(Timeout);
      expect(yield* caught(result.get({ block: false }))).toBeInstanceOf(Timeout);
      expect(() => result.getNowait()).toThrow(Timeout);
      expect(yield* result.wait({ timeout: 5 })).toBeUndefined();
      expect(result.linkcount()).toBe(0);
    });
  });

  test('linked to a greenlet takes its value or its error', async () => {
    await runClean(function* () {
      const [value, failure] = [new AsyncResult<number>(), new AsyncResult<number>()];
      spawn(() => 5).rawlink(value);
      spawn((): number => {
        throw new Error('broken');
      }).rawlink(failure);
      expect(yield* value.get()).toBe(5);
      expect(yield* caught(failure.get())).toHaveProperty('message', 'broken');
    });
  });
});

describe('a Semaphore', () => {
  test('lets as many in as it has permits, the others first come, first served', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const semaphore = new Semaphore(2);
      const workers = ['a', 'b', 'c', 'd'].map((name) =>
        spawn(() =>
          semaphore.use(function* () {
            trace.push(`${name} in`);
            yield* sleep(1);
            trace.push(`${name} out`);
          }),
        ),
      );
      yield* joinall(workers);
      expect(semaphore.counter).toBe(2);
    });
    expect(trace).toEqual(['a in', 'b in', 'a out', 'b out', 'c in', 'd in', 'c out', 'd out']);
  });

  test('does not hand over: who acquires first after a release has the permit, the waiter keeps its place', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const semaphore = new Semaphore(0);
      const waiter = spawn(function* () {
        yield* semaphore.acquire();
        trace.push('waiter');
      });
      yield* sleep(0);
      expect(semaphore.release()).toBe(1);
      expect(yield* semaphore.acquire()).toBe(true);
      trace.push('barger');
      yield* sleep(0);
      semaphore.release();
      yield* waiter.join();
    });
    expect(trace).toEqual(['barger', 'waiter']);
  });

  test('that is fair lets nobody overtake those who wait', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const semaphore = new Semaphore(0, { fair: true });
      const waiter = spawn(function* () {
        yield* semaphore.acquire();
        trace.push('waiter');
        semaphore.release();
      });
      yield* sleep(0);
      semaphore.release();
      yield* semaphore.acquire();
      trace.push('newcomer');
      yield* waiter.join();
    });
    expect(trace).toEqual(['waiter', 'newcomer']);
  });

  test('answers without blocking, or when the time is up', async () => {
    await runClean(function* (hub) {
      const semaphore = new Semaphore(1);
      expect(semaphore.locked()).toBe(false);
      expect(yield* semaphore.acquire({ blocking: false })).toBe(true);
      expect(yield* semaphore.acquire({ blocking: false })).toBe(false);
      expect(yield* semaphore.acquire({ timeout: 5 })).toBe(false);
      expect([semaphore.locked(), semaphore.counter, semaphore.linkcount(), hub.now()]).toEqual([true, 0, 0, 5]);
    });
  });

  test('may be released more often than it was acquired, and waited for without being taken', async () => {
    await runClean(function* () {
      const semaphore = new Semaphore(0);
      expect([semaphore.release(), semaphore.release()]).toEqual([1, 2]);
      expect([yield* semaphore.wait(), semaphore.counter]).toEqual([2, 2]);
      expect(yield* new Semaphore(0).wait({ timeout: 1 })).toBe(0);
    });
  });

  test('gets its permit back from use when the body throws', async () => {
    await runClean(function* () {
      const semaphore = new Semaphore(1);
      const failing = function* (): Coroutine<void> {
        throw new Error('broken');
      };
      expect(yield* caught(semaphore.use(failing))).toHaveProperty('message', 'broken');
      expect(semaphore.counter).toBe(1);
    });
  });
});

describe('a Queue', () => {
  test('put waits while it is full, get while it is empty; what need not wait does not switch', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const queue = new Queue<number>(1);
      const producer = spawn(function* () {
        for (let i = 0; i < 3; i++) {
          yield* queue.put(i);
          trace.push(`put ${i}`);
        }
      });
      const consumer = spawn(function* () {
        for (let i = 0; i < 3; i++) trace.push(`got ${yield* queue.get()}`);
      });
      yield* joinall([producer, consumer]);
    });
    // gevent.md 2.11: one putter and one getter in turn, each running to its next block.
    expect(trace.filter((entry) => entry.startsWith('got'))).toEqual(['got 0', 'got 1', 'got 2']);
    expect(trace.indexOf('put 0')).toBe(0);
  });

  test('does not hand over: a getter that was woken looks again, and keeps its place', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const queue = new Queue<string>();
      const waiter = spawn(function* () {
        trace.push(`waiter ${yield* queue.get()}`);
      });
      yield* sleep(0);
      queue.putNowait('one');
      trace.push(`barger ${queue.getNowait()}`);
      yield* sleep(0);
      queue.putNowait('two');
      yield* waiter.join();
    });
    expect(trace).toEqual(['barger one', 'waiter two']);
  });

  test('throws Empty and Full when the time is up or it may not wait', async () => {
    await runClean(function* (hub) {
      const queue = new Queue<number>(1);
      expect(yield* caught(queue.get({ timeout: 5 }))).toBeInstanceOf(Empty);
      expect(yield* caught(queue.get({ block: false }))).toBeInstanceOf(Empty);
      expect(yield* caught(queue.peek({ timeout: 5 }))).toBeInstanceOf(Empty);
      expect(() => queue.getNowait()).toThrow(Empty);
      expect(() => queue.peekNowait()).toThrow(Empty);
      yield* queue.put(1);
      expect(yield* caught(queue.put(2, { timeout: 5 }))).toBeInstanceOf(Full);
      expect(yield* caught(queue.put(2, { block: false }))).toBeInstanceOf(Full);
      expect(() => queue.putNowait(2)).toThrow(Full);
      expect([hub.now(), queue.qsize(), queue.waiting]).toEqual([15, 1, { getters: 0, putters: 0 }]);
    });
  });

  test('lets the Timeout of somebody else pass', async () => {
    await runClean(function* () {
      const queue = new Queue<number>();
      const outer = Timeout.startNew(5);
      expect(yield* caught(queue.get({ timeout: 100 }))).toBe(outer);
      expect(queue.waiting.getters).toBe(0);
    });
  });

  test('may begin with items, more than its size, and may change its size', async () => {
    await runClean(function* () {
      const queue = new Queue<number>(1, { items: [1, 2, 3] });
      expect([queue.qsize(), queue.full(), queue.maxsize]).toEqual([3, true, 1]);
      const putter = spawn(() => queue.put(4));
      yield* sleep(0);
      queue.maxsize = 4;
      yield* putter.get();
      expect([yield* queue.peek(), yield* queue.get(), queue.qsize()]).toEqual([1, 1, 3]);
      queue.maxsize = null;
      expect([queue.maxsize, queue.full()]).toEqual([null, false]);
    });
  });

  test('keeps undefined, null and NaN as items like any other', async () => {
    await runClean(function* () {
      const queue = new Queue<unknown>(null, { items: [undefined, null, NaN] });
      expect([yield* queue.get(), yield* queue.get(), yield* queue.get(), queue.empty()]).toEqual([
        undefined,
        null,
        NaN,
        true,
      ]);
    });
  });

  test('an item whose putter is killed or times out is not put', async () => {
    await runClean(function* () {
      const queue = new Queue<string>(1, { items: ['first'] });
      const killed = spawn(() => queue.put('killed'));
      yield* sleep(0);
      yield* killed.kill();
      yield* caught(queue.put('late', { timeout: 1 }));
      expect([queue.getNowait(), queue.qsize()]).toEqual(['first', 0]);
      yield* sleep(0);
      expect(queue.empty()).toBe(true);
    });
  });

  test('a getter that is killed takes nothing; one that was chosen before the kill takes its item', async () => {
    await runClean(function* () {
      const queue = new Queue<number>();
      const [killedFirst, chosenFirst] = [spawn(() => queue.get()), spawn(() => queue.get())];
      yield* sleep(0);
      killedFirst.kill();
      queue.putNowait(1);
      chosenFirst.kill();
      expect(yield* chosenFirst.get()).toBe(1);
      yield* killedFirst.join();
      expect(queue.qsize()).toBe(0);
    });
  });

  test('in a hub callback, putNowait makes room and getNowait lets putters in', async () => {
    await runClean(function* (hub) {
      const queue = new Queue<number>(1);
      const putter = spawn(() => queue.put(2));
      queue.putNowait(1);
      yield* sleep(0);
      const got: number[] = [];
      hub.runCallback(() => got.push(queue.getNowait(), queue.getNowait()));
      yield* putter.join();
      expect(got).toEqual([1, 2]);
    });
  });

  test('in a hub callback, putNowait lets a getter go first that was promised the item in its way', async () => {
    // As gevent 22.10.2 prints it.
    await runClean(function* (hub) {
      const trace: string[] = [];
      const queue = new Queue<string>(1);
      const getter = spawn(function* () {
        trace.push(yield* queue.get());
      });
      yield* sleep(0);
      hub.runCallback(() => {
        for (const item of ['a', 'b']) {
          queue.putNowait(item);
          trace.push(`put ${item}`);
        }
      });
      yield* getter.join();
      expect([trace, queue.qsize()]).toEqual([['put a', 'a', 'put b'], 1]);
    });
  });
});
