/**
 * httpCache and deduplicate: what the server sees of it.
 */
import { once } from 'node:events';
import * as http from 'node:http';
import * as net from 'node:net';
import { gzipSync } from 'node:zlib';
import { sleep, spawn } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { cacheStores } from 'undici';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Echo, eventually, inHub, routes, TestServer } from './server.ts';
import { useServer } from './use-server.ts';

let count = 0;
const server = useServer((request, response, body) => {
  const [, name, control] = request.url!.split('/');
  if (name !== 'cached') {
    routes(request, response, body);
    return;
  }
  response.setHeader('Cache-Control', decodeURIComponent(control!));
  response.setHeader('ETag', '"one"');
  if (request.headers['if-none-match'] === '"one"') {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.setHeader('Content-Encoding', 'gzip');
  response.end(gzipSync(`answer ${++count}`));
});
beforeEach(() => {
  count = 0;
});

const cached = (control: string): string => `${server.url}/cached/${encodeURIComponent(control)}`;

describe('httpCache', () => {
  test('what may be kept is asked for once', async () => {
    const session = new requests.Session({ httpCache: true });
    const responses = [];
    for (let i = 0; i < 3; i++) responses.push(await session.get(cached('max-age=60')));
    expect(responses.map(({ text }) => text)).toEqual(['answer 1', 'answer 1', 'answer 1']);
    expect(responses.map(({ headers }) => headers.has('age'))).toEqual([false, true, true]);
    expect(server.seen.length).toBe(1);
    expect(responses[2]!.timings.connect).toBe(null);
    // Another session has its own, and one without the option none.
    await new requests.Session({ httpCache: true }).get(cached('max-age=60'));
    await requests.get(cached('max-age=60'));
    expect(server.seen.length).toBe(3);
    await session.close();
  });

  test('what may not is asked for each time, and what is to be validated is', async () => {
    const session = new requests.Session({ httpCache: true });
    for (let i = 0; i < 2; i++) await session.get(cached('no-store'));
    expect(server.seen.length).toBe(2);
    server.reset();
    const texts = [];
    for (let i = 0; i < 2; i++) texts.push((await session.get(cached('no-cache, max-age=60'))).text);
    expect(texts).toEqual(['answer 3', 'answer 3']);
    expect(server.seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"one"']);
    await session.close();
  });

  test('one that has gone stale is given while it is validated, and the connection comes back', async () => {
    const session = new requests.Session({ httpCache: true, connections: 1 });
    const url = cached('max-age=0, stale-while-revalidate=60');
    for (let i = 0; i < 3; i++) expect((await session.get(url)).text).toBe('answer 1');
    await eventually(() => server.seen.length === 3 && server.inFlight === 0, 'it is validated behind the scenes');
    expect((await session.get(`${server.url}/x`)).text).toBe('this is /x');
    expect(server.connections).toBe(1);
    await session.close();
  });

  test('only from the cache: 504 if it is not there', async () => {
    for (const deduplicate of [false, true]) {
      const session = new requests.Session({ httpCache: true, deduplicate });
      const headers = { 'Cache-Control': 'only-if-cached' };
      const missing = await session.get(cached('max-age=60'), { headers });
      expect([missing.statusCode, missing.reason, missing.text]).toEqual([504, 'Gateway Timeout', '']);
      await session.get(cached('max-age=60'));
      expect((await session.get(cached('max-age=60'), { headers })).statusCode).toBe(200);
      await session.close();
    }
    expect(server.seen.length).toBe(2);
  });

  test('a body that is read bit by bit, and one that is left', async () => {
    const session = new requests.Session({ httpCache: true });
    await session.get(cached('max-age=60'));
    await inHub(function* () {
      const response = yield* session.get(cached('max-age=60'), { stream: true });
      expect(Buffer.from(yield* response.read()).toString()).toBe('answer 1');
      (yield* session.get(cached('max-age=60'), { stream: true })).close();
    });
    expect(server.seen.length).toBe(1);
    await session.close();
  });

  test('type: what is one user’s alone is kept by a private cache', async () => {
    for (const [type, hits] of [
      ['shared', 2],
      ['private', 1],
    ] as const) {
      server.reset();
      const session = new requests.Session({ httpCache: { type } });
      for (let i = 0; i < 2; i++) await session.get(cached('private, max-age=60'));
      expect([type, server.seen.length]).toEqual([type, hits]);
      await session.close();
    }
  });

  test('a store of undici’s, which sessions may share', async () => {
    const httpCache = { store: new cacheStores.MemoryCacheStore() };
    for (let i = 0; i < 2; i++) {
      const session = new requests.Session({ httpCache });
      await session.get(cached('max-age=60'));
      await session.close();
    }
    expect(server.seen.length).toBe(1);
  });

  test('through a proxy', async () => {
    const seen: string[] = [];
    const proxy = http.createServer((request, response) => {
      seen.push(request.url!);
      response.setHeader('Cache-Control', 'max-age=60');
      response.end('by proxy');
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const proxies = `http://127.0.0.1:${(proxy.address() as net.AddressInfo).port}`;
    const session = new requests.Session({ httpCache: true, proxies });
    for (let i = 0; i < 2; i++) expect((await session.get('http://far.test/a')).text).toBe('by proxy');
    expect(seen).toEqual(['http://far.test/a']);
    await session.close();
    proxy.close();
  });
});

describe('deduplicate', () => {
  const tenOf = (session: requests.Session, path: string, options?: grequests.VerbOptions): grequests.AsyncRequest[] =>
    Array.from({ length: 10 }, () => grequests.get(server.url + path, { session, ...options }));

  test('equal requests at the same time are one', async () => {
    const session = new requests.Session({ deduplicate: true });
    const texts = (await grequests.map(tenOf(session, '/delay/40'))).map((response) => response!.text);
    expect(texts).toEqual(Array(10).fill('40'));
    expect([server.seen.length, server.connections]).toEqual([1, 1]);
    // One after the other they are two.
    await session.get(`${server.url}/delay/1`);
    await session.get(`${server.url}/delay/1`);
    expect(server.seen.length).toBe(3);
    await session.close();
  });

  test('other headers, other methods, and streamed responses are apart', async () => {
    const session = new requests.Session({ deduplicate: true });
    const all = [1, 2].flatMap((i) => [
      grequests.get(`${server.url}/delay/30`, { session, headers: { 'X-User': String(i) } }),
      grequests.post(`${server.url}/delay/30`, { session, data: 'same' }),
      grequests.get(`${server.url}/delay/30`, { session, stream: true }),
    ]);
    const responses = await grequests.map(all);
    for (const response of responses) await response!.read();
    expect(server.seen.length).toBe(6);
    await session.close();
  });

  test('one that is killed does not take the others with it', async () => {
    let answers = false;
    const waiting = await new TestServer((_request, response) => {
      if (answers) response.end('at last');
    }).listen();
    const session = new requests.Session({ deduplicate: true });
    await inHub(function* () {
      const [first, ...rest] = Array.from({ length: 4 }, () => spawn(() => session.get(waiting.url)));
      while (waiting.inFlight === 0) yield* sleep(1);
      answers = true;
      // The one that was sent, then one that only waits for its response.
      yield* first!.kill();
      yield* rest.pop()!.kill();
      for (const greenlet of rest) expect((yield* greenlet.get()).text).toBe('at last');
    });
    // It was sent anew, once.
    await eventually(() => waiting.aborted === 1, 'the first is aborted');
    expect(waiting.seen.length).toBe(2);
    await session.close();
    await waiting.close();
  });

  test('nor does one that is killed while it connects, or is out of time', async () => {
    // Accepts no TLS, and so is never connected to.
    const silent = net.createServer();
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const url = `https://127.0.0.1:${(silent.address() as net.AddressInfo).port}/`;
    const session = new requests.Session({ deduplicate: true, connections: 2 });
    await inHub(function* () {
      const get = (timeout: number): grequests.AsyncRequest => grequests.get(url, { session, timeout });
      const killed = spawn(() => get(60_000).send());
      const waiting = spawn(() => get(150).send());
      yield* sleep(50);
      yield* killed.kill();
      const { exception } = yield* waiting.get();
      expect(exception).toBeInstanceOf(requests.ConnectTimeout);
      // Both places are free again.
      const started = performance.now();
      for (const greenlet of [1, 2].map(() => spawn(() => get(30).send()))) yield* greenlet.get();
      expect(performance.now() - started).toBeLessThan(1000);
    });
    const closed = session.close();
    silent.close();
    await closed;
  });

  test('a failure is everybody’s, and a kept connection that was closed nobody’s', async () => {
    let closing = false;
    const closer = await new TestServer((_request, response) => {
      if (!closing) response.end('fine');
      else response.socket!.destroy();
    }).listen();
    const session = new requests.Session({ deduplicate: true });
    await session.get(closer.url);
    closing = true;
    const all = Array.from({ length: 3 }, () => grequests.get(closer.url, { session }));
    const results = await grequests.map(all, { settled: true });
    expect(results.map((result) => !result.ok && result.error instanceof requests.ConnectionError)).toEqual(
      Array(3).fill(true),
    );
    // The first, once over the kept connection, and anew over a new one.
    expect(closer.seen.length).toBe(3);
    await session.close();
    await closer.close();
  });

  test('with the cache: ten at once, and ten later, are one', async () => {
    const session = new requests.Session({ deduplicate: true, httpCache: true });
    const path = `/cached/${encodeURIComponent('max-age=60')}`;
    for (let i = 0; i < 2; i++) {
      const texts = (await grequests.map(tenOf(session, path))).map((response) => response!.text);
      expect(texts).toEqual(Array(10).fill('answer 1'));
    }
    expect(server.seen.length).toBe(1);
    await session.close();
  });

  test('excludeHeaderNames and skipHeaderNames', async () => {
    const session = new requests.Session({
      deduplicate: { excludeHeaderNames: ['X-Id'], skipHeaderNames: ['X-Alone'] },
    });
    const send = (name: string): PromiseLike<unknown> =>
      grequests.map([1, 2, 3].map((i) => grequests.get(`${server.url}/delay/30`, { session, headers: { [name]: i } })));
    await send('X-Id');
    expect(server.seen.length).toBe(1);
    await send('X-Alone');
    expect(server.seen.length).toBe(4);
    await session.close();
  });
});

test('what is sent is the same, but for the case of the names of headers', async () => {
  const session = new requests.Session({ httpCache: true, deduplicate: true });
  const options = { headers: [['X-A', ['1', '2']]] as [string, string[]][], data: new Set(['a', 'b']) };
  const [shared, plain] = [
    await session.put(`${server.url}/echo`, options),
    await requests.put(`${server.url}/echo`, options),
  ];
  expect(shared.json<Echo>()).toEqual(plain.json<Echo>());
  await session.close();
});

test('a request cannot have another kind of connection than those it may share a response with', () => {
  const dispatcher = { dispatch: () => true, close: () => Promise.resolve(), destroy: () => Promise.resolve() };
  for (const options of [{ httpCache: true }, { deduplicate: true }]) {
    const session = new requests.Session(options);
    expect(() => session.get('https://h/', { verify: false })).toThrow(/^verify is to be given to the session, whose/);
    expect(() => session.get('https://h/', { trustEnv: false })).toThrow(/^trustEnv is to be given to the session/);
    const name = Object.keys(options)[0];
    expect(() => new requests.Session({ ...options, dispatcher })).toThrow(`${name} cannot be given with a dispatcher`);
  }
});

test.each<[options: object, message: RegExp]>([
  [{ httpCache: 5 }, /^httpCache must be true, false or options: received 5$/],
  [{ httpCache: { tpye: 'private' } }, /did you mean 'type'/],
  [{ httpCache: { type: 'secret' } }, /^httpCache cannot be used: .*shared, private/],
  [{ httpCache: { methods: ['POST'] } }, /^httpCache cannot be used: .*/],
  [{ deduplicate: { methods: ['POST'] } }, /^deduplicate cannot be used: .*POST/],
])('refused: %j', (options, message) => {
  expect(() => new requests.Session(options)).toThrow(message);
});
