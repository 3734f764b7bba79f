/**
 * The other options of a batch: perHost, timeout, session, signal, onProgress, maxResponseSize, handlers of requests.
 */
import { each, Hub, sleep, spawn } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import * as zlib from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { type Echo, emptied, inHub, refusedPort, routes } from './server.ts';
import { useServer } from './use-server.ts';

const server = useServer((request, response, body) => {
  if (request.url === '/gzipped') {
    response.setHeader('Content-Encoding', 'gzip');
    response.end(zlib.gzipSync(Buffer.alloc(1_000_000)));
  } else routes(request, response, body);
});
const other = useServer();

const at = (path: string, options?: grequests.UnsentVerbOptions): grequests.AsyncRequest =>
  grequests.get(server.url + path, options);
const many = (n: number, path: string): grequests.AsyncRequest[] => Array.from({ length: n }, () => at(path));

describe('perHost', () => {
  test('so many to one host at a time, all others go on', async () => {
    const both = many(6, '/delay/30').flatMap((request) => [request, grequests.get(`${other.url}/delay/30`)]);
    const results = await grequests.map(both, { perHost: 2 });
    expect(results.every((response) => response?.statusCode === 200)).toBe(true);
    expect([server.maxInFlight, other.maxInFlight]).toEqual([2, 2]);
  });

  test('follows redirects to the host they lead to', async () => {
    const urls = Array.from({ length: 5 }, () => at(`/redirect-to?url=${encodeURIComponent(`${other.url}/delay/20`)}`));
    await grequests.map(urls, { perHost: 1 });
    expect([server.maxInFlight, other.maxInFlight, other.seen.length]).toEqual([1, 1, 5]);
  });

  test('what waits for its host is ended by a kill and gtimeout, and is never sent', async () => {
    await inHub(function* () {
      const results = yield* grequests.map(many(4, '/hang'), { perHost: 1, gtimeout: 50, settled: true });
      expect(results.map(({ ok, attempts }) => [ok, attempts])).toEqual([
        [false, 1],
        [false, 0],
        [false, 0],
        [false, 0],
      ]);
      const batch = spawn(() => grequests.map(many(4, '/hang'), { perHost: 1 }));
      do yield* sleep(2);
      while (server.seen.length < 2);
      yield* batch.kill();
    });
    expect(server.seen.length).toBe(2);
  });

  test.each([0, 1.5, -1, Number.NaN])('%d is refused', (perHost) => {
    expect(() => grequests.map([], { perHost })).toThrow(RangeError);
  });
});

describe('timeout and session', () => {
  test('the time limit of those that have none of their own', async () => {
    const session = new requests.Session({ timeout: 10_000 });
    const all = [at('/delay/120'), at('/delay/120', { session }), at('/delay/120', { timeout: null })];
    const results = await grequests.map(all, { timeout: 40, settled: true });
    expect(results.map((result) => (result.ok ? result.response.statusCode : result.error))).toEqual([
      expect.any(requests.ReadTimeout),
      expect.any(requests.ReadTimeout),
      200,
    ]);
  });

  test('the session of those that have none: headers, parameters, connections', async () => {
    const session = new requests.Session({ headers: { 'X-From': 'batch' }, params: { s: 1 }, connections: 1 });
    const own = new requests.Session({ headers: { 'X-From': 'own' } });
    const all = [at('/echo', { params: { a: 2 } }), at('/echo', { session: own }), at('/echo')];
    const echoes = (await grequests.map(all, { session })).map((response) => response!.json<Echo>());
    expect(echoes.map(({ url, headers }) => [url, headers['x-from']])).toEqual([
      ['/echo?s=1&a=2', 'batch'],
      ['/echo', 'own'],
      ['/echo?s=1', 'batch'],
    ]);
    expect(server.connections).toBe(2);
    await session.close();
    await own.close();
    // Whoever has made a session may go on using it.
    expect((await session.get(`${server.url}/x`)).statusCode).toBe(200);
    await session.close();
  });

  test('what is no session is refused', () => {
    expect(() => grequests.map([], { session: {} as requests.Session })).toThrow(/session must be a Session/);
  });
});

describe('signal', () => {
  test('ends map, with its reason', async () => {
    await inHub(function* () {
      const controller = new AbortController();
      spawn(function* () {
        do yield* sleep(2);
        while (server.inFlight < 3);
        controller.abort('enough');
      });
      let reason: unknown;
      try {
        yield* grequests.map(many(5, '/hang'), { size: 3, signal: controller.signal });
      } catch (error) {
        reason = error;
      }
      expect(reason).toBe('enough');
      while (server.inFlight !== 0) yield* sleep(2);
      expect(server.seen.length).toBe(3);
    });
  });

  test('ends imap: the reader that waits gets its reason, and then the end', async () => {
    await inHub(function* () {
      const controller = new AbortController();
      const results = grequests.imap(many(5, '/hang'), { size: 3, signal: controller.signal });
      spawn(function* () {
        do yield* sleep(2);
        while (server.inFlight < 3);
        controller.abort('enough');
      });
      let reason: unknown;
      try {
        yield* results.next();
      } catch (error) {
        reason = error;
      }
      expect(reason).toBe('enough');
      expect(yield* results.next()).toEqual({ done: true, value: undefined });
      while (server.inFlight !== 0) yield* sleep(2);
      expect(server.seen.length).toBe(3);
    });
  });

  test('that is aborted already: nothing is sent', async () => {
    const signal = AbortSignal.abort('before');
    await expect(grequests.map(many(2, '/x'), { signal })).rejects.toBe('before');
    const hub = new Hub();
    await hub.run(function* () {
      let reason: unknown;
      try {
        yield* each(grequests.imap(many(2, '/x'), { signal }), function* () {});
      } catch (error) {
        reason = error;
      }
      expect(reason).toBe('before');
    });
    await emptied(hub);
    expect(server.seen).toEqual([]);
  });

  test('has one listener, however many requests wait for a place', async () => {
    const warned = vi.fn<(warning: Error) => void>();
    process.on('warning', warned);
    const { signal } = new AbortController();
    const all = Array.from({ length: 50 }, () => at('/x', { signal }));
    await grequests.map(all, { perHost: 1, signal });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
  });
});

describe('onProgress', () => {
  test('after each request that is done', async () => {
    const refused = `http://127.0.0.1:${await refusedPort()}/`;
    const told: grequests.BatchProgress[] = [];
    const all = [at('/bytes/10'), grequests.get(refused), at('/bytes/5', { stream: true }), at('/status/500')];
    const results = await grequests.map(all, { size: 1, onProgress: (progress) => void told.push(progress) });
    results[2]!.close();
    expect(told).toEqual([
      { done: 1, failed: 0, inFlight: 0, total: 4, bytes: 10 },
      { done: 2, failed: 1, inFlight: 0, total: 4, bytes: 10 },
      { done: 3, failed: 1, inFlight: 0, total: 4, bytes: 10 },
      { done: 4, failed: 1, inFlight: 0, total: 4, bytes: 20 },
    ]);
  });

  test('of an iterator the total is not known; gtimeout fails the rest', async () => {
    const told: grequests.BatchProgress[] = [];
    const onProgress = (progress: grequests.BatchProgress): void => void told.push(progress);
    for await (const _ of grequests.imap(many(3, '/bytes/4').values(), { size: 1, onProgress })) continue;
    expect(told.map(({ done, total, bytes }) => [done, total, bytes])).toEqual([
      [1, null, 4],
      [2, null, 8],
      [3, null, 12],
    ]);
    told.length = 0;
    await grequests.map([at('/hang'), at('/hang')], { gtimeout: 60, onProgress });
    expect(told.map(({ done, failed, inFlight }) => [done, failed, inFlight])).toEqual([
      [1, 1, 0],
      [2, 2, 0],
    ]);
  });

  test('what it throws ends the call', async () => {
    const onProgress = (): never => {
      throw new Error('no more');
    };
    await expect(grequests.map([at('/bytes/1'), at('/hang')], { onProgress })).rejects.toThrow('no more');
  });
});

describe('maxResponseSize', () => {
  test('counts what is decoded', async () => {
    const get = (path: string, maxResponseSize: number, stream = false): PromiseLike<requests.Response> =>
      requests.get(server.url + path, { maxResponseSize, stream });
    expect((await get('/bytes/100000', 100_000)).content.byteLength).toBe(100_000);
    await expect(get('/bytes/100000', 99_999)).rejects.toThrow(requests.ResponseTooLarge);
    expect((await get('/gzipped', 1_000_000)).content.byteLength).toBe(1_000_000);
    await expect(get('/gzipped', 999_999)).rejects.toMatchObject({ code: 'ERR_RESPONSE_TOO_LARGE' });
    expect((await get('/gzip', 7)).text).toBe('zipped ');
    await expect(get('/gzip', 6)).rejects.toThrow(/more than the 6 bytes of maxResponseSize/);
    await expect(get('/gzip', 0)).rejects.toThrow(requests.ResponseTooLarge);
    expect((await get('/bytes/0', 0)).content.byteLength).toBe(0);
  });

  test('of a streamed body when it is read', async () => {
    for (const path of ['/bytes/100000', '/gzipped']) {
      const response = await requests.get(server.url + path, { maxResponseSize: 50_000, stream: true });
      await expect(response.read()).rejects.toThrow(requests.ResponseTooLarge);
    }
    const response = await requests.get(`${server.url}/gzipped`, { maxResponseSize: 1_000_000, stream: true });
    expect((await response.read()).byteLength).toBe(1_000_000);
  });

  test('of a batch, for those that do not say; the connection of one too large is closed', async () => {
    const all = [at('/bytes/100'), at('/bytes/101'), at('/bytes/101', { maxResponseSize: null })];
    const results = await grequests.map(all, { maxResponseSize: 100, settled: true });
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true]);
    await inHub(function* () {
      const [failed] = yield* grequests.map([at('/stall')], { maxResponseSize: 4, settled: true });
      expect(failed!.ok).toBe(false);
      while (server.inFlight !== 0) yield* sleep(2);
    });
  });
});

describe('exceptionHandler of a request', () => {
  test('in place of that of the call', async () => {
    const refused = `http://127.0.0.1:${await refusedPort()}/`;
    const own = grequests.get(refused, { exceptionHandler: (request, error) => [request.url, error] });
    const plain = grequests.get(refused);
    const results: unknown[] = await grequests.map([own, plain], { exceptionHandler: () => 'theirs' });
    expect(results).toEqual([[refused, expect.any(requests.ConnectionError)], 'theirs']);
    const found: unknown[] = [];
    for await (const item of grequests.imap([own])) found.push(item);
    expect(found).toHaveLength(1);
  });

  test('also for gtimeout; requests.get does not know it', async () => {
    const hanging = at('/hang', { exceptionHandler: () => 'late' });
    expect(await grequests.map([hanging], { gtimeout: 30 })).toEqual(['late']);
    expect(() => requests.get('http://h/', { exceptionHandler: () => 1 } as requests.VerbOptions)).toThrow(
      /unknown option 'exceptionHandler'/,
    );
    expect(() => grequests.get('http://h/', { exceptionHandler: 1 as unknown as () => 1 })).toThrow(TypeError);
  });
});
