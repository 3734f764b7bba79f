/**
 * What an operation has given is the caller's, and what has ended is nobody's: nothing of ours keeps it alive.
 */
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Event, type Greenlet, Queue, sleep, spawn } from '../../src/index.ts';
import { alive } from './collect.ts';

test('an item that a greenlet took and dropped before it waits for something else', async () => {
  const queue = new Queue<object>();
  const never = new Event();
  const taken: WeakRef<object>[] = [];
  queue.putNowait({});
  const greenlet = spawn(function* () {
    taken.push(new WeakRef(yield* queue.get()));
    yield* never.wait();
  });
  await setImmediate();
  expect(taken).toHaveLength(1);
  expect(await alive(taken)).toEqual([false]);
  await greenlet.kill();
});

test('an item that promise code took, with no turn of the hub since', async () => {
  const queue = new Queue<object>();
  queue.putNowait({});
  const take = async (): Promise<WeakRef<object>> => new WeakRef(await queue.get());
  expect(await alive([await take()])).toEqual([false]);
});

test('of greenlets that each have the next spawned by one that ends first, all but the first and the last', async () => {
  const links: WeakRef<Greenlet>[] = [];
  const spawnNext = (left: number): void => {
    const body = function* () {
      if (left > 0) spawn(() => spawnNext(left - 1));
      yield* sleep(0);
      yield* sleep(0);
    };
    links.push(new WeakRef(spawn(body)));
  };
  spawnNext(30);
  while (links.length < 31) await setImmediate();
  const last = links.at(-1)!.deref()!;
  await last.join();
  expect((await alive(links)).filter(Boolean)).toHaveLength(2);
  expect(last.spawnTreeLocals).toBe(links[0]!.deref()!.spawnTreeLocals);
});

test('of greenlets that each spawn the next and end, those between the first, whose tree it is, and the last', async () => {
  const links: WeakRef<Greenlet>[] = [];
  const spawnNext = (left: number): Greenlet => {
    const next: Greenlet = spawn(() => (left === 0 ? undefined : void spawnNext(left - 1)));
    links.push(new WeakRef(next));
    return next;
  };
  spawnNext(4);
  for (let i = 0; i < 10; i++) await setImmediate();
  const last = links.at(-1)!.deref()!;
  expect(await alive(links)).toEqual([true, false, false, false, true]);
  expect(last.spawnTreeLocals).toBe(links[0]!.deref()!.spawnTreeLocals);
});
