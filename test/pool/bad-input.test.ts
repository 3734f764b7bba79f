import { describe, expect, test } from 'vitest';
import { Greenlet, Group, Pool } from 'greenlets';

/** Whatever the types forbid. */
const wrong = (value: unknown): never => value as never;
const fn = (): number => 1;

describe('a wrong argument', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['a pool of NaN', () => new Pool(NaN), /size must be a whole number.*: received NaN/],
    ['a pool of -1', () => new Pool(-1), /size must be a whole number, 0 or more: received -1/],
    ['a pool of 2.5', () => new Pool(2.5), /size must be a whole number.*: received 2.5/],
    ['a pool of a text', () => new Pool(wrong('3')), /size must be a number: received "3"/],
    [
      'a pool that becomes one of NaN',
      () => void (new Pool(1).size = NaN),
      /size must be a whole number.*: received NaN/,
    ],
    ['spawn of null in a pool', () => new Pool(1).spawn(wrong(null)), /body must be a function: received null/],
    ['spawn of a text in a group', () => new Group().spawn(wrong('f')), /body must be a function: received "f"/],
    ['add of a function', () => new Group().add(wrong(fn)), /greenlet must be a Greenlet: received function fn/],
    [
      'add of a function to a pool',
      () => new Pool(1).add(wrong(fn)),
      /greenlet must be a Greenlet: received function fn/,
    ],
    ['start of a number in a pool', () => new Pool(1).start(wrong(5)), /greenlet must be a Greenlet: received 5/],
    ['discard of a number', () => new Group().discard(wrong(5)), /greenlet must be a Greenlet: received 5/],
    ['a group of numbers', () => new Group(wrong([5])), /greenlet must be a Greenlet: received 5/],
    ['add for NaN', () => new Pool(1).add(new Greenlet(fn), { timeout: NaN }), /timeout must be .*: received NaN/],
    ['waitAvailable for -1', () => new Pool(1).waitAvailable({ timeout: -1 }), /timeout must be .*: received -1/],
    [
      'waitAvailable for -1 without a limit',
      () => new Pool().waitAvailable({ timeout: -1 }),
      /timeout must be .*: received -1/,
    ],
    ['join for NaN', () => new Pool(1).join({ timeout: NaN }), /timeout must be a number .*: received NaN/],
    ['join with a number', () => new Group().join(wrong(5)), /options must be an object .*: received 5/],
    ['kill with a text', () => new Group().kill(wrong('die')), /error must be an Error .*"?die/],
    ['kill for NaN', () => new Group().kill(undefined, { timeout: NaN }), /timeout must be .*: received NaN/],
    [
      'killone with a text',
      () => new Group().killone(new Greenlet(fn), wrong('die')),
      /error must be an Error .*"?die/,
    ],
    ['apply of nothing', () => new Pool(1).apply(wrong(undefined)), /fn must be a function: received undefined/],
    ['applyAsync of a text', () => new Pool(1).applyAsync(wrong('f')), /fn must be a function: received "f"/],
    [
      'applyCb without a callback',
      () => new Pool(1).applyCb(fn, [], wrong(null)),
      /callback must be a function: received null/,
    ],
    ['map of no function', () => new Pool(1).map(wrong(5), []), /fn must be a function: received 5/],
    ['map of a number', () => new Pool(1).map(fn, wrong(5)), /items must be iterable: received 5/],
    ['map of nothing', () => new Pool(1).map(fn, wrong(undefined)), /items must be iterable: received undefined/],
    ['mapAsync of a number', () => new Pool(1).mapAsync(fn, wrong(5)), /items must be iterable: received 5/],
    ['mapCb without a callback', () => new Pool(1).mapCb(fn, [], wrong(1)), /callback must be a function: received 1/],
    ['imap of no function', () => new Pool(1).imap(wrong(null), []), /fn must be a function: received null/],
    ['imap of a number', () => new Pool(1).imap(fn, wrong(5)), /items must be iterable: received 5/],
    [
      'imap with maxsize 0',
      () => new Pool(1).imap(fn, [], { maxsize: 0 }),
      /maxsize must be a whole number, 1 or more: received 0/,
    ],
    ['imap with maxsize NaN', () => new Pool(1).imap(fn, [], { maxsize: NaN }), /maxsize must be .*: received NaN/],
    ['imap with an unknown option', () => new Pool(1).imap(fn, [], wrong({ size: 5 })), /unknown option "size"/],
    [
      'imapUnordered with a text',
      () => new Pool(1).imapUnordered(fn, [], { maxsize: wrong('1') }),
      /maxsize must be a number/,
    ],
  ])('%s is refused at the call', (_what, misuse, message) => {
    expect(misuse).toThrow(message);
  });

  test('that was refused changes nothing', () => {
    const pool = new Pool(3);
    expect(() => (pool.size = -1)).toThrow(RangeError);
    expect([pool.size, pool.freeCount()]).toEqual([3, 3]);
  });
});
