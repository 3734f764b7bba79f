/**
 * The parts of the page that need no browser.
 */
import * as fc from 'fast-check';
import { formatWithOptions } from 'node:util';
import { describe, expect, test } from 'vitest';
import { axisOf, clamp, fit, zoom } from '../../src/model/axis.ts';
import { highlight } from '../../src/model/highlight.ts';
import { disordered, isPrinted, moved } from '../../src/model/order.ts';
import { fromHash, type Shared, toHash } from '../../src/model/share.ts';
import { formatLine } from '../../src/run/format.ts';

const seed = fc.option(fc.nat(), { nil: null });
const shared: fc.Arbitrary<Shared> = fc.record({
  lesson: fc.option(fc.constant('01-taking-turns'), { nil: null }),
  source: fc.string({ unit: 'grapheme', minLength: 1 }),
  language: fc.constantFrom('ts', 'js'),
  schedule: fc.record({ seed, blow: fc.option(fc.record({ at: fc.nat(), greenlet: fc.nat() }), { nil: null }) }),
  cursor: fc.option(fc.integer({ min: -1, max: 100_000 }), { nil: null }),
});

test('a link gives back what was put into it', () => {
  fc.assert(
    fc.property(shared, (one) => {
      expect(fromHash(toHash(one))).toEqual(one);
    }),
  );
});

test.each(['', '#', '#elsewhere', '#program=%%%'])('a hash that is not ours says nothing: %j', (hash) => {
  expect(fromHash(hash)?.source ?? null).toBe(null);
});

test('the highlighter loses no character', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '1', ' ', '\n', '"', "'", '`', '/', '*', '\\', '#', 'yield*') });
  fc.assert(
    fc.property(text, fc.constantFrom('ts', 'js', 'py'), (source, language) => {
      const lines = highlight(source, language).map((tokens) => tokens.map((token) => token.text).join(''));
      expect(lines.join('\n')).toBe(source.endsWith('\n') ? source.slice(0, -1) : source);
    }),
  );
});

describe('the exercise', () => {
  test('is never shown in order', () => {
    const answers = fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(answers, (answer) => {
        const lines = disordered(answer);
        expect(lines).not.toEqual(answer);
        expect(lines.toSorted()).toEqual(answer.toSorted());
      }),
    );
  });

  test('accepts lines that follow each other, and no others', () => {
    const printed = ['a', 'b', 'b', 'c'];
    expect(isPrinted(['b', 'b', 'c'], printed)).toBe(true);
    expect(isPrinted(['a', 'b', 'c'], printed)).toBe(false);
    expect(isPrinted(['b', 'a'], printed)).toBe(false);
  });

  test('moves one line and keeps the order of the rest', () => {
    expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
    expect(moved(['a', 'b', 'c', 'd'], 3, 1)).toEqual(['a', 'd', 'b', 'c']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  });
});

describe('the axis', () => {
  const events = [0, 0, 5, 5, 9].map((time, seq) => ({ time, seq })) as never;

  test('gives each event the same room, or each millisecond', () => {
    expect(axisOf(events, 'events').rowAt(2.9)).toBe(2);
    expect(axisOf(events, 'time').at(3)).toBe(5);
    expect(axisOf(events, 'time').rowAt(4.9)).toBe(1);
    expect(axisOf(events, 'time').rowAt(5)).toBe(3);
  });

  test('zooms around what stands at the pointer, and never leaves the recording', () => {
    const axis = axisOf(Array.from({ length: 1000 }, () => ({ time: 0 })) as never, 'events');
    const width = 500;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: width }), fc.double({ min: 1, max: 40, noNaN: true }), (pixel, factor) => {
        const all = fit(axis, width);
        const near = zoom(all, factor, pixel, axis, width);
        expect(near.from + pixel / near.scale).toBeCloseTo(pixel / all.scale, 6);
        expect(clamp(near, axis, width)).toEqual(near);
      }),
    );
  });
});

test.each<[values: unknown[]]>([
  [['a', 1, true, null, undefined]],
  [[['a', 1], { a: 'x', 'b-c': [2] }]],
  [[new Map([['a', 1]]), new Set([1, 'b'])]],
  [[[], {}, -0]],
  [[Symbol.iterator]],
  [[[[[[['deep']]]]]]],
])('a line is printed as Node prints it, case %#', (values) => {
  expect(formatLine(values)).toBe(formatWithOptions({ colors: false }, ...values));
});
