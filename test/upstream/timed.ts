/**
 * What every wait with a time limit owes its caller, whatever it waits for: the two generic test cases of gevent's
 * suite, which its test files apply to each of their objects.
 */
import { type Coroutine, Timeout, type TimeLimit } from 'greenlets';
import { runClean } from 'greenlets/testing';
import { expect, test } from 'vitest';
import { caught } from '../support/caught.ts';

type Wait = (timeout: TimeLimit) => Coroutine<unknown>;

/** Wait for longer than an outer timeout of `ms` lasts. */
function interruptAfter(ms: number, wait: Wait): Promise<{ error: unknown; outer: Timeout; at: number }> {
  return runClean(function* (hub) {
    const outer = Timeout.startNew(ms);
    const error = yield* caught(wait(1000));
    return { error, outer, at: hub.now() };
  });
}

/** A wait that gives `answer` when its time is up. */
export function answersInTime(wait: Wait, answer: unknown): void {
  test('answers when its time is up, not before', async () => {
    await runClean(function* (hub) {
      expect(yield* wait(200)).toEqual(answer);
      expect(hub.now()).toBe(200);
    });
  });

  test('lets an outer timeout through', async () => {
    const { error, outer, at } = await interruptAfter(1, wait);
    expect(error).toBe(outer);
    expect(at).toBe(1);
  });
}

/** A wait that throws an error of class `type` when its time is up. */
export function throwsInTime(wait: Wait, type: abstract new (...args: never[]) => Error): void {
  test('throws when its time is up, not before', async () => {
    await runClean(function* (hub) {
      expect(yield* caught(wait(10))).toBeInstanceOf(type);
      expect(hub.now()).toBe(10);
    });
  });

  test('throws the very Timeout that it was given as its limit', async () => {
    await runClean(function* (hub) {
      const limit = new Timeout(200);
      expect(yield* caught(wait(limit))).toBe(limit);
      expect(hub.now()).toBe(200);
      expect(limit.pending).toBe(false);
    });
  });

  test('throws the error of the Timeout that it was given', async () => {
    await runClean(function* (hub) {
      const error = new RangeError('expected');
      expect(yield* caught(wait(new Timeout(200, error)))).toBe(error);
      expect(hub.now()).toBe(200);
    });
  });

  test('lets an outer timeout through', async () => {
    const { error, outer, at } = await interruptAfter(1, wait);
    expect(error).toBe(outer);
    expect(at).toBe(1);
  });
}
