/**
 * cooperative: a copy of a module whose functions return operations, with nothing touched.
 */
import * as childProcess from 'node:child_process';
import * as dns from 'node:dns/promises';
import * as fs from 'node:fs/promises';
import * as timers from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getHub, GreenletExit, Hub, sleep, spawn, withTimeout } from 'greenlets';
import { AbandonedWait, cooperative } from 'greenlets/io';
import { eventually, HugeFile, Origin } from './peers.ts';

let origin: Origin;
beforeAll(async () => {
  origin = await new Origin().listen();
});
afterAll(() => origin.close());

const before = Object.getOwnPropertyDescriptors(fs);

describe('cooperative(module)', () => {
  test('gives operations, in a greenlet and for await', async () => {
    const files = cooperative(fs);
    await new Hub().run(function* () {
      const text: string = yield* files.readFile('/etc/hostname', 'utf8');
      expect(text).toMatch(/\S/);
      const bytes: Buffer = yield* files.readFile('/etc/hostname');
      expect(bytes.toString()).toBe(text);
    });
    expect((await files.stat('/')).isDirectory()).toBe(true);
  });

  test('is cold where the function is known to return a promise', async () => {
    let calls = 0;
    const module = cooperative({
      async later() {
        calls++;
        return calls;
      },
    });
    const operation = module.later();
    await timers.setTimeout(1);
    expect(calls).toBe(0);
    expect(await operation).toBe(1);
    expect(await operation).toBe(1);
  });

  test('passes on what is no promise, classes and values', () => {
    class Thing {
      size = 1;
    }
    const module = cooperative({ plain: (n: number) => n + 1, Thing, constant: 5, list: [1] });
    expect([module.plain(1), module.Thing, module.constant, module.list]).toEqual([2, Thing, 5, [1]]);
    const resolver = cooperative(dns);
    expect(resolver.getServers()).toEqual(dns.getServers());
    expect(resolver.Resolver).toBe(dns.Resolver);
  });

  test('calls methods of an instance with that instance', async () => {
    class Client {
      #secret = 7;
      get size(): number {
        return this.#secret;
      }
      ask(n: number): Promise<number> {
        return Promise.resolve(this.#secret + n);
      }
    }
    class Better extends Client {
      async more(): Promise<number> {
        return (await this.ask(1)) * 2;
      }
    }
    const client = cooperative(new Better());
    await new Hub().run(function* () {
      expect(yield* client.ask(1)).toBe(8);
      expect(yield* client.more()).toBe(16);
      expect(client.size).toBe(7);
    });
  });

  test('touches nothing', () => {
    cooperative(fs);
    expect(Object.getOwnPropertyDescriptors(fs)).toEqual(before);
    expect(Symbol.iterator in Promise.prototype).toBe(false);
  });

  test('a function alone', async () => {
    const get = cooperative(fetch);
    await new Hub().run(function* () {
      expect((yield* get(`${origin.url}/x`)).status).toBe(200);
    });
  });

  test('refuses anything else', () => {
    expect(() => cooperative(5 as never)).toThrow('module must be an object or a function: received 5');
    expect(() => cooperative(null as never)).toThrow(TypeError);
  });
});

describe('a kill aborts where the function takes a signal', () => {
  test('fetch: the socket is closed', async () => {
    const { got, closed } = origin;
    const web = cooperative({ fetch: globalThis.fetch });
    await new Hub().run(function* () {
      const waiter = spawn(() => web.fetch(`${origin.url}/hang`));
      while (origin.got === got) yield* sleep(1);
      yield* waiter.kill();
      expect(waiter.value).toBeInstanceOf(GreenletExit);
    });
    await eventually(() => origin.closed === closed + 1, 'the server sees the socket closed');
  });

  test('readFile: the file is closed before its end; so does a timeout', async () => {
    const files = cooperative(fs);
    for (const how of ['kill', 'timeout']) {
      const file = new HugeFile();
      await new Hub().run(function* () {
        if (how === 'timeout') {
          yield* withTimeout(
            30,
            function* () {
              yield* files.readFile(file.path);
            },
            { timeoutValue: null },
          );
          return;
        }
        const waiter = spawn(() => files.readFile(file.path));
        do yield* sleep(1);
        while (!file.isOpen());
        yield* waiter.kill();
      });
      await eventually(() => !file.isOpen(), 'the file is closed');
      expect(file.read()).toBeLessThan(HugeFile.SIZE);
      file.remove();
    }
  });

  test('timers, and what promisify makes of exec', async () => {
    const run = cooperative({ exec: promisify(childProcess.exec), ...timers });
    await new Hub().run(function* () {
      expect(yield* run.setTimeout(1, 'value')).toBe('value');
      expect((yield* run.exec('echo hello')).stdout).toBe('hello\n');
      const value = yield* withTimeout(
        20,
        function* () {
          yield* run.setTimeout(60_000);
          return 'ended';
        },
        { timeoutValue: 'late' },
      );
      expect(value).toBe('late');
    });
  });

  test('elsewhere it ends the wait, and a later rejection goes to onError', async () => {
    const hub = new Hub();
    const reports: unknown[] = [];
    hub.onError = (context, error) => reports.push([context instanceof AbandonedWait, String(error)]);
    const module = cooperative({
      failing: async () => {
        await timers.setTimeout(10);
        throw new Error('later');
      },
    });
    await hub.run(function* () {
      const waiter = spawn(() => module.failing());
      yield* sleep(1);
      yield* waiter.kill();
      yield* sleep(30);
    });
    expect(reports).toEqual([[true, 'Error: later']]);
    void getHub;
  });
});
