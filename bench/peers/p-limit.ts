/** p-limit: async functions, so many at a time. */
import pLimit from 'p-limit';
import type { Programs } from '../program.ts';
import { Room } from '../room.ts';

const resolved = Promise.resolve();

async function double(i: number): Promise<number> {
  await resolved;
  return i * 2;
}

export const programs: Programs = {
  pool: async (n) => {
    const items = Array.from({ length: n }, (_, i) => i);
    const doubles = await pLimit(50).map(items, double);
    return doubles.reduce((sum, each) => sum + each, 0);
  },
  semaphore: async (n) => {
    const limit = pLimit(10);
    const room = new Room(10);
    const visit = async (): Promise<void> => {
      room.enter();
      await resolved;
      room.leave();
    };
    const worker = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) await limit(visit);
    };
    await Promise.all(Array.from({ length: 100 }, () => worker(n / 100)));
    return room.counts;
  },
};
