/**
 * patchAll, isPatched, getOriginal and unpatchAll: what they replace, and that every descriptor is put back exactly.
 */
import * as childProcess from 'node:child_process';
import * as dns from 'node:dns/promises';
import * as events from 'node:events';
import * as fs from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import * as stream from 'node:stream';
import * as streams from 'node:stream/promises';
import * as timers from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { getHub, Hub, spawn } from 'greenlets';
import { assertNothingLeft } from 'greenlets/testing';
import * as monkey from 'greenlets/monkey';

afterEach(() => monkey.unpatchAll());

/** Every object that a patch might touch. */
const places: Readonly<Record<string, object>> = {
  globalThis,
  Promise,
  'Promise.prototype': Promise.prototype,
  'Response.prototype': Response.prototype,
  'ReadableStream.prototype': ReadableStream.prototype,
  fs: Reflect.get(fs, 'default') as object,
  timers: Reflect.get(timers, 'default') as object,
  scheduler: Object.getPrototypeOf(timers.scheduler) as object,
  dns: Reflect.get(dns, 'default') as object,
  events: Reflect.get(events, 'default'),
  stream: Reflect.get(stream, 'default'),
  Duplex: stream.Duplex,
  Readable: stream.Readable,
  'Readable.prototype': stream.Readable.prototype,
  streams: Reflect.get(streams, 'default') as object,
  childProcess: Reflect.get(childProcess, 'default') as object,
  host: getHub().host,
};

/** The descriptors and the order of the keys of all of them. */
function picture(): unknown[] {
  return Object.entries(places).flatMap(([name, place]) =>
    Reflect.ownKeys(place).map((key) => [name, key, Object.getOwnPropertyDescriptor(place, key)] as const),
  );
}

function same(a: unknown[], b: unknown[]): void {
  // Not toEqual: functions and getters are to be the very same.
  expect(b.length).toBe(a.length);
  for (const [index, row] of (a as [string, PropertyKey, PropertyDescriptor][]).entries()) {
    const [name, key, descriptor] = b[index] as [string, PropertyKey, PropertyDescriptor];
    expect([name, key]).toEqual([row[0], row[1]]);
    for (const part of ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'] as const) {
      if (!Object.is(descriptor[part], row[2][part])) throw new Error(`${name}.${String(key)}: another ${part}`);
    }
  }
}

describe('unpatchAll', () => {
  test('restores every descriptor, and the order of the keys', () => {
    // `fetch` of some versions is a getter that replaces itself.
    void [fetch, Response];
    const before = picture();
    const { context } = getHub();
    monkey.patchAll();
    expect(() => same(before, picture())).toThrow(/another value|to be/);
    expect(getHub().context).toBe(true);
    monkey.unpatchAll();
    same(before, picture());
    expect(getHub().context).toBe(context);
    monkey.unpatchAll();
    same(before, picture());
  });

  test('names imported from a module of Node’s follow', async () => {
    const before = readFile;
    monkey.patchAll();
    expect(monkey.isPatched(fs.readFile)).toBe(true);
    const again = await import('node:fs/promises');
    expect(monkey.isPatched(again.readFile)).toBe(true);
    monkey.unpatchAll();
    expect(fs.readFile).toBe(before);
  });

  test('leaves what somebody else has put there since; ours passes calls on untouched', async () => {
    const native = globalThis.fetch;
    monkey.patchAll();
    const ours = globalThis.fetch;
    let calls = 0;
    const theirs: typeof fetch = (input, init) => {
      calls++;
      return ours(input, init);
    };
    globalThis.fetch = theirs;
    monkey.unpatchAll();
    expect(globalThis.fetch).toBe(theirs);
    await new Hub().run(() => fetch('data:text/plain,x').then((response) => response.text()));
    expect(calls).toBe(1);
    globalThis.fetch = native;
  });

  test('a greenlet that waits goes on to its end', async () => {
    monkey.patchAll();
    const waiter = spawn(function* () {
      return yield* timers.setTimeout(20, 'value');
    });
    await timers.setTimeout(5);
    monkey.unpatchAll();
    expect(await waiter.get()).toBe('value');
    assertNothingLeft(getHub());
  });
});

describe('patchAll', () => {
  test('refuses an unknown option', () => {
    expect(() => monkey.patchAll({ dnss: false } as never)).toThrow(/unknown option "?'?dnss/);
    expect(monkey.isPatched()).toBe(false);
  });

  test('leaves out what is false', () => {
    monkey.patchAll({ fetch: false, context: false });
    expect([monkey.isPatched('fetch'), monkey.isPatched('fs'), monkey.isPatched(fetch)]).toEqual([false, true, false]);
    expect(getHub().context).toBe(false);
  });

  test.each([
    ['promise', monkey.patchPromise],
    ['fetch', monkey.patchFetch],
    ['fs', monkey.patchFs],
    ['timers', monkey.patchTimers],
    ['dns', monkey.patchDns],
    ['events', monkey.patchEvents],
    ['stream', monkey.patchStream],
    ['childProcess', monkey.patchChildProcess],
  ] as const)('%s alone: true the first time, false the second', (name, patch) => {
    const before = picture();
    expect([monkey.isPatched(name), patch(), patch(), monkey.isPatched(name)]).toEqual([false, true, false, true]);
    monkey.unpatchAll();
    same(before, picture());
  });

  test('patched functions look like the originals', () => {
    const { name, length } = fetch;
    const shape = [fs.readFile.name, fs.readFile.length, childProcess.exec.name, childProcess.exec.length];
    monkey.patchAll();
    expect([fetch.name, fetch.length]).toEqual([name, length]);
    expect([fs.readFile.name, fs.readFile.length, childProcess.exec.name, childProcess.exec.length]).toEqual(shape);
  });

  test('the callback forms of exec and execFile work as ever', async () => {
    monkey.patchAll();
    const { execFile } = childProcess;
    const out = await new Promise((resolve) => {
      execFile('echo', ['hello'], (_error, stdout) => resolve(stdout));
    });
    expect(out).toBe('hello\n');
    expect((await promisify(execFile)('echo', ['hello'])).stdout).toBe('hello\n');
  });
});

describe('getOriginal', () => {
  test('gives the function behind a patched one, and any other as it is', () => {
    const native = fetch;
    expect(monkey.getOriginal(fetch)).toBe(native);
    monkey.patchAll();
    expect(fetch).not.toBe(native);
    expect(monkey.getOriginal(fetch)).toBe(native);
    const mine = (): void => undefined;
    expect(monkey.getOriginal(mine)).toBe(mine);
    expect(() => monkey.getOriginal(5 as never)).toThrow('fn must be a function: received 5');
  });
});
