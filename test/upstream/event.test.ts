/**
 * What gevent's test__event asserts, in virtual time. docs/upstream-tests.md says which test stands for which.
 */
import { AsyncResult, Event, idle, joinall, sleep, spawn, spawnLater, Timeout, wait, withTimeout } from 'greenlets';
import { runClean } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';
import { caught } from '../support/caught.ts';
import { answersInTime, throwsInTime } from './timed.ts';

class Expected extends Error {}

describe('a timed wait of an Event', () => {
  answersInTime(function* (timeout) {
    return yield* new Event().wait({ timeout });
  }, false);
});

describe('a timed wait() for an Event', () => {
  answersInTime(function* (timeout) {
    return yield* wait([new Event()], { timeout });
  }, []);
});

describe('a timed wait of an AsyncResult', () => {
  answersInTime(function* (timeout) {
    return yield* new AsyncResult().wait({ timeout });
  }, undefined);
});

describe('a timed wait() for an AsyncResult', () => {
  answersInTime(function* (timeout) {
    return yield* wait([new AsyncResult()], { timeout });
  }, []);
});

describe('a timed get of an AsyncResult', () => {
  throwsInTime(function* (timeout) {
    return yield* new AsyncResult().get({ timeout });
  }, Timeout);
});

describe('an Event', () => {
  test('that is cleared by the one it woke does not count as set for a wait begun there', async () => {
    await runClean(function* () {
      const event = new Event();
      const waiter = spawn(function* () {
        const setter = spawn(() => event.set());
        expect(yield* event.wait()).toBe(true);
        expect(event.ready()).toBe(true);
        yield* setter.join();
        event.clear();
        expect(event.ready()).toBe(false);
        expect(yield* wait([event], { timeout: 10 })).toEqual([]);
        expect(event.ready()).toBe(false);
      });
      yield* waiter.get();
    });
  });

  test.each([1, 100, 1000])('set and cleared at once wakes all %i who waited', async (count) => {
    await runClean(function* () {
      const event = new Event();
      const waiters = Array.from({ length: count }, () => spawn(() => event.wait()));
      yield* sleep(1);
      event.set();
      event.clear();
      yield* joinall(waiters);
      expect(waiters.every(({ value }) => value === true)).toBe(true);
    });
  });

  test('lets a wait begun during its notification go last, but in the same pass', async () => {
    await runClean(function* () {
      const event = new Event();
      const results: number[] = [];
      const waitThenPush = function* (n: number) {
        yield* event.wait();
        results.push(n);
      };
      spawn(waitThenPush, 1);
      spawn(waitThenPush, 2);
      yield* idle();
      expect(event.linkcount()).toBe(2);
      const nextTurn = spawn(function* () {
        yield* idle();
        results.push(4);
      });
      yield* sleep(0);
      event.set();
      yield* waitThenPush(3);
      expect(results).toEqual([1, 2, 3]);
      yield* nextTurn.join();
    });
  });

  test('that is set can be waited for with wait() again and again', async () => {
    await runClean(function* () {
      const event = new Event();
      event.set();
      expect(yield* wait([event])).toEqual([event]);
      expect(yield* wait([event])).toEqual([event]);
    });
  });
});

describe('an AsyncResult', () => {
  test('links functions only, and takes back what was never linked', () => {
    const result = new AsyncResult();
    expect(() => result.rawlink(null as never)).toThrow(TypeError);
    expect(() => result.unlink(null as never)).not.toThrow();
    expect(() => result.unlink(null as never)).not.toThrow();
  });

  test('throws the very error that was set to those who get', async () => {
    await runClean(function* () {
      const result = new AsyncResult();
      expect(result.exception).toBe(undefined);
      const waiter = spawn(function* () {
        return yield* caught(result.get());
      });
      const error = new Expected();
      result.setException(error);
      yield* sleep(0);
      expect(waiter.value).toBe(error);
    });
  });

  test('a timeout around a get throws its own error there', async () => {
    await runClean(function* () {
      const result = new AsyncResult<string>();
      const setter = spawnLater(120, () => result.set('hello'));
      const error = new Expected('interrupted');
      const limit = Timeout.startNew(0, error);
      expect(yield* caught(result.get())).toBe(error);
      limit.close();
      yield* setter.kill();
    });
  });

  test('that nobody sets leaves withTimeout its value', async () => {
    await runClean(function* (hub) {
      const result = new AsyncResult<string>();
      const got = yield* withTimeout(
        120,
        function* () {
          return yield* result.get();
        },
        { timeoutValue: null },
      );
      expect([got, hub.now()]).toEqual([null, 120]);
    });
  });

  test('that is not set yet throws a Timeout at who will not wait', async () => {
    await runClean(function* () {
      const result = new AsyncResult();
      expect(yield* caught(result.get({ block: false }))).toBeInstanceOf(Timeout);
      expect(() => result.getNowait()).toThrow(Timeout);
    });
  });

  test('linked to a greenlet gets its value, by link and linkValue', async () => {
    await runClean(function* () {
      const greenlet = spawn(() => 1);
      const [always, onValue, onError] = [new AsyncResult(), new AsyncResult(), new AsyncResult()];
      greenlet.rawlink(always);
      greenlet.linkValue((source) => onValue.notify(source));
      greenlet.linkException((source) => onError.notify(source));
      expect([yield* always.get(), yield* onValue.get()]).toEqual([1, 1]);
      yield* sleep(120);
      expect(onError.ready()).toBe(false);
    });
  });

  test('linked to a greenlet gets its error, by link and linkException', async () => {
    await runClean(function* () {
      const greenlet = spawn(() => {
        throw new Expected();
      });
      const [always, onValue, onError] = [new AsyncResult(), new AsyncResult(), new AsyncResult()];
      greenlet.rawlink(always);
      greenlet.linkValue((source) => onValue.notify(source));
      greenlet.linkException((source) => onError.notify(source));
      expect(yield* caught(always.get())).toBeInstanceOf(Expected);
      expect(yield* caught(onError.get())).toBeInstanceOf(Expected);
      yield* sleep(120);
      expect(onValue.ready()).toBe(false);
    });
  });
});

test.each([
  ['1000 ms', { timeout: 1000 }, 10],
  ['all the time it takes', {}, 10],
  ['1000 ms and one of them', { timeout: 1000, count: 1 }, 1],
  ['1000 ms and two of them', { timeout: 1000, count: 2 }, 2],
])('wait() for events and results set one after the other, given %s', async (_what, options, expected) => {
  await runClean(function* (hub) {
    const objects = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? new Event() : new AsyncResult<undefined>()));
    const sender = spawn(function* () {
      for (const object of objects) {
        yield* sleep(10);
        if (object instanceof Event) object.set();
        else object.set(undefined);
      }
    });
    const arrived = yield* wait(objects, options);
    expect(arrived).toEqual(objects.slice(0, expected));
    expect(hub.now()).toBe(10 * expected);
    expect(sender.dead).toBe(expected === 10);
    yield* sender.kill();
  });
});
