import { describe, expect, test } from 'vitest';
import { GreenletExit, Hub, joinall, sleep, spawn, until, withTimeout, type Greenlet } from 'greenlets';
import { runClean } from 'greenlets/testing';

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

describe('until', () => {
  test('gives what the promise is fulfilled with', async () => {
    await runClean(function* () {
      expect(yield* until(Promise.resolve(5))).toBe(5);
      expect(yield* until(() => Promise.resolve(6))).toBe(6);
      expect(yield* until(new Promise((resolve) => setImmediate(resolve, 7)))).toBe(7);
    });
  });

  test('throws what the promise is rejected with', async () => {
    const reason = { not: 'an error' };
    await runClean(function* () {
      let thrown: unknown;
      try {
        yield* until(Promise.reject(reason));
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBe(reason);
    });
  });

  test('takes any thenable: one that answers at once, one that throws, one that answers twice', async () => {
    type Then = (resolve: (value: number) => void, reject: (error: unknown) => void) => void;
    const thenable = (then: Then): PromiseLike<number> => ({ then }) as unknown as PromiseLike<number>;
    await runClean(function* () {
      expect(yield* until(thenable((resolve) => resolve(1)))).toBe(1);
      expect(
        yield* until(
          thenable((resolve, reject) => {
            resolve(2);
            resolve(3);
            reject(new Error('late'));
          }),
        ),
      ).toBe(2);
      let thrown: unknown;
      try {
        yield* until(
          thenable(() => {
            throw new Error('broken then');
          }),
        );
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toHaveProperty('message', 'broken then');
    });
  });

  test('resumes the greenlets in the order in which the promises settled', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const [a, b, c] = [deferred<string>(), deferred<string>(), deferred<string>()];
      const waiters = [a, b, c].map(({ promise }) =>
        spawn(function* () {
          trace.push(yield* until(promise));
        }),
      );
      yield* sleep(0);
      setImmediate(() => {
        c.resolve('c');
        a.resolve('a');
        b.resolve('b');
      });
      yield* joinall(waiters);
    });
    expect(trace).toEqual(['c', 'a', 'b']);
  });

  test('aborts its signal when the greenlet is killed, with the wait given up at once', async () => {
    await runClean(function* () {
      let signal!: AbortSignal;
      const waiter: Greenlet<unknown> = spawn(() =>
        until((given) => {
          signal = given;
          return new Promise(() => {});
        }),
      );
      yield* sleep(0);
      expect(signal.aborted).toBe(false);
      yield* waiter.kill();
      expect(signal.aborted).toBe(true);
      expect(waiter.value).toBeInstanceOf(GreenletExit);
    });
  });

  test('aborts its signal when the time is up', async () => {
    // On the real clock: virtual time stands still while a promise is waited for.
    let signal!: AbortSignal;
    const value = await new Hub().run(() =>
      withTimeout(
        2,
        function* () {
          yield* until((given) => {
            signal = given;
            return new Promise(() => {});
          });
        },
        { timeoutValue: 'late' },
      ),
    );
    expect([value, signal.aborted]).toEqual(['late', true]);
  });

  test('does not abort its signal when the promise settles', async () => {
    await runClean(function* () {
      let signal!: AbortSignal;
      yield* until((given) => {
        signal = given;
        return Promise.resolve();
      });
      expect(signal.aborted).toBe(false);
    });
  });

  test('a rejection after the kill harms nobody', async () => {
    await runClean(function* () {
      const late = deferred<never>();
      const waiter = spawn(() => until(late.promise));
      yield* sleep(0);
      yield* waiter.kill();
      late.reject(new Error('too late'));
      yield* until(new Promise((resolve) => setImmediate(resolve)));
      expect(waiter.value).toBeInstanceOf(GreenletExit);
    });
  });

  test('a kill that comes after the promise has settled, and before the greenlet runs, wins nothing', async () => {
    await runClean(function* () {
      const soon = deferred<string>();
      const waiter = spawn(() => until(soon.promise));
      yield* sleep(0);
      soon.resolve('value');
      yield* until(Promise.resolve());
      waiter.kill();
      expect(yield* waiter.get()).toBe('value');
    });
  });

  test('throws what its function throws', async () => {
    await runClean(function* () {
      let thrown: unknown;
      try {
        yield* until(() => {
          throw new Error('not even begun');
        });
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toHaveProperty('message', 'not even begun');
    });
  });
});
