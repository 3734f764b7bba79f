/**
 * Kill, timeouts and signals: the greenlet is told at once, the server sees the connection close, and nothing is left.
 */
import { type Coroutine, GreenletExit, Hub, isControl, sleep, spawn, Timeout, withTimeout } from 'greenlets';
import * as requests from 'greenlets/requests';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptied, eventually, fullPort, inHub, promised, RawServer } from './server.ts';
import { useServer } from './use-server.ts';

const server = useServer();
let full: { port: number; close: () => Promise<void> };
beforeAll(async () => {
  full = await fullPort();
});
afterAll(() => full.close());

/** What an operation throws, and after how many milliseconds. */
async function failure(make: () => PromiseLike<unknown>): Promise<{ error: unknown; ms: number }> {
  const started = performance.now();
  const error: unknown = await make().then(
    () => null,
    (caught: unknown) => caught,
  );
  return { error, ms: performance.now() - started };
}

describe('timeouts', () => {
  test('nothing comes: ReadTimeout, in time (R34)', async () => {
    const { error, ms } = await failure(() => requests.get(`${server.url}/hang`, { timeout: 100 }));
    expect(error).toBeInstanceOf(requests.ReadTimeout);
    expect((error as Error).message).toBe(`GET ${server.url}/hang: nothing received for 100 ms`);
    expect(ms).toBeGreaterThanOrEqual(99);
    expect(ms).toBeLessThan(450);
    await eventually(() => server.aborted === 1 && server.inFlight === 0, 'the connection is closed');
  });

  test('no connection: ConnectTimeout, in time, and the attempt is given up (R35)', async () => {
    const { error, ms } = await failure(() =>
      requests.get(`http://127.0.0.1:${full.port}/`, { timeout: { connect: 100 } }),
    );
    expect(error).toBeInstanceOf(requests.ConnectTimeout);
    expect(error).toBeInstanceOf(requests.ConnectionError);
    expect(error).toBeInstanceOf(requests.Timeout);
    expect(ms).toBeGreaterThanOrEqual(99);
    expect(ms).toBeLessThan(700);
  });

  test('the read timeout is between two pieces: a slow drip passes', async () => {
    const started = performance.now();
    const response = await requests.get(`${server.url}/drip/40`, { timeout: { read: 500 } });
    expect(response.text).toBe('*'.repeat(40));
    expect(performance.now() - started).toBeGreaterThan(500);
  });

  test('and it holds in the middle of a body', async () => {
    const { error } = await failure(() => requests.get(`${server.url}/stall`, { timeout: { read: 60 } }));
    expect(error).toBeInstanceOf(requests.ReadTimeout);
    await eventually(() => server.aborted === 1, 'the connection is closed');
  });

  test('the total limit does not wait for the last drop', async () => {
    const { error, ms } = await failure(() =>
      requests.get(`${server.url}/drip/1000`, { timeout: { total: 100, read: 5000 } }),
    );
    expect([(error as Error).name, (error as requests.Timeout).code]).toEqual(['Timeout', 'ERR_HTTP_TIMEOUT']);
    expect(ms).toBeGreaterThanOrEqual(99);
    expect(ms).toBeLessThan(450);
    await eventually(() => server.aborted === 1, 'the connection is closed');
  });

  test('the total limit counts redirects', async () => {
    const url = `${server.url}/redirect-to?url=${encodeURIComponent('/hang')}`;
    const { error, ms } = await failure(() => requests.get(url, { timeout: { total: 80 } }));
    expect(error).toBeInstanceOf(requests.Timeout);
    expect(ms).toBeLessThan(450);
  });

  test('the total limit counts the queue, and what waited is not sent; the connect limit does not', async () => {
    const session = new requests.Session({ connections: 1 });
    const first = promised(session.get(`${server.url}/delay/150`));
    const queued = failure(() => session.get(`${server.url}/queued`, { timeout: { total: 50 } }));
    const patient = promised(session.get(`${server.url}/patient`, { timeout: { connect: 50 } }));
    expect((await queued).error).toBeInstanceOf(requests.Timeout);
    await first;
    expect((await patient).statusCode).toBe(200);
    expect(server.seen.map(({ url }) => url)).toEqual(['/delay/150', '/patient']);
    await session.close();
  });

  test('a slow body of the request is progress', async () => {
    async function* slow(): AsyncGenerator<string> {
      for (let i = 0; i < 6; i++) {
        await sleep(25);
        yield 'x';
      }
    }
    const response = await requests.post(`${server.url}/echo`, { data: slow(), timeout: { read: 100 } });
    expect(response.json<{ body: string }>().body).toBe('xxxxxx');
  });

  test('an interim response is progress and nothing else', async () => {
    const raw = await new RawServer((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n');
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'), 20);
    }).listen();
    const response = await requests.get(raw.url, { timeout: 1000 });
    expect([response.statusCode, response.text, response.headers.has('link')]).toEqual([200, 'ok', false]);
    await raw.close();
  });

  test('a session has a default', async () => {
    const session = new requests.Session({ timeout: { read: 30 } });
    expect((await failure(() => session.get(`${server.url}/hang`))).error).toBeInstanceOf(requests.ReadTimeout);
    expect((await session.get(`${server.url}/delay/60`, { timeout: null })).text).toBe('60');
    await session.close();
  });

  test('are caught by a plain catch, and leave nothing', async () => {
    await inHub(function* () {
      try {
        yield* requests.get(`${server.url}/hang`, { timeout: 20 });
      } catch (error) {
        expect(isControl(error)).toBe(false);
      }
    });
  });
});

/** Where a request may be when it is interrupted, and a URL that keeps it there. */
const PLACES: [place: string, url: () => string, isThere: () => boolean][] = [
  ['connecting', () => `http://127.0.0.1:${full.port}/`, () => true],
  ['waiting for the headers', () => `${server.url}/hang`, () => server.inFlight === 1],
  ['in the body', () => `${server.url}/stall`, () => server.inFlight === 1],
];

describe.each(PLACES)('interrupted while %s', (place, url, isThere) => {
  const closed = async (): Promise<void> => {
    if (place === 'connecting') return;
    await eventually(() => server.aborted === 1 && server.inFlight === 0, 'the connection is closed');
  };

  test('a kill ends it at once', async () => {
    const hub = new Hub();
    await hub.run(function* () {
      const greenlet = spawn(sending, url());
      do yield* sleep(2);
      while (!isThere());
      const started = performance.now();
      expect(yield* greenlet.kill()).toBe(true);
      expect(performance.now() - started).toBeLessThan(200);
      expect(greenlet.value).toBeInstanceOf(GreenletExit);
    });
    await emptied(hub);
    await closed();
  });

  test('a timeout of the greenlet ends it at once', async () => {
    await inHub(function* () {
      let error: unknown;
      try {
        yield* withTimeout(50, () => sending(url()));
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(Timeout);
      expect(error).not.toBeInstanceOf(requests.Timeout);
    });
    await closed();
  });

  test('a signal ends it at once, with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    const waiting = failure(() => requests.get(url(), { signal: controller.signal }));
    await eventually(isThere, 'it is there');
    controller.abort(reason);
    expect((await waiting).error).toBe(reason);
    await closed();
  });
});

function* sending(url: string): Coroutine<requests.Response> {
  return yield* requests.get(url);
}

describe('interrupted while queued', () => {
  test('it is never sent', async () => {
    const hub = new Hub();
    const session = new requests.Session({ connections: 1 });
    await hub.run(function* () {
      const first = spawn(() => session.get(`${server.url}/delay/40`));
      const queued = spawn(() => session.get(`${server.url}/queued`));
      const last = spawn(() => session.get(`${server.url}/last`));
      yield* sleep(5);
      yield* queued.kill();
      yield* first.join();
      yield* last.join();
    });
    await emptied(hub);
    expect(server.seen.map(({ url }) => url)).toEqual(['/delay/40', '/last']);
    await session.close();
  });

  test('a place that a killed request had goes to the next', async () => {
    const session = new requests.Session({ connections: 1 });
    await inHub(function* () {
      const hanging = spawn(() => session.get(`${server.url}/hang`));
      const next = spawn(() => session.get(`${server.url}/next`));
      do yield* sleep(2);
      while (server.inFlight === 0);
      yield* hanging.kill();
      expect((yield* next.get()).text).toBe('this is /next');
    });
    await session.close();
  });

  test('and so does one that was still connecting', async () => {
    const session = new requests.Session({ connections: 1 });
    await inHub(function* () {
      const url = `http://127.0.0.1:${full.port}/`;
      const first = spawn(() => session.get(url));
      const second = spawn(() => session.get(url, { timeout: { connect: 50 } }));
      yield* sleep(5);
      yield* first.kill();
      let error: unknown;
      try {
        yield* second.get();
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(requests.ConnectTimeout);
    });
    await session.close();
  });
});

describe('signals', () => {
  test('one that is aborted already sends nothing', async () => {
    const reason = new Error('too late');
    const { error } = await failure(() => requests.get(server.url, { signal: AbortSignal.abort(reason) }));
    expect(error).toBe(reason);
    expect(server.seen).toEqual([]);
  });

  test('one for a thousand requests draws no warning, and ends them all (trap 18)', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    const waiting = Promise.all(
      Array.from({ length: 1000 }, () => failure(() => requests.get(`${server.url}/hang`, { signal }))),
    );
    await eventually(() => server.inFlight === 100, 'as many as are let in are there');
    controller.abort(new Error('stop'));
    for (const { error } of await waiting) expect((error as Error).message).toBe('stop');
    await eventually(() => server.inFlight === 0, 'the connections are closed');
    process.off('warning', onWarning);
    expect([warnings, listeners]).toEqual([[], 1]);
  });

  test('a request that ends takes its listener along', async () => {
    const { signal } = new AbortController();
    let removed = 0;
    const remove = signal.removeEventListener.bind(signal);
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      removed++;
      remove(...args);
    };
    await requests.get(server.url, { signal });
    expect(removed).toBe(1);
  });
});
