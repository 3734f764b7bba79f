/**
 * Rows of the specification: time limits, errors, proxies, retries and interruption. The values are what Python's requests
 * gave, unless a row says "ours".
 */
import type { Socket } from 'node:net';
import { type Coroutine, GreenletExit, sleep, spawn } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventually, fullPort, inHub, RawServer } from '../http/server.ts';
import { useServer } from '../http/use-server.ts';
import { base, failure, describeLive, thrownBy } from './httpbin.ts';

const server = useServer();
let full: { port: number; close: () => Promise<void> };
beforeAll(async () => {
  full = await fullPort();
});
afterAll(() => full.close());
afterEach(() => vi.unstubAllEnvs());

/** A busy machine may be late once, but hardly three times. */
const TIMED = { retry: 2 };

describeLive('httpbin', () => {
  test('R34: nothing comes', TIMED, async () => {
    const { error, ms } = await failure(requests.get(`${base}/delay/3`, { timeout: 300 }));
    expect(error).toBeInstanceOf(requests.ReadTimeout);
    expect(ms).toBeGreaterThanOrEqual(299);
    expect(ms).toBeLessThan(400);
  });
});

test('R35: nobody accepts', TIMED, async () => {
  const url = `http://127.0.0.1:${full.port}/`;
  const { error, ms } = await failure(requests.get(url, { timeout: { connect: 100 } }));
  for (const type of [requests.ConnectTimeout, requests.ConnectionError, requests.Timeout]) {
    expect(error).toBeInstanceOf(type);
  }
  expect(ms).toBeGreaterThanOrEqual(99);
  expect(ms).toBeLessThan(200);
});

test.each([
  ['http://127.0.0.1:1/', /^ECONNREFUSED$/],
  // What is said of a host that nobody knows where there is no name server at all.
  ['http://nope.invalid/', /^(ENOTFOUND|EAI_AGAIN)$/],
])('R38: %s', async (url, code) => {
  const error = (await failure(requests.get(url))).error as requests.ConnectionError;
  expect(error).toBeInstanceOf(requests.ConnectionError);
  expect((error.cause as { code: string }).code).toMatch(code);
});

test.each([
  ['x/y', requests.MissingSchema],
  ['ftp://x/', requests.InvalidSchema],
  ['http://', requests.InvalidURL],
])('R39: %s', (url, type) => {
  for (const make of [requests.get, grequests.get]) expect(thrownBy(() => make(url))).toBeInstanceOf(type);
});

test('R40: a proxy that is not there', async () => {
  const proxies = { http: 'http://127.0.0.1:1' };
  expect((await failure(requests.get(server.url, { proxies }))).error).toBeInstanceOf(requests.ProxyError);
  expect(server.connections).toBe(0);
});

test('R41: the proxies of the environment, and ways around them', async () => {
  vi.stubEnv('http_proxy', 'http://127.0.0.1:1');
  const outcome = async (options: requests.SessionOptions): Promise<unknown> => {
    const session = new requests.Session(options);
    const result: unknown = await session.get(server.url).then(
      ({ statusCode }) => statusCode,
      (error: unknown) => error,
    );
    await session.close();
    return result;
  };
  expect(await outcome({})).toBeInstanceOf(requests.ProxyError);
  expect(await outcome({ trustEnv: false })).toBe(200);
  expect(await outcome({ proxies: false })).toBe(200);
  vi.stubEnv('no_proxy', '127.0.0.0/8');
  expect(await outcome({})).toBe(200);
});

test('R54: Retry-After of a 429 is waited for; a POST is not tried again by default', async () => {
  const answer = (line: string): string => `HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`;
  const raw = await new RawServer((socket, request) =>
    socket.write(request === 0 ? answer('429 Too Many Requests\r\nRetry-After: 1') : answer('200 OK')),
  ).listen();
  const started = performance.now();
  expect((await requests.get(raw.url, { retries: 1 })).statusCode).toBe(200);
  expect(performance.now() - started).toBeGreaterThanOrEqual(999);
  raw.requests = 0;
  const post = await requests.post(raw.url, { retries: 1 });
  expect([post.statusCode, raw.requests]).toEqual([429, 1]);
  await raw.close();
});

describe('interrupted at once while', () => {
  /** Where a request may be: what brings it there, and whether it is. */
  const places: [place: string, url: () => string, isThere: () => boolean][] = [
    ['connecting', () => `http://127.0.0.1:${full.port}/`, () => true],
    ['waiting for the headers', () => `${server.url}/hang`, () => server.inFlight === 1],
    ['in the body', () => `${server.url}/stall`, () => server.inFlight === 1],
    ['queued', () => `${server.url}/queued`, () => server.inFlight === 1],
  ];
  let session: requests.Session;
  let before: Promise<unknown> | null;
  beforeEach(() => {
    session = new requests.Session({ connections: 1 });
    before = null;
  });
  afterEach(async () => {
    await session.close();
    await eventually(() => server.inFlight === 0, 'the connections are closed');
  });

  /** Keep the only connection of the session busy. */
  function occupy(place: string): AbortController {
    const controller = new AbortController();
    if (place === 'queued') before = failure(session.get(`${server.url}/hang`, { signal: controller.signal }));
    return controller;
  }

  test.each(places)('U3: %s, by a signal', TIMED, async (place, url, isThere) => {
    const first = occupy(place);
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    const waiting = failure(session.get(url(), { signal: controller.signal }));
    await eventually(isThere, `it is ${place}`);
    const aborted = performance.now();
    controller.abort(reason);
    expect((await waiting).error).toBe(reason);
    expect(performance.now() - aborted).toBeLessThan(50);
    first.abort();
    await before;
    expect(server.seen.map((seen) => seen.url)).not.toContain('/queued');
  });

  test.each(places)('U3: %s, by a kill', TIMED, async (place, url, isThere) => {
    const first = occupy(place);
    await inHub(function* (): Coroutine<void> {
      const greenlet = spawn(() => session.get(url()));
      while (greenlet.waitingFor() === null || !isThere()) yield* sleep(1);
      const killed = performance.now();
      yield* greenlet.kill();
      expect(performance.now() - killed).toBeLessThan(50);
      expect(greenlet.value).toBeInstanceOf(GreenletExit);
    });
    first.abort();
    await before;
    expect(server.seen.map((seen) => seen.url)).not.toContain('/queued');
  });
});

test.each<[what: string, answer: (socket: Socket) => unknown]>([
  ['drops it', (socket) => socket.destroy()],
  ['answers 407', (socket) => socket.write('HTTP/1.1 407 Who Are You\r\nContent-Length: 0\r\n\r\n')],
])('U10: a proxy that is asked to CONNECT and %s', async (_what, answer) => {
  const asked: string[] = [];
  const proxy = await new RawServer((socket, _request, text) => {
    asked.push(text.split('\r\n')[0]!);
    answer(socket);
  }).listen();
  const [result] = await grequests.map([grequests.get('https://target.invalid/', { proxies: proxy.url })], {
    settled: true,
    retries: 3,
  });
  expect(result).toMatchObject({ ok: false, attempts: 1, error: expect.any(requests.ProxyError) as unknown });
  expect(asked).toEqual(['CONNECT target.invalid:443 HTTP/1.1']);
  await proxy.close();
});
