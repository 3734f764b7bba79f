/**
 * docs/differences-from-gevent.md names every conformance program whose port differs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ports = new URL('../conformance/ports/', import.meta.url);
const page = readFileSync(new URL('../../docs/differences-from-gevent.md', import.meta.url), 'utf8');

/** The numbers in the last column. */
function namedPrograms(): Set<string> {
  const rows = page.split('\n').filter((line) => line.startsWith('| '));
  return new Set(rows.flatMap((row) => row.split('|').at(-2)!.match(/\d+/g) ?? []));
}

it('names every program whose port differs', () => {
  const differing = readdirSync(ports)
    .filter((name) => name.endsWith('.ours.out'))
    .map((name) => name.split('_')[0]!);
  expect(differing.length).toBeGreaterThan(0);
  const named = namedPrograms();
  expect(differing.filter((number) => !named.has(number))).toEqual([]);
});
