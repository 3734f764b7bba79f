/** p-map: an async function over items, so many at a time. */
import pMap from 'p-map';
import type { Programs } from '../program.ts';

const resolved = Promise.resolve();

async function double(i: number): Promise<number> {
  await resolved;
  return i * 2;
}

export const programs: Programs = {
  pool: async (n) => {
    const items = Array.from({ length: n }, (_, i) => i);
    const doubles = await pMap(items, double, { concurrency: 50 });
    return doubles.reduce((sum, each) => sum + each, 0);
  },
};
