/**
 * docs/upstream-tests.md names only tests that exist, and counts its own rows.
 */
import { expect, test } from 'vitest';
import { missingFrom, pageOf, rowsOf, summaryOf } from './tables.ts';

const page = pageOf('upstream-tests.md');
const rows = rowsOf(page).map(({ file, cells }) => {
  const [upstream, ours, remarks] = cells as [string, string, string];
  return { file, upstream, ours, remarks };
});

test('each of gevent has a test here, or a reason for none', () => {
  const bare = rows.filter(({ ours, remarks }) => (ours === 'none' ? remarks === '' : !ours.startsWith('`test/')));
  expect(bare).toEqual([]);
  expect(new Set(rows.map(({ file, upstream }) => `${file} ${upstream}`)).size).toBe(rows.length);
});

test('every test that is named exists, under its very title', () => {
  const { named, missing } = missingFrom(rows.map(({ ours }) => ours));
  expect(missing).toEqual([]);
  expect(named).toBeGreaterThan(rows.length / 2);
});

test('the summary counts the rows', () => {
  const counted = [...new Set(rows.map(({ file }) => file))].map((name) => {
    const own = rows.filter(({ file }) => file === name);
    const without = own.filter(({ ours }) => ours === 'none').length;
    return [name, [own.length, own.length - without, without]];
  });
  expect(summaryOf(page)).toEqual(counted);
});
