/**
 * What gevent's test__semaphore asserts, in virtual time. docs/upstream-tests.md says which test stands for which.
 */
import { type Coroutine, idle, joinall, LoopExit, Semaphore, sleep, spawn, wait } from 'greenlets';
import { runClean } from 'greenlets/testing';
import { expect, test } from 'vitest';
import { caught } from '../support/caught.ts';

test('acquire gives false when its time is up', async () => {
  await runClean(function* (hub) {
    expect(yield* new Semaphore(0).acquire({ timeout: 10 })).toBe(false);
    expect(hub.now()).toBe(10);
  });
});

test('releasing twice tells both links', async () => {
  await runClean(function* () {
    const semaphore = new Semaphore();
    const told: string[] = [];
    semaphore.rawlink(() => told.push('a'));
    semaphore.release();
    semaphore.rawlink(() => told.push('b'));
    semaphore.release();
    yield* sleep(1);
    expect(told).toEqual(['a', 'b']);
  });
});

test('one with a free permit is ready for wait()', async () => {
  await runClean(function* () {
    const semaphore = new Semaphore();
    expect(yield* wait([semaphore])).toEqual([semaphore]);
  });
});

test('greenlets that hand a permit to and fro do not keep a third one out', async () => {
  await runClean(function* () {
    const semaphore = new Semaphore();
    let isOver = false;
    const acquireAndSpawn = function* (): Coroutine<void> {
      if (isOver) return;
      yield* semaphore.acquire();
      yield* spawn(releaseAndSpawn).join();
    };
    const releaseAndSpawn = function* (): Coroutine<void> {
      semaphore.release();
      if (!isOver) yield* spawn(acquireAndSpawn).join();
    };
    const first = spawn(acquireAndSpawn);
    const second = spawn(acquireAndSpawn);
    const third = spawn(function* () {
      yield* semaphore.acquire();
      isOver = true;
    });
    // The third keeps the permit, and the first waits for it in vain: the hub sees that nothing goes on.
    expect(yield* caught(joinall([first, second, third]))).toBeInstanceOf(LoopExit);
    expect([first.dead, second.dead, third.dead]).toEqual([false, true, true]);
    semaphore.release();
    yield* first.kill();
    yield* idle();
  });
});
