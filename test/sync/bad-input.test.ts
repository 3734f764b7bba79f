import { describe, expect, test } from 'vitest';
import { AsyncResult, Event, Queue, Semaphore } from 'greenlets';

/** Whatever the types forbid. */
const wrong = (value: unknown): never => value as never;

describe('a wrong argument', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['a semaphore of NaN', () => new Semaphore(NaN), /value must be a whole number.*: received NaN/],
    ['a semaphore of -1', () => new Semaphore(-1), /value must be a whole number, 0 or more: received -1/],
    ['a semaphore of 1.5', () => new Semaphore(1.5), /value must be a whole number.*: received 1.5/],
    ['a semaphore of a text', () => new Semaphore(wrong('1')), /value must be a number: received "1"/],
    ['a semaphore of null', () => new Semaphore(wrong(null)), /value must be a number: received null/],
    ['acquire for NaN', () => new Semaphore().acquire({ timeout: NaN }), /timeout must be a number .*: received NaN/],
    ['acquire for -1', () => new Semaphore().acquire({ timeout: -1 }), /timeout must be a number .*: received -1/],
    ['acquire with true', () => new Semaphore().acquire(wrong(true)), /options must be an object .*: received true/],
    [
      'wait for a text',
      () => new Semaphore().wait({ timeout: wrong('5') }),
      /timeout must be a number .*: received "5"/,
    ],
    ['use without a body', () => new Semaphore().use(wrong(undefined)), /body must be a function: received undefined/],
    ['wait for NaN', () => new Event().wait({ timeout: NaN }), /timeout must be a number .*: received NaN/],
    ['wait with a number', () => new Event().wait(wrong(5)), /options must be an object .*: received 5/],
    ['wait with null', () => new Event().wait(wrong(null)), /options must be an object .*: received null/],
    [
      'rawlink of a text',
      () => new Event().rawlink(wrong('f')),
      /target must be a function or have a notify method: received "f"/,
    ],
    ['get for -1', () => new AsyncResult().get({ timeout: -1 }), /timeout must be a number .*: received -1/],
    ['wait of a result for NaN', () => new AsyncResult().wait({ timeout: NaN }), /timeout must be .*: received NaN/],
    ['a queue of 0', () => new Queue(0), /maxsize must be a whole number, 1 or more: received 0/],
    ['a queue of -1', () => new Queue(-1), /maxsize must be a whole number, 1 or more: received -1/],
    ['a queue of NaN', () => new Queue(NaN), /maxsize must be a whole number.*: received NaN/],
    ['a queue of a text', () => new Queue(wrong('5')), /maxsize must be a number: received "5"/],
    [
      'a queue with items that are none',
      () => new Queue(null, { items: wrong(5) }),
      /items must be an iterable of items: received 5/,
    ],
    [
      'a queue that becomes one of 0',
      () => void (new Queue().maxsize = 0),
      /maxsize must be a whole number.*: received 0/,
    ],
    ['put for NaN', () => new Queue().put(1, { timeout: NaN }), /timeout must be a number .*: received NaN/],
    ['get for a text', () => new Queue().get({ timeout: wrong('1') }), /timeout must be a number .*: received "1"/],
    ['peek for -1', () => new Queue().peek({ timeout: -1 }), /timeout must be a number .*: received -1/],
    ['get with a number', () => new Queue().get(wrong(5)), /options must be an object .*: received 5/],
  ])('%s is refused at the call', (_what, misuse, message) => {
    expect(misuse).toThrow(message);
  });

  test('that was refused changes nothing', () => {
    const queue = new Queue<number>(3);
    expect(() => (queue.maxsize = NaN)).toThrow(RangeError);
    expect(queue.maxsize).toBe(3);
  });
});
