/** Everybody has one turn in each round, and never two at a time. */
import { expect, test } from 'vitest';
import { Turns } from '../../bench/turns.ts';

test('in each round each has one turn, alone', async () => {
  const [size, rounds] = [5, 20];
  const turns = new Turns(size);
  const order: number[] = [];
  let inside = 0;
  const come = async (who: number): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      await turns.take();
      expect(++inside).toBe(1);
      await Promise.resolve();
      order.push(who);
      inside--;
      turns.pass();
    }
  };
  await Promise.all(Array.from({ length: size }, (_, who) => come(who)));
  for (let round = 0; round < rounds; round++) {
    const each = order.slice(round * size, (round + 1) * size);
    each.sort((a, b) => a - b);
    expect(each).toEqual([0, 1, 2, 3, 4]);
  }
  expect(new Set(Array.from({ length: rounds }, (_, round) => order[round * size])).size).toBeGreaterThan(1);
});
