/**
 * What gevent's test__local asserts. docs/upstream-tests.md says which test stands for which.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { joinall, Local, sleep, spawn } from 'greenlets';
import { runClean, runVirtual } from 'greenlets/testing';
import { expect, test } from 'vitest';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How many of `references` still refer to something, once garbage is collected. */
async function alive(references: readonly WeakRef<object>[]): Promise<number> {
  // A WeakRef keeps its target to the end of the turn in which it was made or read.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  return references.filter((reference) => reference.deref() !== undefined).length;
}

test('init must be a function', () => {
  expect(() => new Local('foo' as never)).toThrow(TypeError);
});

test('keeps a value', async () => {
  await runClean(function* () {
    const local = new Local<number>();
    local.set(1);
    expect(local.get()).toBe(1);
  });
});

test('deleting what is not there does no harm, in any greenlet', async () => {
  await runClean(function* () {
    const local = new Local<number>();
    local.delete();
    yield* spawn(() => local.delete()).get();
    expect(local.has()).toBe(false);
  });
});

test('what one greenlet sets no other has', async () => {
  await runClean(function* () {
    const local = new Local<number>();
    expect(local.has()).toBe(false);
    yield* spawn(() => local.set(1)).get();
    expect([local.has(), local.get()]).toEqual([false, undefined]);
  });
});

test('gives the value of init until another is set, and again once that is deleted', async () => {
  await runClean(function* () {
    const local = new Local(() => 42);
    expect(local.get()).toBe(42);
    local.set(1);
    expect(local.get()).toBe(1);
    local.delete();
    expect(local.get()).toBe(42);
  });
});

test('two of them have nothing in common', async () => {
  await runClean(function* () {
    const [a, b] = [new Local<string>(), new Local<string>()];
    a.set('123');
    b.set('123');
    b.set('321');
    expect(a.get()).toBe('123');
  });
});

test('its value goes when its greenlet ends, even if that is still referred to', async () => {
  const references: WeakRef<object>[] = [];
  const local = new Local<object>(() => ({}));
  const { value: greenlets } = await runVirtual(function* () {
    const all = Array.from({ length: 5 }, () => spawn(() => void references.push(new WeakRef(local.get()!))));
    yield* joinall(all);
    return all;
  });
  expect(await alive(references)).toBe(0);
  expect(greenlets.every(({ dead }) => dead)).toBe(true);
});

test('its values go with it, even if their greenlet still runs', async () => {
  const references: WeakRef<object>[] = [];
  await runVirtual(function* () {
    const greenlet = spawn(function* () {
      for (let i = 0; i < 1000; i++) references.push(new WeakRef(new Local<object>(() => ({})).get()!));
      yield* sleep(Infinity);
    });
    yield* sleep(0);
    expect(greenlet.hasLinks()).toBe(false);
  });
  expect(await alive(references)).toBe(0);
});
