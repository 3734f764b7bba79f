/**
 * Fair semaphores, bounded and dummy ones, RLock, Waiter and Local.
 */
import * as fc from 'fast-check';
import {
  BoundedSemaphore,
  ConcurrentObjectUseError,
  type Coroutine,
  DummySemaphore,
  Greenlet,
  InvalidSwitchError,
  joinall,
  Local,
  MisuseError,
  RLock,
  Semaphore,
  sleep,
  spawn,
  Timeout,
  Waiter,
} from 'greenlets';
import { type Blow, killEverywhere, runClean, runVirtual } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';
import { caught } from '../support/caught.ts';

describe('a fair semaphore', () => {
  test('gives its permit to the one who waits, where one that is not fair lets the next comer have it', async () => {
    const order = (fair: boolean): Promise<string[]> =>
      runClean(function* () {
        const semaphore = new Semaphore(1, { fair });
        const taken: string[] = [];
        yield* semaphore.acquire();
        spawn(function* () {
          yield* semaphore.acquire();
          taken.push('waiter');
          semaphore.release();
        });
        yield* sleep(0);
        semaphore.release();
        yield* semaphore.acquire();
        taken.push('newcomer');
        semaphore.release();
        yield* sleep(0);
        return taken;
      });
    expect(await order(false)).toEqual(['newcomer', 'waiter']);
    expect(await order(true)).toEqual(['waiter', 'newcomer']);
  });

  test('refuses who will not wait while others do', async () => {
    await runClean(function* () {
      const semaphore = new Semaphore(1, { fair: true });
      yield* semaphore.acquire();
      const waiter = spawn(() => semaphore.acquire());
      yield* sleep(0);
      semaphore.release();
      expect(yield* semaphore.acquire({ blocking: false })).toBe(false);
      yield* sleep(0);
      expect([waiter.value, semaphore.counter]).toEqual([true, 0]);
    });
  });

  test('lets nobody overtake, loses no permit, and never gives more than it has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.array(
          fc.record({
            at: fc.nat(20),
            holds: fc.nat(5),
            limit: fc.option(fc.integer({ min: 1, max: 10 }), { nil: null }),
            killedAt: fc.option(fc.nat(30), { nil: null }),
          }),
          { minLength: 1, maxLength: 12, size: 'max' },
        ),
        async (permits, users) => {
          await runClean(function* () {
            const semaphore = new Semaphore(permits, { fair: true });
            const asked: number[] = [];
            const taken: number[] = [];
            const gaveUp = new Set<number>();
            let inside = 0;
            const use = function* (who: number): Coroutine<void> {
              const { at, holds, limit } = users[who]!;
              yield* sleep(at);
              asked.push(who);
              let got = false;
              try {
                got = yield* semaphore.acquire({ timeout: limit });
                if (!got) return;
                taken.push(who);
                inside++;
                expect(inside).toBeLessThanOrEqual(permits);
                yield* sleep(holds);
              } finally {
                if (got) {
                  inside--;
                  semaphore.release();
                } else {
                  gaveUp.add(who);
                }
              }
            };
            const greenlets = users.map((_user, who) => spawn(use, who));
            users.forEach(({ killedAt }, who) => {
              if (killedAt === null) return;
              spawn(function* () {
                yield* sleep(killedAt);
                yield* greenlets[who]!.kill();
              });
            });
            yield* joinall(greenlets, { raiseError: true });
            yield* sleep(100);
            expect(taken).toEqual(asked.filter((who) => !gaveUp.has(who)));
            expect([semaphore.counter, semaphore.linkcount()]).toEqual([permits, 0]);
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each<Blow>(['kill', 'error'])('keeps its permits wherever a %s strikes', async (blow) => {
    const struck = await killEverywhere(
      () => ({
        *program() {
          const semaphore = new Semaphore(1, { fair: true });
          const users = [1, 2, 3].map((n) =>
            spawn(() =>
              semaphore.use(function* () {
                yield* sleep(n);
                yield* sleep(0);
              }),
            ),
          );
          for (const user of users) user.rawlink(() => {});
          yield* joinall(users);
          yield* sleep(0);
          if (semaphore.counter !== 1 || semaphore.linkcount() !== 0) throw new Error('a permit was lost');
        },
      }),
      blow,
    );
    expect(struck).toBeGreaterThan(6);
  });
});

test('a bounded semaphore refuses a permit that it never gave', async () => {
  await runClean(function* () {
    const semaphore = new BoundedSemaphore(1);
    expect(() => semaphore.release()).toThrow(MisuseError);
    yield* semaphore.acquire();
    expect(semaphore.release()).toBe(1);
    expect(() => semaphore.release()).toThrow(MisuseError);
  });
});

test('a dummy semaphore always has a permit', async () => {
  await runClean(function* () {
    const semaphore = new DummySemaphore();
    for (let i = 0; i < 3; i++) expect(yield* semaphore.acquire({ timeout: 0 })).toBe(true);
    semaphore.release();
    expect([semaphore.ready(), semaphore.locked(), yield* semaphore.wait()]).toEqual([true, false, 1]);
    const result = yield* semaphore.use(function* () {
      return 'used';
    });
    expect(result).toBe('used');
  });
});

describe('an RLock', () => {
  test('may be taken again by its owner, and is free when given back as often', async () => {
    await runClean(function* () {
      const lock = new RLock();
      yield* lock.acquire();
      expect(yield* lock.acquire({ blocking: false })).toBe(true);
      const other = spawn(() => lock.acquire({ timeout: 10 }));
      expect(yield* other.get()).toBe(false);
      lock.release();
      expect(lock.locked()).toBe(true);
      lock.release();
      expect(lock.locked()).toBe(false);
    });
  });

  test('can be given back by its owner only', async () => {
    await runClean(function* () {
      const lock = new RLock();
      expect(() => lock.release()).toThrow(MisuseError);
      yield* lock.acquire();
      const thief = spawn(() => lock.release());
      expect(yield* caught(thief.get())).toBeInstanceOf(MisuseError);
      lock.release();
    });
  });

  test.each<Blow>(['kill', 'error'])('is free wherever a %s strikes', async (blow) => {
    const struck = await killEverywhere(
      () => ({
        *program() {
          const lock = new RLock();
          const user = (): Greenlet<void> =>
            spawn(() =>
              lock.use(function* () {
                yield* sleep(1);
                yield* lock.use(function* () {
                  yield* sleep(1);
                });
              }),
            );
          const users = [user(), user()];
          for (const each of users) each.rawlink(() => {});
          yield* joinall(users);
          yield* sleep(0);
          if (lock.locked()) throw new Error('the lock was left taken');
        },
      }),
      blow,
    );
    expect(struck).toBeGreaterThan(4);
  });
});

test('greenlets that wait for each other are named as a cycle', async () => {
  const [a, b] = [new RLock(), new RLock()];
  const both = function* (first: RLock, second: RLock): Coroutine<void> {
    yield* first.use(function* () {
      yield* sleep(1);
      yield* second.acquire();
    });
  };
  const program = runVirtual(function* () {
    const one = spawn(both, a, b);
    one.name = 'one';
    const two = spawn(both, b, a);
    two.name = 'two';
    yield* joinall([one, two]);
  });
  await expect(program).rejects.toThrow('They wait for each other: one -> two -> one');
});

test('greenlets that join each other are named as a cycle, and others are not', async () => {
  const program = runVirtual(function* () {
    const one: Greenlet<unknown> = new Greenlet(() => two.join());
    const two: Greenlet<unknown> = new Greenlet(() => one.join());
    one.name = 'one';
    two.name = 'two';
    one.start();
    two.start();
    yield* one.join();
  });
  await expect(program).rejects.toThrow('They wait for each other: one -> two -> one');
  const lonely = runVirtual(() => new Semaphore(0).acquire());
  await expect(lonely).rejects.not.toThrow('each other');
});

describe('a Waiter', () => {
  test('holds what arrives for who comes later', async () => {
    await runClean(function* () {
      const waiter = new Waiter<number>();
      expect([waiter.ready(), waiter.successful(), waiter.value]).toEqual([false, false, undefined]);
      waiter.switch(1);
      expect([waiter.ready(), waiter.successful(), waiter.value]).toEqual([true, true, 1]);
      expect(yield* waiter.get()).toBe(1);
      waiter.clear();
      expect(waiter.ready()).toBe(false);
      waiter.throw(new RangeError('arrived'));
      expect([waiter.ready(), waiter.successful()]).toEqual([true, false]);
      expect(yield* caught(waiter.get())).toEqual(new RangeError('arrived'));
    });
  });

  test('lets who waits run at once when the hub hands over', async () => {
    await runClean(function* (hub) {
      const waiter = new Waiter<string>();
      const trace: string[] = [];
      const greenlet = spawn(function* () {
        trace.push(yield* waiter.get());
      });
      yield* sleep(0);
      hub.runCallback(() => {
        waiter.switch('value');
        trace.push('after switch');
      });
      yield* greenlet.join();
      expect(trace).toEqual(['value', 'after switch']);
    });
  });

  test('can be switched to from the hub only, and waited for by one only', async () => {
    await runClean(function* () {
      const waiter = new Waiter<string>();
      const first = spawn(() => waiter.get());
      yield* sleep(0);
      expect(() => waiter.switch('from a greenlet')).toThrow(InvalidSwitchError);
      expect(yield* caught(waiter.get())).toBeInstanceOf(ConcurrentObjectUseError);
      yield* first.kill();
      expect(yield* caught(waiter.get({ timeout: 1 }))).toBeInstanceOf(Timeout);
      waiter.switch('now');
      expect(yield* waiter.get()).toBe('now');
    });
  });
});

test('a Local has a value of its own in every greenlet, the main program and raw ones included', async () => {
  await runClean(function* () {
    const local = new Local(() => 'init');
    local.set('main');
    const inside = spawn(function* () {
      const before = local.get();
      local.set('inside');
      yield* sleep(1);
      return [before, local.get(), local.has()];
    });
    expect(yield* inside.get()).toEqual(['init', 'inside', true]);
    expect(local.get()).toBe('main');
  });
});
