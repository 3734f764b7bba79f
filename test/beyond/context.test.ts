/**
 * AsyncLocalStorage: inherited at spawn and there at every resume where it is switched on, never leaking where not.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Event, Greenlet, type Hub, joinall, Queue, sleep, spawn, until, withContext } from 'greenlets';
import { runClean } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';

const ON = { context: true };

describe('with context switched on, a greenlet', () => {
  test('has the context of its spawner, not of who wakes it', async () => {
    const storage = new AsyncLocalStorage<string>();
    await runClean(function* () {
      const queue = new Queue<number>();
      const seen: unknown[] = [];
      const reader = storage.run('reader', () =>
        spawn(function* () {
          seen.push(storage.getStore());
          seen.push(yield* queue.get(), storage.getStore());
          yield* sleep(1);
          seen.push(storage.getStore());
          yield* sleep(0);
          seen.push(storage.getStore());
        }),
      );
      yield* sleep(0);
      storage.run('putter', () => queue.putNowait(1));
      yield* reader.get();
      expect(seen).toEqual(['reader', 1, 'reader', 'reader', 'reader']);
    }, ON);
  });

  test('hands it on to those it spawns', async () => {
    const storage = new AsyncLocalStorage<string>();
    await runClean(function* () {
      const grandchild = storage.run('root', () =>
        spawn(function* () {
          return yield* spawn(function* () {
            yield* sleep(1);
            return storage.getStore();
          }).get();
        }),
      );
      expect(yield* grandchild.get()).toBe('root');
      expect(storage.getStore()).toBe(undefined);
    }, ON);
  });

  test('has it in promise-based code that it waits for, when that fails, and when it is killed', async () => {
    const storage = new AsyncLocalStorage<string>();
    await runClean(function* () {
      const seen: unknown[] = [];
      const greenlet = storage.run('ctx', () =>
        spawn(function* () {
          seen.push(
            yield* until(async () => {
              await delay(1);
              return storage.getStore();
            }),
          );
          try {
            yield* until(Promise.reject(new Error('failed')));
          } catch {
            seen.push(storage.getStore());
          }
          try {
            yield* new Event().wait();
          } finally {
            seen.push(storage.getStore());
          }
        }),
      );
      yield* until(delay(20));
      yield* greenlet.kill();
      expect(seen).toEqual(['ctx', 'ctx', 'ctx']);
    }, ON);
  });

  test('has the context of its start, if it is made first and started elsewhere', async () => {
    const storage = new AsyncLocalStorage<string>();
    await runClean(function* () {
      const greenlet = storage.run('made', () => new Greenlet(() => storage.getStore()));
      storage.run('started', () => greenlet.start());
      expect(yield* greenlet.get()).toBe('started');
    }, ON);
  });
});

test('with context switched off no store leaks into other greenlets', async () => {
  const storage = new AsyncLocalStorage<string>();
  await runClean(function* (hub: Hub) {
    const seen: unknown[] = [];
    const look = function* () {
      yield* sleep(1);
      seen.push(storage.getStore());
      yield* sleep(0);
      seen.push(storage.getStore());
    };
    const other = spawn(look);
    const inside = storage.run('ctx', () => spawn(look));
    storage.run('ctx', () => hub.runCallback(() => seen.push(storage.getStore())));
    yield* joinall([other, inside]);
    expect(seen).toEqual(new Array(5).fill(undefined));
  });
});

test('nor one that was entered before a turn goes on behind promise jobs', async () => {
  const storage = new AsyncLocalStorage<string>();
  await runClean(function* () {
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const waiting = spawn(function* () {
      yield* until(gate);
      return storage.getStore();
    });
    yield* sleep(0);
    spawn(function* () {
      yield* until(Promise.resolve());
      storage.enterWith('another');
      open();
      yield* until(Promise.resolve());
    });
    expect(yield* waiting.get()).toBeUndefined();
  });
});

describe('withContext', () => {
  test('has its value at every step of its block, and nowhere else', async () => {
    const storage = new AsyncLocalStorage<string>();
    await runClean(function* () {
      const seen: unknown[] = [];
      const other = spawn(function* () {
        for (let i = 0; i < 3; i++) {
          yield* sleep(1);
          seen.push(`other ${storage.getStore()}`);
        }
      });
      const value = yield* withContext(storage, 'outer', function* () {
        yield* sleep(1.5);
        seen.push(storage.getStore());
        yield* withContext(storage, 'inner', function* () {
          yield* sleep(1);
          seen.push(storage.getStore());
        });
        seen.push(storage.getStore());
        return 'value';
      });
      expect([value, storage.getStore()]).toEqual(['value', undefined]);
      yield* other.join();
      expect(seen).toEqual(['other undefined', 'outer', 'other undefined', 'inner', 'outer', 'other undefined']);
    });
  });

  test('has it in its cleanup when it is killed, and passes the kill on', async () => {
    const storage = new AsyncLocalStorage<string>();
    await runClean(function* () {
      const seen: unknown[] = [];
      const greenlet = spawn(() =>
        withContext(storage, 'ctx', function* () {
          try {
            yield* sleep(100);
          } finally {
            yield* sleep(1);
            seen.push(storage.getStore());
          }
        }),
      );
      yield* sleep(1);
      yield* greenlet.kill();
      expect([seen, greenlet.successful()]).toEqual([['ctx'], true]);
    });
  });

  test('is what greenlets spawned in it inherit, if context is on', async () => {
    const storage = new AsyncLocalStorage<string>();
    const inherited = (context: boolean): Promise<string | undefined> =>
      runClean(
        function* () {
          return yield* withContext(storage, 'ctx', function* () {
            return yield* spawn(() => storage.getStore()).get();
          });
        },
        { context },
      );
    expect([await inherited(true), await inherited(false)]).toEqual(['ctx', undefined]);
  });

  test('is refused what is no storage', () => {
    expect(() => withContext({} as never, 1, function* () {})).toThrow(TypeError);
  });
});
