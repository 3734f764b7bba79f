import { describe, expect, test } from 'vitest';
import { call, GreenletExit, sleep, spawn, withTimeout, type Coroutine } from 'greenlets';
import { runClean } from 'greenlets/testing';

function* depth(n: number): Coroutine<number> {
  return n === 0 ? 0 : 1 + (yield* call(depth, n - 1));
}

describe('call', () => {
  test('gives what the coroutine returns, with its arguments', async () => {
    function* add(a: number, b: number): Coroutine<number> {
      yield* sleep(1);
      return a + b;
    }
    await runClean(function* () {
      expect(yield* call(add, 2, 3)).toBe(5);
    });
  });

  test('has no limit of depth: 100,000 levels', async () => {
    expect(await runClean(() => call(depth, 100_000))).toBe(100_000);
    expect(await call(depth, 100_000)).toBe(100_000);
    expect(await spawn(call, depth as never, 50_000 as never).get()).toBe(50_000);
  });

  test('throws what the coroutine throws, at each level in turn', async () => {
    const trace: string[] = [];
    function* failing(n: number): Coroutine<void> {
      try {
        if (n === 0) throw new Error('bottom');
        yield* call(failing, n - 1);
      } finally {
        trace.push(`finally ${n}`);
      }
    }
    await runClean(function* () {
      let message = '';
      try {
        yield* call(failing, 2);
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toBe('bottom');
      yield* sleep(1);
    });
    expect(trace).toEqual(['finally 0', 'finally 1', 'finally 2']);
  });

  test('a caller that catches the error goes on, and may wait and call again', async () => {
    function* failing(): Coroutine<never> {
      yield* sleep(1);
      throw new Error('broken');
    }
    await runClean(function* () {
      for (let i = 0; i < 3; i++) {
        try {
          yield* call(failing);
        } catch {
          yield* sleep(1);
        }
        expect(yield* call(depth, 3)).toBe(3);
      }
    });
  });

  test('a kill unwinds all levels, innermost first, and each finally may wait', async () => {
    const trace: string[] = [];
    function* nested(n: number): Coroutine<void> {
      try {
        if (n === 0) yield* sleep(100);
        else yield* call(nested, n - 1);
        trace.push(`after ${n}`);
      } finally {
        yield* sleep(1);
        trace.push(`finally ${n}`);
      }
    }
    await runClean(function* () {
      const bodies: (() => unknown)[] = [() => nested(2), () => call(nested, 2)];
      for (const body of bodies) {
        trace.length = 0;
        const greenlet = spawn(body);
        yield* sleep(0);
        yield* greenlet.kill();
        expect(greenlet.value).toBeInstanceOf(GreenletExit);
        expect(trace).toEqual(['finally 0', 'finally 1', 'finally 2']);
      }
    });
  });

  test('works inside yield*, and yield* inside it', async () => {
    function* inner(): Coroutine<string> {
      yield* sleep(1);
      return 'inner';
    }
    function* middle(): Coroutine<string> {
      return `${yield* inner()} ${yield* call(inner)}`;
    }
    await runClean(function* () {
      expect(yield* call(middle)).toBe('inner inner');
      expect(yield* middle()).toBe('inner inner');
    });
  });

  test('ends with the timeout around it', async () => {
    await runClean(function* () {
      const slow = function* (): Coroutine<string> {
        return yield* call(function* (): Coroutine<string> {
          yield* sleep(100);
          return 'slow';
        });
      };
      expect(yield* withTimeout(5, slow, { timeoutValue: 'late' })).toBe('late');
    });
  });

  test('takes a function that returns an operation', async () => {
    await runClean(function* () {
      expect(yield* call(() => spawn(() => 5).get() as never)).toBe(5);
      expect(yield* call(() => withTimeout(5, () => depth(2)) as never)).toBe(2);
    });
  });

  test('awaited twice runs once', async () => {
    let runs = 0;
    const once = call(function* (): Coroutine<number> {
      return ++runs;
    });
    expect([await once, await once]).toEqual([1, 1]);
  });
});
