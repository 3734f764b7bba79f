/**
 * docs/upstream-http-tests.md names only tests that exist, and counts its own rows.
 */
import { expect, test } from 'vitest';
import { missingFrom, numbersOf, pageOf, rowsOf, summaryOf } from '../upstream/tables.ts';

const page = pageOf('upstream-http-tests.md');
const rows = rowsOf(page).map(({ file, cells }) => {
  const [upstream, , , , ours, remarks] = cells as [string, string, string, string, string, string];
  const [items, same, differ] = cells.slice(1, 4).map(Number) as [number, number, number];
  return { file, upstream, items, same, differ, ours, remarks };
});

test('each of requests and grequests has a test here, or a reason for none', () => {
  const wrong = rows.filter(({ items, same, differ, ours, remarks }) => {
    if (!(items > 0) || same + differ > items) return true;
    if ((ours === 'none') !== (same + differ === 0)) return true;
    if (remarks.includes('differs: ') !== differ > 0) return true;
    return same < items && remarks === '';
  });
  expect(wrong).toEqual([]);
  expect(new Set(rows.map(({ file, upstream }) => `${file} ${upstream}`)).size).toBe(rows.length);
});

test('every test that is named exists, under its very title', () => {
  const { named, missing } = missingFrom(rows.map(({ ours }) => ours));
  expect(missing).toEqual([]);
  expect(named).toBeGreaterThan(rows.length / 2);
});

test('the summary counts the rows; pytest collects 635 items of requests', () => {
  const count = (name: string | null): number[] => {
    const own = rows.filter(({ file }) => name === null || file === name);
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
    const items = sum(own.map((row) => row.items));
    const same = sum(own.map((row) => row.same));
    const differ = sum(own.map((row) => row.differ));
    return [own.length, items, same, differ, items - same - differ];
  };
  const files = [...new Set(rows.map(({ file }) => file))];
  expect(summaryOf(page)).toEqual(files.map((file) => [file, count(file)]));
  expect(numbersOf(/^\| all +((?:\| \d+ +)+)\|$/m.exec(page)![1]!)).toEqual(count(null));
  expect([count('grequests')[1], count(null)[1]! - count('grequests')[1]!]).toEqual([16, 635]);
});
