/**
 * Each row of the specification has a test that runs.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROWS } from './rows.ts';

/** The beginning of a call whose first argument is a title that has the number of a row. */
const TITLE = /\(\s*(['"`])(?:(?!\1).)*?\b([RGU]\d+)\b/g;

test.each([...new Set(ROWS.values())])('%s tests the rows that it is said to test', (file) => {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  expect(text).not.toMatch(/\.(?:skip|todo|only|fails)\b/);
  const titled = new Set([...text.matchAll(TITLE)].map(([, , row]) => row!));
  const expected = [...ROWS].filter(([, where]) => where === file).map(([row]) => row);
  expect(expected.filter((row) => !titled.has(row))).toEqual([]);
  expect([...titled].filter((row) => !ROWS.has(row))).toEqual([]);
});

test('there are 73 rows', () => {
  expect(ROWS.size).toBe(73);
});
