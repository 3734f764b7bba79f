/** p-queue: async functions in a queue with priorities, so many at a time. */
import PQueue from 'p-queue';
import type { Programs } from '../program.ts';

const resolved = Promise.resolve();

async function double(i: number): Promise<number> {
  await resolved;
  return i * 2;
}

export const programs: Programs = {
  pool: async (n) => {
    const queue = new PQueue({ concurrency: 50 });
    const doubles = await queue.addAll(Array.from({ length: n }, (_, i) => () => double(i)));
    return doubles.reduce((sum, each) => sum + each, 0);
  },
};
