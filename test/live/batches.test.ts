/**
 * Rows of the specification: grequests. The order and the values are grequests' own; what is better here is "ours".
 */
import { GreenletExit, Hub, sleep, spawn } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptied, eventually, refusedPort } from '../http/server.ts';
import { useServer } from '../http/use-server.ts';
import { type Answer, base, describeLive } from './httpbin.ts';
import { runProgram } from './program.ts';

const server = useServer();
let refused: string;
beforeAll(async () => {
  refused = `http://127.0.0.1:${await refusedPort()}/`;
});

const at = (path: string, options?: grequests.VerbOptions): grequests.AsyncRequest =>
  grequests.get(server.url + path, options);
const there = (path: string): grequests.AsyncRequest => grequests.get(base + path);
const many = (count: number, make: () => grequests.AsyncRequest): grequests.AsyncRequest[] =>
  Array.from({ length: count }, make);
const statusOf = (response: requests.Response | null): number | null => response?.statusCode ?? null;

/** The value of an operation, and how many milliseconds it took. */
async function timed<T>(waited: PromiseLike<T>): Promise<{ value: T; ms: number }> {
  const started = performance.now();
  return { value: await waited, ms: performance.now() - started };
}

/** A busy machine may be late once, but hardly three times. */
const TIMED = { retry: 2 };

describeLive('httpbin', () => {
  test('G1: good, refused, 500', async () => {
    const make = (): grequests.AsyncRequest[] => [there('/get'), grequests.get(refused), there('/status/500')];
    const list = make();
    expect((await grequests.map(list)).map(statusOf)).toEqual([200, null, 500]);
    expect(list[1]!.exception).toBeInstanceOf(requests.ConnectionError);
    const settled = await grequests.map(make(), { settled: true });
    expect(settled.map((one) => (one.ok ? one.response.statusCode : one.error))).toEqual([
      200,
      expect.any(requests.ConnectionError),
      500,
    ]);
  });

  test('G14: callback and hooks both run; the error of a callback is the failure of its request alone', async () => {
    const seen: string[] = [];
    const hooks = { response: () => void seen.push('hook') };
    const callback = (): void => void seen.push('callback');
    const fail = (): never => {
      throw new RangeError('thrown');
    };
    const url = `${base}/get`;
    const results = await grequests.map(
      [grequests.get(url, { hooks, callback }), grequests.get(url, { callback: fail })],
      {
        settled: true,
      },
    );
    expect(seen).toEqual(['hook', 'callback']);
    expect(results.map((one) => (one.ok ? one.response.statusCode : (one.error as Error).message))).toEqual([
      200,
      'thrown',
    ]);
  });

  test('G15: a session is shared, and can be used after map', async () => {
    const session = new grequests.Session();
    const make = (path: string): grequests.AsyncRequest => grequests.get(base + path, { session });
    await grequests.map([make('/cookies/set?a=1'), make('/cookies/set?b=2')]);
    const [both] = await grequests.map([make('/cookies')]);
    expect(both!.json<Answer>().cookies).toEqual({ a: '1', b: '2' });
    expect((await session.get(`${base}/cookies`)).statusCode).toBe(200);
    await session.close();
  });

  test('G16: head does not follow redirects, as requests.head (ours)', async () => {
    const [response] = await grequests.map([grequests.head(`${base}/redirect/1`)]);
    expect(response!.statusCode).toBe(302);
  });
});

describeLive.concurrent('httpbin, which takes its time', () => {
  test('G2: the order is that of the requests', async ({ expect }) => {
    const responses = await grequests.map([there('/delay/1'), there('/get'), there('/uuid')]);
    expect(responses.map((response) => response!.url)).toEqual(
      ['/delay/1', '/get', '/uuid'].map((path) => base + path),
    );
  });

  test.each([
    [10, 10, 1],
    [10, 5, 2],
    [3, 1, 3],
  ])('G3: %i × /delay/1, %i at a time', TIMED, async (count, size, seconds) => {
    const session = new grequests.Session();
    const list = many(count, () => grequests.get(`${base}/delay/1`, { session }));
    const { value, ms } = await timed(grequests.map(list, { size }));
    expect(value.map(statusOf)).toEqual(list.map(() => 200));
    expect(ms).toBeGreaterThanOrEqual(seconds * 1000 - 1);
    expect(ms).toBeLessThan(seconds * 1000 + 900);
    await session.close();
  });

  test('G10: imap gives them as they come', async ({ expect }) => {
    const urls: string[] = [];
    for await (const { url } of grequests.imap([there('/delay/1'), there('/get')])) urls.push(url.slice(base.length));
    expect(urls).toEqual(['/get', '/delay/1']);
  });
});

test('G4: a hundred, eight at a time: no more at the server, and no more connections', async () => {
  const session = new grequests.Session();
  const list = many(100, () => at('/delay/3', { session }));
  expect((await grequests.map(list, { size: 8 })).map(statusOf)).toEqual(list.map(() => 200));
  expect([server.maxInFlight, server.connections]).toEqual([8, 8]);
  await session.close();
});

test('G5: two hundred with all defaults take the 100 connections that a host may have (grequests: 200)', async () => {
  await grequests.map(many(200, () => at('/delay/20')));
  expect([server.seen.length, server.connections]).toEqual([200, 100]);
});

test('G6: gtimeout counts the queue and ends what is under way (ours)', TIMED, async () => {
  const list = many(4, () => at('/delay/1000'));
  const { value, ms } = await timed(grequests.map(list, { size: 1, gtimeout: 1500 }));
  expect(value.map(statusOf)).toEqual([200, null, null, null]);
  expect(ms).toBeGreaterThanOrEqual(1499);
  expect(ms).toBeLessThan(1600);
  await eventually(() => server.inFlight === 0, 'the connection is closed');
  expect([server.seen.length, server.aborted]).toEqual([2, 1]);
});

test('G7: a kill of the greenlet that runs map ends its requests (ours)', async () => {
  const hub = new Hub();
  const called: unknown[] = [];
  const list = many(6, () => at('/hang', { callback: (response) => void called.push(response) }));
  await hub.run(function* () {
    const greenlet = spawn(() => grequests.map(list, { size: 3 }));
    while (server.inFlight < 3) yield* sleep(1);
    yield* greenlet.kill();
    expect(greenlet.value).toBeInstanceOf(GreenletExit);
  });
  await emptied(hub);
  await eventually(() => server.inFlight === 0, 'the connections are closed');
  expect([server.seen.length, server.aborted, called]).toEqual([3, 3, []]);
});

test('G8: imap sends nothing before it is read', async () => {
  const responses = grequests.imap([at('/one'), at('/two')]);
  await requests.get(`${server.url}/other`);
  expect(server.seen.map(({ url }) => url)).toEqual(['/other']);
  await responses.next();
  expect(server.seen.length).toBeGreaterThan(1);
  await responses.return();
});

describe('G12', () => {
  test('G12: the handler is called once for each failure, when it happens, and gives the value', async () => {
    const slow = at('/delay/100');
    const bad = grequests.get(refused);
    const calls: unknown[][] = [];
    const results = await grequests.map([slow, bad, at('/status/404')], {
      exceptionHandler(request, error) {
        calls.push([request === bad, (error as Error).name, slow.response]);
        return 'handled';
      },
    });
    expect(calls).toEqual([[true, 'ConnectionError', null]]);
    expect(results.map((result) => (typeof result === 'string' ? result : statusOf(result)))).toEqual([
      200,
      'handled',
      404,
    ]);
  });

  test('G12: what it throws is reported, and the other results are kept (ours; grequests loses them)', async () => {
    const list = [at('/one'), grequests.get(refused)];
    const mapping = grequests.map(list, {
      size: 1,
      exceptionHandler() {
        throw new Error('too bad');
      },
    });
    await expect(mapping).rejects.toThrow('too bad');
    expect(list[0]!.response!.text).toBe('this is /one');
  });
});

test('G13: a streamed body is not read by map, and the request has the last word', async () => {
  const [all, own] = await grequests.map([at('/bytes/5'), at('/bytes/5', { stream: false })], { stream: true });
  expect([() => all!.text, () => own!.text].map((read) => attempt(read))).toEqual(['ContentNotReadError', 'xxxxx']);
  const [mine] = await grequests.map([at('/bytes/5', { stream: true })], { stream: false });
  expect(attempt(() => mine!.text)).toBe('ContentNotReadError');
  for (const response of [all!, mine!]) expect((await response.read()).byteLength).toBe(5);
});

function attempt(read: () => string): string {
  try {
    return read();
  } catch (error) {
    return (error as Error).name;
  }
}

test('G15: without a session the process ends by itself when map is done, and its connections with it', async () => {
  expect(await runProgram('map-and-end', server.url, '20')).toBe('20\n');
  expect(server.connections).toBeGreaterThan(0);
  await eventually(() => server.open === 0, 'all connections are closed');
});
