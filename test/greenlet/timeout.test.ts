import { describe, expect, test } from 'vitest';
import {
  Event,
  GreenletExit,
  isControl,
  MisuseError,
  Queue,
  sleep,
  spawn,
  Timeout,
  wait,
  withTimeout,
  type Coroutine,
  type TimeoutException,
} from 'greenlets';
import { runClean, runVirtual } from 'greenlets/testing';
import { caught } from '../support/caught.ts';

class Late extends Error {}

/** Sleep, and give what ended the sleep. */
function* nap(ms: number): Coroutine<unknown> {
  try {
    yield* sleep(ms);
  } catch (error) {
    return error;
  }
  return 'slept';
}

describe('Timeout', () => {
  test('is thrown into the greenlet that started it when its time is up', async () => {
    await runClean(function* (hub) {
      const limit = Timeout.startNew(10);
      expect(limit.pending).toBe(true);
      expect(yield* nap(20)).toBe(limit);
      expect([limit.pending, hub.now()]).toEqual([false, 10]);
    });
  });

  test('does nothing once it is cancelled', async () => {
    await runClean(function* () {
      const limit = Timeout.startNew(10);
      yield* sleep(5);
      limit.cancel();
      expect(limit.pending).toBe(false);
      expect(yield* nap(20)).toBe('slept');
    });
  });

  test.each<[string, TimeoutException, (limit: Timeout) => unknown]>([
    ['itself', undefined, (limit) => limit],
    ['itself, if it is made with false', false, (limit) => limit],
    ['itself, if it is made with a text', 'too slow', (limit) => limit],
    ['an instance of a class', Late, () => expect.any(Late)],
  ])('throws %s', async (_what, exception, expected) => {
    await runClean(function* () {
      const limit = Timeout.startNew(5, exception);
      expect(yield* nap(10)).toEqual(expected(limit));
    });
  });

  test('throws the error it was made with', async () => {
    await runClean(function* () {
      const late = new Late('late');
      Timeout.startNew(5, late);
      expect(yield* nap(10)).toBe(late);
    });
  });

  test.each<[number | null, TimeoutException, string]>([
    [null, undefined, ''],
    [100, undefined, '100 ms'],
    [0.5, undefined, '0.5 ms'],
    [100, false, '100 ms (silent)'],
    [100, 'too slow', '100 ms: too slow'],
    [100, Late, '100 ms: Late'],
  ])('of %s with %s has the message %j', (ms, exception, message) => {
    expect(new Timeout(ms, exception).message).toBe(message);
  });

  test('has its code and name, is an Error, and steers control', () => {
    const limit = new Timeout(5);
    expect(limit).toBeInstanceOf(Error);
    expect([limit.name, limit.code, isControl(limit)]).toEqual(['Timeout', 'ERR_TIMEOUT', true]);
  });

  test('cannot be started while it is pending, nor after close', async () => {
    await runClean(function* () {
      const limit = Timeout.startNew(10);
      expect(() => limit.start()).toThrow(MisuseError);
      expect(() => limit.start()).toThrow('started twice');
      limit.close();
      expect(() => limit.start()).toThrow('after close()');
      yield* sleep(0);
    });
  });

  test('closed before a wait under it begins, it leaves nobody waiting', async () => {
    await runClean(function* () {
      const queue = new Queue<string>();
      const event = new Event();
      for (const begin of [queue.get, queue.peek]) {
        const limit = new Timeout(10);
        const given = begin.call(queue, { timeout: limit });
        limit.close();
        expect(yield* caught(given)).toBeInstanceOf(MisuseError);
        expect(queue.waiting.getters).toBe(0);
      }
      const limit = new Timeout(10);
      const waits = [event.wait({ timeout: limit }), wait([event], { timeout: limit })];
      limit.close();
      for (const given of waits) {
        expect(yield* caught(given)).toBeInstanceOf(MisuseError);
        expect(event.linkcount()).toBe(0);
      }
    });
  });

  test('started anew has its whole time before it, after an expiry and after a cancel', async () => {
    await runClean(function* (hub) {
      const limit = Timeout.startNew(10);
      yield* nap(20);
      limit.start();
      yield* sleep(6);
      limit.cancel();
      limit.start();
      expect(yield* nap(20)).toBe(limit);
      expect(hub.now()).toBe(26);
    });
  });

  test('of null never expires', async () => {
    await runClean(function* () {
      const limit = Timeout.startNew(null);
      expect(limit.pending).toBe(false);
      yield* sleep(1000);
      limit.close();
    });
  });

  test('of 0 is thrown at the next look at the timers, not at the call', async () => {
    await runClean(function* (hub) {
      const limit = Timeout.startNew(0);
      yield* sleep(0);
      expect(yield* nap(5)).toBe(limit);
      expect(hub.now()).toBe(0);
    });
  });

  test('startNew gives a Timeout back as it is, started', async () => {
    await runClean(function* () {
      const limit = new Timeout(10);
      expect(Timeout.startNew(limit)).toBe(limit);
      expect(limit.pending).toBe(true);
      expect(Timeout.startNew(limit)).toBe(limit);
      limit.cancel();
      yield* sleep(0);
    });
  });

  test('is thrown once: what swallows it is not interrupted again', async () => {
    await runClean(function* (hub) {
      Timeout.startNew(5);
      yield* nap(10);
      expect(yield* nap(100)).toBe('slept');
      expect(hub.now()).toBe(105);
    });
  });

  test('cannot interrupt code that does not wait', async () => {
    await runClean(function* (hub) {
      const limit = Timeout.startNew(5);
      (hub.host as unknown as { advance(ms: number): void }).advance(50);
      expect(limit.pending).toBe(true);
      expect(yield* nap(100)).toBe(limit);
    });
  });

  test('does not outlive its greenlet', async () => {
    await runClean(function* () {
      yield* spawn(function* () {
        Timeout.startNew(5);
        yield* sleep(1);
      }).join();
      expect(yield* nap(10)).toBe('slept');
    });
  });

  test('dispose closes it', async () => {
    await runClean(function* () {
      const limit = Timeout.startNew(5);
      limit[Symbol.dispose]();
      expect(() => limit.start()).toThrow('after close()');
      yield* sleep(10);
    });
  });
});

describe('run of a Timeout', () => {
  test('gives what the body gives, and closes the timeout', async () => {
    await runClean(function* () {
      const limit = new Timeout(10);
      const result = yield* limit.run(function* () {
        expect(limit.pending).toBe(true);
        yield* sleep(5);
        return 'done';
      });
      expect([result, limit.pending]).toEqual(['done', false]);
      expect(() => limit.start()).toThrow('after close()');
    });
  });

  test('swallows only itself, and only with false', async () => {
    await runClean(function* () {
      expect(yield* new Timeout(5, false).run(() => sleep(10) as never)).toBeUndefined();
      const loud = new Timeout(5);
      expect(yield* caught(loud.run(() => sleep(10) as never))).toBe(loud);
      const outer = Timeout.startNew(5);
      expect(yield* caught(new Timeout(50, false).run(() => sleep(100) as never))).toBe(outer);
    });
  });

  test('of nested ones, the earliest wins', async () => {
    const trace: string[] = [];
    await runClean(function* (hub) {
      const outer = new Timeout(10, false);
      yield* outer.run(function* () {
        yield* new Timeout(5, false).run(() => sleep(100) as never);
        trace.push(`inner at ${hub.now()}`);
        yield* new Timeout(50, false).run(() => sleep(100) as never);
        trace.push('never');
      });
      trace.push(`outer at ${hub.now()}`);
    });
    expect(trace).toEqual(['inner at 5', 'outer at 10']);
  });
});

describe('withTimeout', () => {
  test('gives what the body gives in time, and leaves no timer', async () => {
    await runClean(function* () {
      expect(
        yield* withTimeout(10, function* () {
          yield* sleep(5);
          return 'done';
        }),
      ).toBe('done');
    });
  });

  test('throws a Timeout of its own when the time is up', async () => {
    await runClean(function* (hub) {
      const error = yield* caught(withTimeout(10, () => sleep(50) as never));
      expect(error).toBeInstanceOf(Timeout);
      expect([(error as Timeout).ms, hub.now()]).toEqual([10, 10]);
    });
  });

  test('gives the timeoutValue instead, undefined included', async () => {
    await runClean(function* () {
      const never = (): Coroutine<never> => sleep(50) as never;
      expect(yield* withTimeout(10, never, { timeoutValue: 'late' })).toBe('late');
      expect(yield* withTimeout(10, never, { timeoutValue: undefined })).toBeUndefined();
    });
  });

  test('passes on what the body throws', async () => {
    await runClean(function* () {
      const error = new Late();
      const failing = function* (): Coroutine<void> {
        yield* sleep(1);
        throw error;
      };
      expect(yield* caught(withTimeout(10, failing, { timeoutValue: 1 }))).toBe(error);
    });
  });

  test('never completes normally once the time is up, whatever the body swallowed', async () => {
    await runClean(function* (hub) {
      hub.onWarning = () => {};
      const stubborn = function* (): Coroutine<string> {
        try {
          yield* sleep(50);
        } catch {}
        yield* sleep(1);
        return 'went on';
      };
      expect(yield* caught(withTimeout(10, stubborn))).toBeInstanceOf(Timeout);
      expect(yield* withTimeout(10, stubborn, { timeoutValue: 'late' })).toBe('late');
      expect(hub.now()).toBe(22);
    });
  });

  test('waits for a finally that waits', async () => {
    const trace: string[] = [];
    await runClean(function* (hub) {
      const careful = function* (): Coroutine<void> {
        try {
          yield* sleep(50);
        } finally {
          yield* sleep(5);
          trace.push(`cleaned up at ${hub.now()}`);
        }
      };
      yield* withTimeout(10, careful, { timeoutValue: null });
    });
    expect(trace).toEqual(['cleaned up at 15']);
  });

  test('lets a timeout from outside through, and a kill', async () => {
    await runClean(function* () {
      const inner = (): Coroutine<unknown> =>
        withTimeout(100, () => sleep(500) as never, { timeoutValue: 'inner' }) as never;
      expect(yield* withTimeout(10, inner, { timeoutValue: 'outer' })).toBe('outer');
      const worker = spawn(inner);
      yield* sleep(0);
      yield* worker.kill();
      expect(worker.value).toBeInstanceOf(GreenletExit);
    });
  });

  test('of Infinity is no limit', async () => {
    const endless = runVirtual(function* () {
      yield* withTimeout(Infinity, () => new Event().wait() as never);
    });
    await expect(endless).rejects.toHaveProperty('code', 'ERR_LOOP_EXIT');
  });

  test('of 0 gives way to what is ready', async () => {
    await runClean(function* () {
      const busy = function* (): Coroutine<string> {
        for (let i = 0; i < 5; i++) yield* sleep(0);
        return 'done';
      };
      expect(yield* withTimeout(0, busy, { timeoutValue: 'late' })).toBe('done');
    });
  });
});
