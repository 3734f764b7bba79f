/**
 * What else sees that promises are iterable: each row of the table in docs/monkey-patching.md.
 */
/* oxlint-disable typescript/no-misused-promises, typescript/await-thenable, vitest/no-standalone-expect -- misuse is what is tested; expect stands in the table */
import { deepStrictEqual, throws } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as stream from 'node:stream';
import { Duplex, pipeline, Readable } from 'node:stream';
import * as streams from 'node:stream/promises';
import { inspect, isDeepStrictEqual } from 'node:util';
import { serialize } from 'node:v8';
import { afterEach, describe, expect, test } from 'vitest';
import { Headers as UndiciHeaders, request, Response as UndiciResponse } from 'undici';
import * as monkey from 'greenlets/monkey';

afterEach(() => monkey.unpatchAll());

/** Not in the types of Node 20. */
const compose = Reflect.get(stream, 'compose') as (...streams: unknown[]) => Duplex;

type Outcome = { value: unknown } | { error: string };

async function outcome(body: () => unknown): Promise<Outcome> {
  try {
    return { value: await body() };
  } catch (error) {
    return { error: `${(error as Error).name} ${String(Reflect.get(error as object, 'code') ?? '')}`.trim() };
  }
}

/** What `body` gives before the patch, under it, and after it was taken back. */
async function compared(body: () => unknown): Promise<{ native: Outcome; patched: Outcome }> {
  const native = await outcome(body);
  monkey.patchAll();
  const patched = await outcome(body);
  monkey.unpatchAll();
  expect(await outcome(body)).toEqual(native);
  return { native, patched };
}

const one = (): never => Promise.resolve(1) as never;

/** An assertion, without what it returns. */
function vitest(body: () => unknown): () => Promise<string> {
  return async () => {
    await body();
    return 'held';
  };
}

async function read(stream: Readable): Promise<unknown[]> {
  const chunks: unknown[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** Write two pieces to a stream; what it has seen and how it ended. */
async function written(make: (log: string[]) => Duplex): Promise<string[]> {
  const log: string[] = [];
  const stream = make(log);
  stream.on('error', (error) => log.push(`error ${error.message}`));
  stream.on('close', () => log.push('close'));
  stream.write('a');
  stream.end('b');
  await new Promise((resolve) => setTimeout(resolve, 30));
  return log;
}

describe('the same with the patch as without', () => {
  test.each<[string, () => unknown]>([
    ['util.inspect', () => inspect([Promise.resolve({ a: 1 }), Promise.reject(new Error('x')).catch(() => 1)])],
    ['Object.keys, for … in', () => [Object.keys(one()), Object.getOwnPropertyNames(one())]],
    ['JSON.stringify', () => JSON.stringify({ promise: one() as unknown })],
    ['structuredClone', () => structuredClone(one())],
    ['v8.serialize', () => serialize(one())],
    ['Promise.all, race and allSettled of arrays', () => Promise.all([[one()], [Promise.race([one(), 2])]].flat())],
    ['await, and async iteration of an array', async () => await read(Readable.from([one(), 2]))],
    ['Array.from', () => Array.from(one())],
    ['Object.assign, object spread', () => ({ ...(one() as object) })],
    ['new Headers', () => [...new Headers(one())]],
    ['new URLSearchParams', () => new URLSearchParams(one()).size],
    ['new Response', () => new Response(one()).text()],
    ["undici's Headers", () => [...new UndiciHeaders(one())]],
    ["undici's Response", () => new UndiciResponse(one()).text()],
    ['assert.deepStrictEqual of two', () => deepStrictEqual(Promise.resolve(1), Promise.resolve(1))],
    ['util.isDeepStrictEqual of two', () => isDeepStrictEqual({ a: Promise.resolve(1) }, { a: Promise.resolve(2) })],
    ["vitest's toEqual of two", vitest(() => expect({ a: Promise.resolve(1) }).toEqual({ a: Promise.resolve(2) }))],
    ["vitest's toEqual of one", vitest(() => expect([Promise.resolve(1)]).toEqual([Promise.resolve(1)]))],
    [
      "vitest's toStrictEqual",
      vitest(() => expect({ a: Promise.resolve(1) }).toStrictEqual({ a: Promise.resolve(2) })),
    ],
    ["vitest's resolves", vitest(() => expect(Promise.resolve(1)).resolves.toBe(1))],
    ['Readable.from(promise)', () => read(Readable.from(one()))],
    ['Duplex.from(promise)', () => read(Duplex.from(Promise.resolve('value')))],
    [
      'Duplex.from(async function)',
      () =>
        written((log) =>
          Duplex.from(async function (source: AsyncIterable<unknown>) {
            for await (const piece of source) log.push(String(piece));
          }),
        ),
    ],
    [
      'Duplex.from(async function that fails)',
      () =>
        written(() =>
          Duplex.from(async function () {
            throw new Error('broken');
          }),
        ),
    ],
    [
      'stream.compose(async function)',
      async () => {
        const log: string[] = [];
        const stream = compose(Readable.from(['x', 'y']), async function (source: AsyncIterable<unknown>) {
          for await (const piece of source) log.push(String(piece));
        });
        stream.on('error', (error) => log.push(error.message));
        await new Promise((resolve) => setTimeout(resolve, 20));
        return log;
      },
    ],
    [
      'stream.pipeline to an async function',
      () =>
        new Promise((resolve) => {
          pipeline(
            Readable.from(['x']),
            async (source: AsyncIterable<string>) => {
              let text = '';
              for await (const piece of source) text += piece;
              return text;
            },
            (error, value) => resolve([String(error), value]),
          );
        }),
    ],
    [
      'stream/promises.pipeline of a promise',
      () => Reflect.apply(streams.pipeline, streams, [one(), async () => undefined]) as unknown,
    ],
    [
      'fs.writeFile(path, promise), the await forgotten',
      async () => {
        const folder = mkdtempSync(join(tmpdir(), 'greenlets-side-'));
        const path = join(folder, 'file');
        writeFileSync(path, 'kept');
        const result = await outcome(() => writeFile(path, one()));
        const text = readFileSync(path, 'utf8');
        rmSync(folder, { recursive: true });
        return [result, text];
      },
    ],
    ['Symbol.asyncIterator, toStringTag', () => [Symbol.asyncIterator in one(), String(one())]],
  ])('%s', async (_name, body) => {
    const { native, patched } = await compared(body);
    expect(patched).toEqual(native);
  });
});

describe('different with the patch: an error of type is not found', () => {
  test.each<[string, () => unknown, unknown]>([
    ['[...promise]', () => [...(one() as Promise<number>)], []],
    ['f(...promise)', () => Math.max(...(one() as never[])), -Infinity],
    ['const [a] = promise', () => (([a]: [unknown]) => a)(one()), undefined],
    [
      'for (x of promise)',
      () => {
        let turns = 0;
        for (const _ of one() as Promise<number>) turns++;
        return turns;
      },
      0,
    ],
    ['new Set(promise)', () => new Set(one()).size, 0],
    ['new Map(promise)', () => new Map(one()).size, 0],
    ['Promise.all(promise)', () => Promise.all(one()), []],
    ['Promise.allSettled(promise)', () => Promise.allSettled(one()), []],
    ['Object.fromEntries(promise)', () => Object.keys(Object.fromEntries(one())), []],
  ])('%s', async (_name, body, value) => {
    expect(await compared(body)).toEqual({ native: { error: 'TypeError' }, patched: { value } });
  });

  test('Symbol.iterator in promise', async () => {
    const has = (): boolean => Symbol.iterator in (one() as object);
    expect(await compared(has)).toEqual({ native: { value: false }, patched: { value: true } });
  });

  test('Buffer.from(promise), Uint8Array.from(promise)', async () => {
    expect((await compared(() => Uint8Array.from(one()).length)).patched).toEqual({ value: 0 });
    const buffer = await compared(() => Buffer.from(one()).length);
    expect(buffer.patched).toEqual(buffer.native);
  });

  test('undici.request with a promise as its body', async () => {
    const { native, patched } = await compared(() => request('http://127.0.0.1:9/', { method: 'POST', body: one() }));
    expect(native).toEqual({ error: 'InvalidArgumentError UND_ERR_INVALID_ARG' });
    expect(patched).not.toEqual(native);
  });
});

describe('what stays untouched', () => {
  test('the prototype, but for one property', () => {
    const keys = Reflect.ownKeys(Promise.prototype);
    const descriptors = Object.getOwnPropertyDescriptors(Promise.prototype);
    monkey.patchAll();
    expect(Reflect.ownKeys(Promise.prototype)).toEqual([...keys, Symbol.iterator]);
    monkey.unpatchAll();
    expect(Object.getOwnPropertyDescriptors(Promise.prototype)).toEqual(descriptors);
  });

  test('a subclass may have an iterator of its own, and one may be assigned', () => {
    monkey.patchAll();
    const assigned = Promise.resolve();
    (assigned as { [Symbol.iterator]: unknown })[Symbol.iterator] = () => [1, 2].values();
    expect([...(assigned as unknown as Iterable<number>)]).toEqual([1, 2]);
    throws(() => (Promise.prototype[Symbol.iterator] as () => unknown).call({} as never), /this must be a promise/);
  });
});
