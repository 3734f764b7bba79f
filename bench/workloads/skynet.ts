import { type Coroutine, type Greenlet, spawn } from 'greenlets';
import { type Bare, begin } from '../floor.ts';
import { GO, inGo, timed, type Workload } from '../workload.ts';

function check(sum: number, n: number): void {
  if (sum !== (n * (n - 1)) / 2) throw new Error(`skynet: ${sum} is the wrong sum`);
}

function* bare(number: number, size: number): Bare<number> {
  if (size === 1) return number;
  const part = size / 10;
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += yield* bare(number + i * part, part);
  return sum;
}

function* skynet(number: number, size: number): Coroutine<number> {
  if (size === 1) return number;
  const part = size / 10;
  const children: Greenlet<number>[] = [];
  for (let i = 0; i < 10; i++) children.push(spawn(skynet, number + i * part, part));
  let sum = 0;
  for (const child of children) sum += yield* child.get();
  return sum;
}

async function skynetAsync(number: number, size: number): Promise<number> {
  if (size === 1) return number;
  const part = size / 10;
  const children: Promise<number>[] = [];
  for (let i = 0; i < 10; i++) children.push(skynetAsync(number + i * part, part));
  let sum = 0;
  for (const child of children) sum += await child;
  return sum;
}

export const workload: Workload = {
  name: 'skynet',
  title: 'Skynet: 1,000,000 leaves, ten children each, a cold process',
  what: 'the whole tree: 1,111,111 tasks',
  unit: 'ms',
  operations: 1_000_000,
  processes: 'apart',
  rounds: 5,
  semiSpace: 16,
  anchor: 'native await',
  selected: true,
  subjects: [
    timed('floor', 'one chain of generators at a time, depth first: nothing is concurrent', (n) => {
      begin(
        (function* () {
          check(yield* bare(0, n), n);
        })(),
      );
    }),
    timed(
      'greenlets',
      'a greenlet for each task, breadth first as the run queue has it; get of each child',
      async (n) => {
        check(await spawn(skynet, 0, n).get(), n);
      },
    ),
    timed('native await', 'each call runs at once, depth first: few are alive together', async (n) => {
      check(await skynetAsync(0, n), n);
    }),
    inGo('skynet', 'a goroutine for each task, one channel for each parent'),
  ],
  targets: [
    { subject: 'greenlets', against: GO, unit: 'ms', bound: 0.5, kind: 'most' },
    { subject: 'greenlets', against: 'native await', unit: 'ms', bound: 1, kind: 'most' },
  ],
};
