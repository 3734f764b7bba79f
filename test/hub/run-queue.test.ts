/* oxlint-disable vitest/no-conditional-expect -- a model is compared step by step */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ring } from '../../src/hub/ring.ts';
import type { Entry, RunQueue } from '../../src/hub/run-queue.ts';

class Numbered implements Entry {
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }

  execute(): void {}
}

function numbers(queue: RunQueue): number[] {
  return queue.toArray().map((entry) => (entry as Numbered).number);
}

describe('the run queue', () => {
  test('gives entries in the order in which they came', () => {
    const queue = new Ring<Entry>(64);
    for (let i = 0; i < 200; i++) queue.push(new Numbered(i));
    const taken = Array.from({ length: 200 }, () => (queue.shift() as Numbered).number);
    expect(taken).toEqual(Array.from({ length: 200 }, (_, index) => index));
    expect(queue.shift()).toBeUndefined();
    expect(queue.length).toBe(0);
  });

  test('may hold the same entry twice, as a greenlet that left a stale one behind', () => {
    const queue = new Ring<Entry>(64);
    const entry = new Numbered(1);
    queue.push(entry);
    queue.push(entry);
    expect([queue.shift(), queue.shift(), queue.shift()]).toEqual([entry, entry, undefined]);
  });

  test('take() removes one entry from the middle and leaves the others in order', () => {
    const queue = new Ring<Entry>(64);
    for (let i = 0; i < 5; i++) queue.push(new Numbered(i));
    expect((queue.take(2) as Numbered).number).toBe(2);
    expect(numbers(queue)).toEqual([0, 1, 3, 4]);
  });

  test('behaves as an array does, whatever is pushed, shifted and taken', () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant('push' as const), times: fc.integer({ min: 1, max: 80 }) }),
      },
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('shift' as const), times: fc.integer({ min: 1, max: 80 }) }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('take' as const), times: fc.nat(300) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const queue = new Ring<Entry>(64);
        const model: number[] = [];
        let next = 0;
        for (const { kind, times } of steps) {
          if (kind === 'take') {
            if (times >= model.length) continue;
            expect((queue.take(times) as Numbered).number).toBe(model.splice(times, 1)[0]);
          } else {
            for (let i = 0; i < times; i++) {
              if (kind === 'push') {
                queue.push(new Numbered(next));
                model.push(next++);
              } else {
                expect((queue.shift() as Numbered | undefined)?.number).toBe(model.shift());
              }
            }
          }
          expect(numbers(queue)).toEqual(model);
        }
      }),
    );
  });
});
