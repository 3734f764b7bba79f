/**
 * What an operation has given is the caller's: nothing of ours keeps it alive.
 */
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Event, Queue, spawn } from '../../src/index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Whether what `ref` refers to is still there, after whatever could be collected was. */
async function isAlive(ref: WeakRef<object>): Promise<boolean> {
  await setImmediate();
  await setImmediate();
  collect();
  return ref.deref() !== undefined;
}

test('an item that a greenlet took and dropped before it waits for something else', async () => {
  const queue = new Queue<object>();
  const never = new Event();
  let taken: WeakRef<object> | null = null;
  queue.putNowait({});
  const greenlet = spawn(function* () {
    taken = new WeakRef(yield* queue.get());
    yield* never.wait();
  });
  await setImmediate();
  expect(taken).not.toBeNull();
  expect(await isAlive(taken!)).toBe(false);
  await greenlet.kill();
});

test('an item that promise code took, with no turn of the hub since', async () => {
  const queue = new Queue<object>();
  queue.putNowait({});
  const take = async (): Promise<WeakRef<object>> => new WeakRef(await queue.get());
  expect(await isAlive(await take())).toBe(false);
});
