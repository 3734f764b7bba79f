/**
 * docs/upstream-tests.md names only tests that exist, and counts its own rows.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../../docs/upstream-tests.md', import.meta.url), 'utf8');

interface Row {
  readonly file: string;
  readonly upstream: string;
  readonly ours: string;
  readonly remarks: string;
}

/** The rows of the tables, each with the file of gevent that its section is about. */
function readRows(): Row[] {
  return page.split(/^## /m).flatMap((section) => {
    const file = /^`test__(\w+)`/.exec(section)?.[1];
    if (file === undefined) return [];
    const lines = section.split('\n').filter((line) => line.startsWith('| `'));
    return lines.map((line) => {
      const [, upstream, ours, remarks] = line.split('|').map((cell) => cell.trim());
      return { file, upstream: upstream!, ours: ours!, remarks: remarks! };
    });
  });
}

const rows = readRows();

test('each of gevent has a test here, or a reason for none', () => {
  const bare = rows.filter(({ ours, remarks }) => (ours === 'none' ? remarks === '' : !ours.startsWith('`test/')));
  expect(bare).toEqual([]);
  expect(new Set(rows.map(({ file, upstream }) => `${file} ${upstream}`)).size).toBe(rows.length);
});

test('every test that is named exists, under its very title', () => {
  const missing: string[] = [];
  let named = 0;
  for (const { ours } of rows) {
    for (const [, file, title] of ours.matchAll(/`(test\/[^`]+)` "([^"]+)"/g)) {
      named++;
      const source = readFileSync(new URL(`../../${file!}`, import.meta.url), 'utf8');
      if (!["'", '"', '`'].some((quote) => source.includes(quote + title! + quote)))
        missing.push(`${file!}: ${title!}`);
    }
  }
  expect(missing).toEqual([]);
  expect(named).toBeGreaterThan(rows.length / 2);
});

test('the summary counts the rows', () => {
  const counted = [...new Set(rows.map(({ file }) => file))].map((name) => {
    const own = rows.filter(({ file }) => file === name);
    const without = own.filter(({ ours }) => ours === 'none').length;
    return [name, own.length, own.length - without, without];
  });
  const lines = page.matchAll(/^\| \[`test__(\w+)`\]\S* +\| (\d+) +\| (\d+) +\| (\d+) +\|$/gm);
  const summary = Array.from(lines, ([, name, all, ours, none]) => [name, Number(all), Number(ours), Number(none)]);
  expect(summary).toEqual(counted);
});
