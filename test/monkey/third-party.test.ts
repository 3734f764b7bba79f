/**
 * Libraries of other people's, exactly as they are: undici, ky, redis.
 */
/* oxlint-disable vitest/no-standalone-expect, vitest/expect-expect -- in afterEach, and in killed() and timedOut() */
import { createRequire } from 'node:module';
import ky, { HTTPError } from 'ky';
import { createClient } from 'redis';
import * as undici from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getHub, GreenletExit, joinall, Pool, sleep, spawn, withTimeout } from 'greenlets';
import { cooperative } from 'greenlets/io';
import * as monkey from 'greenlets/monkey';
import { eventually, Origin, startRedis } from './peers.ts';

let origin: Origin;
const reports: unknown[] = [];

beforeAll(async () => {
  origin = await new Origin().listen();
  monkey.patchAll();
  getHub().onError = (_context, error) => reports.push(error);
});

afterEach(() => expect(reports.splice(0)).toEqual([]));

afterAll(async () => {
  monkey.unpatchAll();
  await origin.close();
});

/** Start `body` in a greenlet, kill it once its request has arrived, and wait until the server sees the socket closed. */
async function killed(body: () => PromiseLike<unknown>, arrivals = 1): Promise<void> {
  const { got, closed } = origin;
  await getHub().run(function* () {
    const waiter = spawn(function* () {
      yield* body() as Promise<unknown>;
    });
    while (origin.got < got + arrivals) yield* sleep(1);
    yield* sleep(5);
    yield* waiter.kill();
    expect(waiter.value).toBeInstanceOf(GreenletExit);
  });
  await eventually(() => origin.closed === closed + arrivals, 'the server sees the socket closed');
}

async function timedOut(body: () => PromiseLike<unknown>): Promise<void> {
  const { closed } = origin;
  const value = await getHub().run(() =>
    withTimeout(
      80,
      function* () {
        yield* body() as Promise<unknown>;
        return 'ended';
      },
      { timeoutValue: 'late' },
    ),
  );
  expect(value).toBe('late');
  await eventually(() => origin.closed === closed + 1, 'the server sees the socket closed');
}

describe('ky', () => {
  test('waits', async () => {
    await getHub().run(function* () {
      expect(yield* ky(`${origin.url}/json/k`).json()).toEqual({ path: 'k' });
      const [a, b] = [spawn(() => ky(`${origin.url}/a`).text()), spawn(() => ky(`${origin.url}/b`).text())];
      yield* joinall([a, b]);
      expect([a.value, b.value]).toEqual(['this is /a', 'this is /b']);
      void HTTPError;
    });
  });

  test('is stopped by a kill, while it waits for the headers', () =>
    killed(() => ky(`${origin.url}/hang`, { retry: 0 })));
  test('is stopped by a kill, while it reads the body', () =>
    killed(() => ky(`${origin.url}/stall`, { retry: 0 }).text()));
  test('is stopped by a timeout', () => timedOut(() => ky(`${origin.url}/hang`, { retry: 0 })));
  test('in an async function of ours, and one of two', () =>
    killed(async () => await Promise.race([1, 2].map(() => ky(`${origin.url}/hang`, { retry: 0 }))), 2));

  test('does not try again what was stopped', async () => {
    const { got } = origin;
    await killed(() => ky(`${origin.url}/hang`, { retry: { limit: 3, delay: () => 10 } }));
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(origin.got).toBe(got + 1);
  });

  test('a greenlet goes on with another request after one has timed out', async () => {
    await getHub().run(function* () {
      const late = yield* withTimeout(
        40,
        function* () {
          return yield* ky(`${origin.url}/hang`, { retry: 0 }).text();
        },
        { timeoutValue: 'late' },
      );
      expect(late).toBe('late');
      expect(yield* ky(`${origin.url}/next`).text()).toBe('this is /next');
    });
  });
});

describe('undici', () => {
  test('undici.fetch and undici.request wait', async () => {
    await getHub().run(function* () {
      const response = yield* undici.fetch(`${origin.url}/json/u`);
      expect(yield* response.json()).toEqual({ path: 'u' });
      const { statusCode, body } = yield* undici.request(`${origin.url}/u`);
      expect([statusCode, yield* body.text()]).toEqual([200, 'this is /u']);
    });
  });

  test('undici.fetch, imported as it is, goes on after a kill: it only waits', async () => {
    const { got, closed } = origin;
    await getHub().run(function* () {
      const waiter = spawn(function* () {
        yield* undici.fetch(`${origin.url}/delay/100`);
      });
      while (origin.got === got) yield* sleep(1);
      yield* waiter.kill();
      yield* sleep(150);
    });
    expect([origin.closed, origin.open]).toEqual([closed, 0]);
  });

  test('patchModule gives its exports a signal', async () => {
    const exports = createRequire(import.meta.url)('undici') as typeof undici;
    const before = Object.getOwnPropertyDescriptor(exports, 'request');
    monkey.patchModule(exports, { fetch: 1, request: 1 });
    expect(monkey.isPatched(exports.request)).toBe(true);
    expect(monkey.getOriginal(exports.request)).toBe(undici.request);
    await killed(() => exports.fetch(`${origin.url}/hang`));
    await killed(() => exports.request(`${origin.url}/hang`));
    await timedOut(() => exports.request(`${origin.url}/hang`));
    monkey.unpatchAll();
    expect(Object.getOwnPropertyDescriptor(exports, 'request')).toEqual(before);
    monkey.patchAll();
  });

  test('cooperative gives a copy one, without a patch', async () => {
    const client = cooperative(undici, { signals: { fetch: 1, request: 1 } });
    const { got, closed } = origin;
    await getHub().run(function* () {
      expect((yield* client.request(`${origin.url}/c`)).statusCode).toBe(200);
      const waiter = spawn(() => client.fetch(`${origin.url}/hang`));
      while (origin.got < got + 2) yield* sleep(1);
      yield* waiter.kill();
    });
    await eventually(() => origin.closed === closed + 1, 'the server sees the socket closed');
  });

  test('patchModule refuses what cannot be replaced', () => {
    expect(() => monkey.patchModule(undici, { request: 1 })).toThrow(/target\.request cannot be replaced/);
    expect(() => monkey.patchModule({}, { request: 1 })).toThrow(/target\.request must be a function/);
    expect(() => monkey.patchModule({ request: () => 1 }, { request: -1 })).toThrow(
      /signals\.request must be the index/,
    );
  });
});

const redis = await startRedis();
afterAll(() => redis?.stop());

describe.skipIf(redis === null)('redis', () => {
  test('a pool of greenlets over one client', async () => {
    const client = createClient({ url: redis!.url });
    client.on('error', (error) => reports.push(error));
    await getHub().run(function* () {
      yield* client.connect();
      const pool = new Pool(10);
      yield* pool.map(
        function* (n: number) {
          yield* client.set(`key:${n}`, String(n));
          yield* client.incr('count');
        },
        Array.from({ length: 200 }, (_, n) => n),
      );
      expect(yield* client.get('count')).toBe('200');
      expect(yield* client.get('key:199')).toBe('199');
      expect(yield* client.multi().get('key:1').get('key:2').exec()).toEqual(['1', '2']);
      yield* client.close();
    });
  });

  test('a kill and a timeout end the wait; the command itself goes on, and the client stays usable', async () => {
    const client = createClient({ url: redis!.url });
    const other = client.duplicate();
    await getHub().run(function* () {
      yield* client.connect();
      yield* other.connect();
      const waiter = spawn(function* () {
        yield* client.blPop('list', 0);
      });
      yield* sleep(30);
      yield* waiter.kill();
      expect(waiter.value).toBeInstanceOf(GreenletExit);
      const value = yield* withTimeout(
        20,
        function* () {
          return yield* client.get('behind the blocked one');
        },
        { timeoutValue: 'late' },
      );
      expect(value).toBe('late');
      // The server still holds the first command: it takes the item.
      yield* other.rPush('list', 'x');
      expect(yield* client.get('count')).toBe('200');
      expect(yield* other.lLen('list')).toBe(0);
      yield* client.close();
      yield* other.close();
    });
  });

  test('an error reply is thrown', async () => {
    const client = createClient({ url: redis!.url });
    await getHub().run(function* () {
      yield* client.connect();
      yield* client.set('text', 'x');
      let thrown: unknown;
      try {
        yield* client.incr('text');
      } catch (error) {
        thrown = error;
      }
      expect(String(thrown)).toMatch(/not an integer/);
      yield* client.close();
    });
  });

  test('cooperative(client): the same without a patch', async () => {
    monkey.unpatchAll();
    const client = createClient({ url: redis!.url });
    const redisClient = cooperative(client);
    await getHub().run(function* () {
      yield* redisClient.connect();
      expect(yield* redisClient.set('c', '1')).toBe('OK');
      expect(yield* redisClient.get('c')).toBe('1');
      expect(redisClient.isOpen).toBe(true);
      yield* redisClient.close();
      expect(redisClient.isOpen).toBe(false);
    });
    monkey.patchAll();
  });
});
