import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { append, count, type Link, remove, toArray } from '../../src/hub/link.ts';

class Waiter implements Link {
  before: Link | null;
  after: Link | null;

  constructor() {
    this.before = null;
    this.after = null;
  }

  notify(): void {}
}

describe('the ring of waiters', () => {
  test('keeps them in the order in which they came', () => {
    const waiters = [new Waiter(), new Waiter(), new Waiter()];
    const first = waiters.reduce<Link | null>(append, null);
    expect(toArray(first)).toEqual(waiters);
    expect(count(first)).toBe(3);
  });

  test('is empty again when the last one has left', () => {
    const waiter = new Waiter();
    expect(remove(append(null, waiter), waiter)).toBeNull();
    expect([waiter.before, waiter.after]).toEqual([null, null]);
  });

  test('stays as it is when one leaves that stands in no list', () => {
    const first = append(null, new Waiter());
    expect(remove(first, new Waiter())).toBe(first);
    expect(count(first)).toBe(1);
  });

  test('behaves as an array does, whoever comes and leaves', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(15), { maxLength: 100, size: 'max' }), (toggles) => {
        const waiters = Array.from({ length: 16 }, () => new Waiter());
        let first: Link | null = null;
        let model: Waiter[] = [];
        for (const index of toggles) {
          const waiter = waiters[index]!;
          if (model.includes(waiter)) {
            first = remove(first, waiter);
            model = model.filter((other) => other !== waiter);
          } else {
            first = append(first, waiter);
            model.push(waiter);
          }
          expect(toArray(first)).toEqual(model);
          expect(count(first)).toBe(model.length);
          for (const other of waiters) expect(other.after === null).toBe(!model.includes(other));
        }
      }),
    );
  });
});
