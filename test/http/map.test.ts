/**
 * grequests: AsyncRequest, send and map.
 */
import { type Coroutine, each, getcurrent, GreenletExit, Group, Hub, Pool, sleep, spawn, withTimeout } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptied, eventually, inHub, refusedPort, routes, TestServer } from './server.ts';
import { useServer } from './use-server.ts';

const server = useServer();
let refused: string;
beforeAll(async () => {
  refused = `http://127.0.0.1:${await refusedPort()}/`;
});

const at = (path: string, options?: grequests.VerbOptions): grequests.AsyncRequest =>
  grequests.get(server.url + path, options);
const paths = (): string[] => server.seen.map(({ url }) => url);

const { get, options, head, post, put, patch, delete: remove } = grequests;
const unsent = { get, options, head, post, put, patch, delete: remove };

describe('AsyncRequest', () => {
  test.each(['get', 'options', 'head', 'post', 'put', 'patch', 'delete'] as const)('%s is not sent', async (verb) => {
    const request = unsent[verb](`${server.url}/x`, { params: { a: 1 }, meta: 7 });
    expect(request).toBeInstanceOf(grequests.AsyncRequest);
    expect('then' in request).toBe(false);
    expect([request.method, request.url, request.meta]).toEqual([verb.toUpperCase(), `${server.url}/x?a=1`, 7]);
    expect([request.response, request.exception, request.session]).toEqual([null, undefined, null]);
    expect(server.seen).toEqual([]);
    await grequests.map([request]);
    expect(server.seen.map(({ method }) => method)).toEqual([verb.toUpperCase()]);
    expect(request.response!.request.meta).toBe(7);
  });

  test('head does not follow redirects (G16)', async () => {
    const [response] = await grequests.map([grequests.head(`${server.url}/redirect/1`)]);
    expect(response!.statusCode).toBe(302);
  });

  test('its send keeps the failure and does not throw it', async () => {
    const request = await grequests.get(refused).send();
    expect(request.exception).toBeInstanceOf(requests.ConnectionError);
    expect(request.response).toBe(null);
  });

  test('a second send forgets the first', async () => {
    let path = '/ok';
    const flaky = await new TestServer((request, response, body) => {
      if (path === '/ok') routes(request, response, body);
      else response.destroy();
    }).listen();
    const request = grequests.post(flaky.url);
    await request.send();
    expect(request.response!.statusCode).toBe(200);
    path = '/broken';
    await request.send();
    expect([request.response, request.exception instanceof requests.ConnectionError]).toEqual([null, true]);
    path = '/ok';
    await request.send();
    expect([request.response!.statusCode, request.exception]).toEqual([200, undefined]);
    await flaky.close();
  });

  test('a kill is thrown', async () => {
    const request = at('/hang');
    await inHub(function* () {
      const greenlet = spawn(() => request.send());
      do yield* sleep(2);
      while (server.inFlight === 0);
      yield* greenlet.kill();
      expect(greenlet.value).toBeInstanceOf(GreenletExit);
    });
    expect(request.exception).toBeInstanceOf(GreenletExit);
  });

  test('is printed without its body', () => {
    const request = grequests.post('http://u:secret@h/', { data: 'secret' });
    expect(inspect(request)).toBe('AsyncRequest { POST http://h/ }');
  });
});

describe('send', () => {
  test('gives a greenlet with the request', async () => {
    await inHub(function* () {
      const request = at('/a');
      const greenlet = grequests.send(request);
      expect(request.response).toBe(null);
      expect(yield* greenlet.get()).toBe(request);
      expect(request.response!.text).toBe('this is /a');
    });
  });

  test('in a pool, which may be full, or a group', async () => {
    await inHub(function* () {
      const pool = new Pool(1);
      const first = yield* grequests.send(at('/delay/20'), { pool });
      const second = yield* grequests.send(at('/b'), { pool });
      expect([first.dead, second.dead]).toEqual([true, false]);
      yield* pool.join();
      const group = new Group();
      const third = yield* grequests.send(at('/c'), { pool: group });
      yield* group.join();
      expect(third.value).toBeInstanceOf(grequests.AsyncRequest);
    });
    expect(server.maxInFlight).toBe(1);
  });

  test('refuses what is no request, and no pool', () => {
    expect(() => grequests.send('http://x/' as unknown as grequests.AsyncRequest)).toThrow(TypeError);
    expect(() => grequests.send(at('/'), { pool: {} as unknown as Pool })).toThrow(/pool must be a Pool/);
    expect(() => grequests.send(at('/'), { pol: 1 } as grequests.SendOptions)).toThrow(/did you mean 'pool'/);
  });
});

describe('map', () => {
  test('gives responses in the order of the requests (G1, G2)', async () => {
    const responses = await grequests.map([at('/delay/60'), grequests.get(refused), at('/status/500'), at('/x')]);
    expect(responses.map((response) => response?.statusCode ?? null)).toEqual([200, null, 500, 200]);
    expect(responses[0]!.text).toBe('60');
  });

  test('of nothing', async () => {
    expect(await grequests.map([])).toEqual([]);
    expect(await grequests.map([], { settled: true })).toEqual([]);
  });

  test('takes any iterable, also an async one', async () => {
    function* some(): Generator<grequests.AsyncRequest> {
      yield at('/1');
      yield at('/2');
    }
    async function* later(): AsyncGenerator<grequests.AsyncRequest> {
      yield* some();
      await Promise.resolve();
      yield at('/3');
    }
    expect((await grequests.map(some())).map((response) => response!.text)).toEqual(['this is /1', 'this is /2']);
    expect((await grequests.map(new Set(some()))).length).toBe(2);
    const all = await inHub(() => mapped(later()));
    expect(all.map((response) => response!.text)).toEqual(['this is /1', 'this is /2', 'this is /3']);
  });

  test('the same request twice', async () => {
    const request = at('/twice');
    const [first, second] = await grequests.map([request, request]);
    expect([first!.text, second!.text, first === second]).toEqual(['this is /twice', 'this is /twice', false]);
  });

  test.each([1, 2, 8])('size %i is never exceeded, nor are the connections (G3, G4)', async (size) => {
    const session = new requests.Session();
    const list = Array.from({ length: 40 }, (_, i) => at(`/delay/${i % 4}`, { session }));
    const responses = await grequests.map(list, { size });
    expect(responses.every((response) => response?.statusCode === 200)).toBe(true);
    expect([server.maxInFlight, server.connections]).toEqual([size, size]);
    await session.close();
  });

  test('without a size all go at once, as far as the host may have connections (G5)', async () => {
    const session = new requests.Session({ connections: 12 });
    await grequests.map(Array.from({ length: 40 }, () => at('/delay/10', { session })));
    expect([server.maxInFlight, server.connections]).toEqual([12, 12]);
    await session.close();
  });

  test('each request has a greenlet of its own', async () => {
    const seen = new Set<unknown>();
    await inHub(() =>
      mapped(Array.from({ length: 5 }, () => at('/', { callback: () => void seen.add(getcurrent()) }))),
    );
    expect(seen.size).toBe(5);
  });

  test('settled tells why', async () => {
    const list = [at('/a'), grequests.get(refused)];
    const [good, bad] = await grequests.map(list, { settled: true });
    expect(good).toMatchObject({ ok: true, index: 0, request: list[0], attempts: 1, response: { text: 'this is /a' } });
    expect(bad).toMatchObject({ ok: false, index: 1, request: list[1], attempts: 1 });
    const error: unknown = bad!.ok ? null : bad!.error;
    expect(error).toBeInstanceOf(requests.ConnectionError);
  });

  test('stream: the request itself has the last word (G13)', async () => {
    const [mine, theirs, kept] = await grequests.map(
      [at('/bytes/5', { stream: true }), at('/bytes/5'), at('/bytes/5', { stream: false })],
      { stream: false },
    );
    expect(() => mine!.text).toThrow(requests.ContentNotReadError);
    expect([theirs!.text, kept!.text]).toEqual(['xxxxx', 'xxxxx']);
    const [now, not] = await grequests.map([at('/bytes/5'), at('/bytes/5', { stream: false })], { stream: true });
    expect(() => now!.text).toThrow(requests.ContentNotReadError);
    expect(not!.text).toBe('xxxxx');
    for (const response of [mine!, now!]) await response.read();
  });

  test('streamed responses that wait to be read keep no request waiting', async () => {
    const session = new requests.Session({ connections: 2 });
    const responses = await grequests.map(Array.from({ length: 6 }, () => at('/stall', { session, stream: true })));
    expect(responses.length).toBe(6);
    for (const response of responses) response!.close();
    await session.close();
  });

  test('callback: its error is the request’s failure, what it returns may replace', async () => {
    const list = [
      at('/a', {
        callback() {
          throw new Error('mine');
        },
      }),
      at('/b', { callback: async () => requests.get(`${server.url}/c`) }),
    ];
    const responses = await grequests.map(list);
    expect([responses[0], (list[0]!.exception as Error).message, responses[1]!.text]).toEqual([
      null,
      'mine',
      'this is /c',
    ]);
  });

  test('a session is still usable afterwards (G15)', async () => {
    const session = new requests.Session();
    await grequests.map([at('/a', { session }), at('/b', { session })]);
    expect((await session.get(server.url)).statusCode).toBe(200);
    await session.close();
    await eventually(() => server.open === 0 || server.inFlight === 0, 'the connections are closed');
  });
});

function* mapped(list: grequests.Requests, options?: grequests.MapOptions): Coroutine<(requests.Response | null)[]> {
  return yield* grequests.map(list, options);
}

describe('exceptionHandler', () => {
  test('is called once for each failure, when it happens, and its value is used (G12)', async () => {
    const calls: string[] = [];
    const slow = at('/delay/80');
    const bad = grequests.get(refused);
    const responses = await grequests.map([slow, bad, at('/status/404')], {
      exceptionHandler(request, error) {
        calls.push(`${request === bad} ${(error as Error).name} ${slow.response === null}`);
        return 'handled' as const;
      },
    });
    // The type follows the handler: this would not compile otherwise.
    const values: (requests.Response | 'handled' | null)[] = responses;
    expect(values[1]).toBe('handled');
    expect(calls).toEqual(['true ConnectionError true']);
  });

  test('null and nothing are null', async () => {
    expect(await grequests.map([grequests.get(refused)], { exceptionHandler: () => undefined })).toEqual([null]);
    expect(await grequests.map([grequests.get(refused)], { exceptionHandler: () => null })).toEqual([null]);
  });

  test('may wait', async () => {
    const results = await grequests.map([grequests.get(refused)], {
      *exceptionHandler() {
        return (yield* requests.get(`${server.url}/instead`)).text;
      },
    });
    const values: (requests.Response | string | null)[] = results;
    expect(values).toEqual(['this is /instead']);
  });

  test('what it throws ends the call, and the requests under way', async () => {
    const started = performance.now();
    const error: unknown = await inHub(function* () {
      try {
        yield* grequests.map([at('/hang'), grequests.get(refused), at('/never')], {
          size: 2,
          exceptionHandler() {
            throw new Error('too bad');
          },
        });
      } catch (caught) {
        return caught;
      }
      return null;
    });
    expect((error as Error).message).toBe('too bad');
    expect(performance.now() - started).toBeLessThan(2000);
    await eventually(() => server.inFlight === 0 && server.aborted === server.seen.length, 'the connection is closed');
    expect(paths()).not.toContain('/never');
  });
});

describe('gtimeout', () => {
  test('counts the queue, ends what is under way, and sends no more (G6)', async () => {
    const list = [at('/quick'), at('/hang'), at('/hang'), at('/hang')];
    const started = performance.now();
    const responses = await inHub(() => mapped(list, { size: 1, gtimeout: 500 }));
    expect(performance.now() - started).toBeGreaterThanOrEqual(499);
    expect(responses.map((response) => response?.statusCode ?? null)).toEqual([200, null, null, null]);
    for (const request of list.slice(1)) expect(request.exception).toBeInstanceOf(requests.Timeout);
    await eventually(() => server.inFlight === 0, 'the connection is closed');
    expect([server.seen.length, server.aborted]).toEqual([2, 1]);
  });

  test('the handler is called for each that was not done', async () => {
    const calls: [string, string][] = [];
    const responses = await grequests.map([at('/hang'), at('/quick'), at('/late')], {
      size: 1,
      gtimeout: 50,
      exceptionHandler(request, error) {
        calls.push([request.url.slice(server.url.length), (error as Error).name]);
        return -1;
      },
    });
    expect(responses).toEqual([-1, -1, -1]);
    expect(calls).toEqual([
      ['/hang', 'Timeout'],
      ['/quick', 'Timeout'],
      ['/late', 'Timeout'],
    ]);
    const settled = await grequests.map([at('/hang'), at('/late')], { size: 1, gtimeout: 30, settled: true });
    expect(settled.map((one) => [one.ok, one.attempts])).toEqual([
      [false, 1],
      [false, 0],
    ]);
  });

  test('also while an async source has nothing to give', async () => {
    let returned = false;
    const source: AsyncIterable<grequests.AsyncRequest> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: async () => {
          returned = true;
          return { done: true, value: undefined };
        },
      }),
    };
    expect(await inHub(() => mapped(source, { gtimeout: 20 }))).toEqual([]);
    expect(returned).toBe(true);
  });

  test('that is long enough changes nothing', async () => {
    expect((await inHub(() => mapped([at('/')], { gtimeout: 60_000 })))[0]!.statusCode).toBe(200);
  });
});

describe('whoever calls map owns its requests', () => {
  test('a kill ends them (G7)', async () => {
    const hub = new Hub();
    const calls: unknown[] = [];
    const callback = (response: requests.Response): void => void calls.push(response);
    await hub.run(function* () {
      const list = Array.from({ length: 6 }, () => at('/hang', { callback }));
      const greenlet = spawn(() => mapped(list, { size: 3 }));
      do yield* sleep(2);
      while (server.inFlight < 3);
      yield* greenlet.kill();
      // The kill is over when the requests are.
      expect(hub.greenlets().length).toBe(1);
    });
    await emptied(hub);
    await eventually(() => server.inFlight === 0, 'the connections are closed');
    expect([server.seen.length, server.aborted, calls]).toEqual([3, 3, []]);
  });

  test('so does a timeout', async () => {
    await inHub(function* () {
      const value = yield* withTimeout(60, () => mapped([at('/hang'), at('/quick')]), { timeoutValue: 'late' });
      expect(value).toBe('late');
    });
    await eventually(() => server.inFlight === 0 && server.aborted === 1, 'the connection is closed');
  });

  test('so does a signal, outside', async () => {
    const controller = new AbortController();
    const waiting = grequests
      .map([at('/hang')])
      .with({ signal: controller.signal })
      .then(null, (caught: unknown) => caught);
    await eventually(() => server.inFlight === 1, 'it is there');
    controller.abort(new Error('enough'));
    expect(((await waiting) as Error).message).toBe('enough');
    await eventually(() => server.aborted === 1, 'the connection is closed');
  });
});

describe('bad input', () => {
  test.each<[what: string, list: unknown, message: RegExp]>([
    [
      'a string among requests',
      ['http://x/'],
      /^requests must hold requests, made with grequests.get and the like: received "http:\/\/x\/" at index 0/,
    ],
    ['null', [null], /received null at index 0/],
    ['a promise', [Promise.resolve()], /received an object of class Promise at index 0/],
    ['a request alone', 'request', /^requests must be an iterable of requests: received/],
    ['nothing', undefined, /^requests must be an iterable of requests: received undefined/],
  ])('%s', (_what, list, message) => {
    const given = (list === 'request' ? at('/') : list) as grequests.Requests;
    expect(() => grequests.map(given)).toThrow(TypeError);
    expect(() => grequests.map(given)).toThrow(message);
  });

  test('the index is named', () => {
    expect(() => grequests.map([at('/'), at('/'), 5 as unknown as grequests.AsyncRequest])).toThrow(
      /received 5 at index 2/,
    );
  });

  test('an operation that sends at once is no unsent request', () => {
    expect(() => grequests.map([requests.get(server.url) as unknown as grequests.AsyncRequest])).toThrow(/at index 0/);
  });

  test('in an async source, and an error of the source', async () => {
    async function* bad(): AsyncGenerator<grequests.AsyncRequest> {
      yield at('/hang');
      yield 7 as unknown as grequests.AsyncRequest;
    }
    await expect(inHub(() => mapped(bad()))).rejects.toThrow(/received 7 at index 1/);
    async function* broken(): AsyncGenerator<grequests.AsyncRequest> {
      yield at('/hang');
      throw new Error('no more');
    }
    await expect(inHub(() => mapped(broken()))).rejects.toThrow('no more');
    await eventually(() => server.inFlight === 0, 'the connections are closed');
  });

  test.each<[what: string, options: unknown, type: new () => Error, message: RegExp]>([
    ['size 0', { size: 0 }, RangeError, /^size must be a whole number, 1 or more, or null for no limit: received 0/],
    ['size -1', { size: -1 }, RangeError, /received -1/],
    ['size NaN', { size: NaN }, RangeError, /received NaN/],
    ['size 1.5', { size: 1.5 }, RangeError, /received 1.5/],
    ['size "10"', { size: '10' }, TypeError, /^size must be a number or null: received "10"/],
    ['gtimeout NaN', { gtimeout: NaN }, RangeError, /^gtimeout must be a number of milliseconds/],
    ['gtimeout -1', { gtimeout: -1 }, RangeError, /received -1/],
    ['gtimeout "1"', { gtimeout: '1' }, TypeError, /^gtimeout must be a number of milliseconds/],
    ['a handler that is none', { exceptionHandler: 1 }, TypeError, /^exceptionHandler must be a function/],
    ['exception_handler', { exception_handler: () => 1 }, TypeError, /did you mean 'exceptionHandler'/],
    ['an unknown option', { parallel: 1 }, TypeError, /^unknown option 'parallel': known are size/],
    ['stream that is no flag', { stream: 1 }, TypeError, /^stream must be true or false/],
    ['a number in place of options', 10, TypeError, /^options must be an object/],
  ])('%s', (_what, options, type, message) => {
    expect(() => grequests.map([], options as grequests.MapOptions)).toThrow(type);
    expect(() => grequests.map([], options as grequests.MapOptions)).toThrow(message);
  });

  test('size null and Infinity are no limit', async () => {
    expect(await grequests.map([], { size: null })).toEqual([]);
    expect(await grequests.map([], { size: Infinity })).toEqual([]);
  });
});

test('map in a loop of each', async () => {
  const texts: string[] = [];
  await inHub(function* () {
    yield* each(yield* grequests.map([at('/1'), at('/2')]), function* (response): Coroutine<void> {
      texts.push(response!.text);
    });
  });
  expect(texts).toEqual(['this is /1', 'this is /2']);
});
