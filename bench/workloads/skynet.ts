import { type Coroutine, type Greenlet, spawn } from 'greenlets';
import { sumBelow, together } from '../define.ts';
import { type Bare, begin } from '../floor.ts';
import { GO, inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Subject, Workload } from '../workload.ts';

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

function runBare(n: number): number {
  let sum = 0;
  begin(
    (function* () {
      sum = yield* bare(0, n);
    })(),
  );
  return sum;
}

const own: readonly Subject[] = [
  timed('floor', 'one chain of generators at a time, depth first: nothing is concurrent', runBare),
  timed('greenlets', 'a greenlet for each task, breadth first as the run queue has it; get of each child', (n) =>
    spawn(skynet, 0, n).get(),
  ),
  timed('native await', 'each call runs at once, depth first: few are alive together', (n) => skynetAsync(0, n)),
  ...inGo('a goroutine for each task, one channel for each parent'),
];

const common = { quick: 1000, expected: sumBelow, processes: 'apart', rounds: 5, anchor: 'native await' } as const;

export const skynet1M: Workload = together({
  ...common,
  name: 'skynet',
  title: 'Skynet: 1,000,000 leaves, ten children each, a cold process',
  what: 'the whole tree: 1,111,111 tasks',
  unit: 'ms',
  operations: 1_000_000,
  selected: true,
  subjects: own,
  targets: [
    { subject: 'greenlets', against: GO, unit: 'ms', bound: 0.5, kind: 'most' },
    { subject: 'greenlets', against: 'native await', unit: 'ms', bound: 1, kind: 'most' },
  ],
});

/** The tree that everybody can be asked to grow. */
export const skynet100k: Workload = together({
  ...common,
  name: 'skynet100k',
  title: 'Skynet: 100,000 leaves, ten children each, a cold process',
  what: 'the whole tree of 111,111 tasks, for each leaf',
  operations: 100_000,
  subjects: [
    ...own,
    peer('co', 'each call runs at once, depth first; Promise.all of the children'),
    peer('bluebird', 'each call runs at once, depth first; Promise.all of the children'),
    peer('redux-saga', 'fork of each child, which runs at once; join of all'),
    peer('effection', 'spawn of each child, then each awaited', { share: 0.01 }),
    peer('effect', 'forkChild of each child, then Fiber.join of each'),
    inGevent('gevent.spawn, then get of each child'),
    inAsyncio('create_task, then each awaited'),
  ],
});
