import { Pool, sleep } from 'greenlets';
import { mapLimited } from '../native.ts';
import { timed, type Workload } from '../workload.ts';

const SIZE = 50;
const resolved = Promise.resolve();

function* double(i: number) {
  yield* sleep(0);
  return i * 2;
}

async function asyncDouble(i: number): Promise<number> {
  await resolved;
  return i * 2;
}

function numbers(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

export const workload: Workload = {
  name: 'pool',
  title: 'Pool(50).map over 20,000 items',
  what: 'one item mapped, with one switch in it',
  unit: 'ns',
  operations: 20_000,
  processes: 'together',
  rounds: 11,
  semiSpace: 16,
  anchor: 'native await',
  selected: true,
  subjects: [
    timed('greenlets', 'Pool.map: a greenlet for each item', async (n) => {
      await new Pool(SIZE).map(double, numbers(n));
    }),
    timed(
      'native await',
      '50 runners that share an index: no coroutine for an item but the async function',
      async (n) => {
        await mapLimited(numbers(n), SIZE, asyncDouble);
      },
    ),
  ],
  targets: [],
};
