/**
 * grequests: imap and imapEnumerated.
 */
import { type Coroutine, each, Hub, sleep, spawn, until, withTimeout } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptied, eventually, inHub, refusedPort, routes, WaitingRoom } from './server.ts';
import { useServer } from './use-server.ts';

let room: WaitingRoom;
const server = useServer((request, response, body) => {
  if (request.url === '/held') room.add(response);
  else routes(request, response, body);
});
let refused: string;
beforeAll(async () => {
  refused = `http://127.0.0.1:${await refusedPort()}/`;
});
beforeEach(() => {
  room = new WaitingRoom();
});

const at = (path: string, options?: grequests.VerbOptions): grequests.AsyncRequest =>
  grequests.get(server.url + path, options);

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}

describe('imap', () => {
  test('gives responses as they come (G10)', async () => {
    const texts: string[] = [];
    for await (const { text } of grequests.imap([at('/held'), at('/quick')])) {
      texts.push(text);
      room.letGo();
    }
    expect(texts).toEqual(['this is /quick', 'let go']);
  });

  test('in a greenlet, with each', async () => {
    const texts = await inHub(function* () {
      const all: string[] = [];
      yield* each(grequests.imap([at('/1'), at('/2')], { size: 1 }), function* (response): Coroutine<void> {
        all.push(response.text);
      });
      return all;
    });
    expect(texts).toEqual(['this is /1', 'this is /2']);
  });

  test('and with next, which ends again and again', async () => {
    await inHub(function* () {
      const iterator = grequests.imap([at('/1')]);
      expect((yield* iterator.next()).done).toBe(false);
      for (let i = 0; i < 3; i++) expect(yield* iterator.next()).toEqual({ done: true, value: undefined });
    });
  });

  test('of nothing', async () => {
    expect(await collect(grequests.imap([]))).toEqual([]);
  });

  test.each<[what: string, options: grequests.ImapOptions | undefined, most: number]>([
    ['two by default', undefined, 2],
    ['size', { size: 5 }, 5],
    ['all', { size: null }, 20],
  ])('so many at a time: %s', async (_, options, most) => {
    room.together = most;
    await collect(
      grequests.imap(
        Array.from({ length: 20 }, () => at('/held')),
        options,
      ),
    );
    expect([server.maxInFlight, server.seen.length]).toEqual([most, 20]);
  });

  test('nothing is sent, and nothing taken, before the first next (G8)', async () => {
    let taken = 0;
    function* endless(): Generator<grequests.AsyncRequest> {
      for (;;) yield at(`/${taken++}`);
    }
    const iterator = grequests.imap(endless(), { size: 3 });
    await requests.get(`${server.url}/other`);
    expect([taken, server.seen.length]).toEqual([0, 1]);
    await iterator.next();
    await iterator.return();
    expect(taken).toBeGreaterThan(0);
  });

  test('an endless source: no more is taken than there is room for', async () => {
    let taken = 0;
    let closed = false;
    function* endless(): Generator<grequests.AsyncRequest> {
      try {
        for (;;) yield at(`/${taken++}`);
      } finally {
        closed = true;
      }
    }
    await inHub(function* () {
      const iterator = grequests.imap(endless(), { size: 3 });
      yield* iterator.next();
      yield* until(eventually(() => taken > 3, 'those that were read make room'));
      for (let read = 1; read <= 11; read++) {
        // Of the rest, at most size - 1 wait beside size that were under way.
        expect(taken).toBeLessThanOrEqual(read + 2 + 3);
        yield* iterator.next();
      }
      yield* iterator.return();
    });
    expect(closed).toBe(true);
  });

  test.each<[options: grequests.ImapOptions, most: number]>([
    // One at a time it is exact: the one that was read, and those that wait.
    [{ size: 1, buffer: 1 }, 1 + 1],
    [{ size: 1, buffer: 7 }, 1 + 7],
    [{ size: 1 }, 1 + 1],
    // Those that are under way when it is full still come.
    [{ size: 4, buffer: 2 }, 1 + 2 + 3],
  ])('buffer: of %j no more than %d are taken while one is read', async (options, most) => {
    let taken = 0;
    function* endless(): Generator<grequests.AsyncRequest> {
      for (;;) yield at(`/${taken++}`);
    }
    const { size = 2, buffer = size! } = options;
    await inHub(function* () {
      const iterator = grequests.imap(endless(), options);
      yield* iterator.next();
      yield* until(eventually(() => taken > buffer!, 'as many are taken as may wait'));
      // Other requests come and go meanwhile; without a bound as many of these would be taken.
      for (let i = 0; i < 10; i++) yield* requests.get(`${server.url}/other`);
      expect(taken).toBeGreaterThanOrEqual(1 + buffer!);
      expect(taken).toBeLessThanOrEqual(most);
      yield* iterator.return();
    });
    expect(server.seen.filter(({ url }) => url !== '/other').length).toBeLessThanOrEqual(most);
  });

  test('buffer: null keeps all; size alone bounds what is under way', async () => {
    const session = new requests.Session();
    const all = Array.from({ length: 30 }, (_, i) => at(`/${i}`, { session }));
    await inHub(function* () {
      const iterator = grequests.imap(all, { size: 3, buffer: null });
      yield* iterator.next();
      while (server.seen.length < 30) yield* sleep(1);
      yield* iterator.return();
    });
    expect(server.connections).toBeLessThanOrEqual(3);
    await session.close();
  });

  test.each([0, -1, 1.5, Number.NaN])('a buffer of %d is refused', (buffer) => {
    expect(() => grequests.imapEnumerated([], { buffer })).toThrow(
      new RangeError(`buffer must be a whole number, 1 or more, or null for no limit: received ${buffer}`),
    );
    expect(() => grequests.map([], { buffer } as grequests.MapOptions)).toThrow("unknown option 'buffer'");
  });

  test('an async source', async () => {
    async function* later(): AsyncGenerator<grequests.AsyncRequest> {
      for (let i = 0; i < 4; i++) {
        await wait(1);
        yield at(`/${i}`);
      }
    }
    expect(new Set((await collect(grequests.imap(later()))).map(({ text }) => text))).toEqual(
      new Set([0, 1, 2, 3].map((i) => `this is /${i}`)),
    );
    expect(await inHub(() => count(grequests.imap(later(), { size: 1 })))).toBe(4);
  });

  test('another imap as the source of requests', async () => {
    const pages = grequests.imapEnumerated([at('/a'), at('/b')]);
    async function* links(): AsyncGenerator<grequests.AsyncRequest> {
      for await (const [, page] of pages) yield at(`/next-of-${page!.text.slice(-1)}`);
    }
    expect((await collect(grequests.imap(links()))).length).toBe(2);
  });

  test('failures are left out, unless the handler has a value', async () => {
    const list = (): grequests.AsyncRequest[] => [at('/ok'), grequests.get(refused), at('/status/500')];
    expect((await collect(grequests.imap(list(), { size: 1 }))).map(({ statusCode }) => statusCode)).toEqual([
      200, 500,
    ]);
    expect((await collect(grequests.imap(list(), { exceptionHandler: () => null }))).length).toBe(2);
    const calls: unknown[] = [];
    const results = await collect(
      grequests.imap(list(), {
        size: 1,
        exceptionHandler(request, error) {
          calls.push([request.url, (error as Error).name]);
          return 'bad' as const;
        },
      }),
    );
    // The type follows the handler: this would not compile otherwise.
    const typed: (requests.Response | 'bad')[] = results;
    expect(typed.map((result) => (result === 'bad' ? result : result.statusCode))).toEqual([200, 'bad', 500]);
    expect(calls).toEqual([[refused, 'ConnectionError']]);
  });

  test('what the handler throws comes out of next, after the others were ended', async () => {
    await inHub(function* () {
      const iterator = grequests.imap([at('/hang'), grequests.get(refused), at('/never')], {
        exceptionHandler() {
          throw new Error('too bad');
        },
      });
      let error: unknown;
      try {
        yield* iterator.next();
      } catch (caught) {
        error = caught;
      }
      expect((error as Error).message).toBe('too bad');
      expect((yield* iterator.next()).done).toBe(true);
    });
    await eventually(() => server.inFlight === 0 && server.aborted === server.seen.length, 'the connection is closed');
  });

  test('an error of the source, and an item that is no request', async () => {
    function* broken(): Generator<grequests.AsyncRequest> {
      yield at('/1');
      throw new Error('no more');
    }
    await expect(collect(grequests.imap(broken()))).rejects.toThrow('no more');
    const bad = [at('/1'), 'x' as unknown as grequests.AsyncRequest];
    await expect(collect(grequests.imap(bad))).rejects.toThrow(/received "x" at index 1/);
  });

  test('stream', async () => {
    for await (const response of grequests.imap([at('/bytes/3')], { stream: true })) {
      expect((await response.read()).byteLength).toBe(3);
    }
  });
});

function* count(iterator: ReturnType<typeof grequests.imap>): Coroutine<number> {
  let items = 0;
  while (!(yield* iterator.next()).done) items++;
  return items;
}

describe('imapEnumerated', () => {
  test('gives index and response, and null for a failure', async () => {
    const pairs = await collect(grequests.imapEnumerated([at('/delay/50'), grequests.get(refused), at('/status/404')]));
    const last = pairs.at(-1)!;
    const statuses = new Map(pairs.map(([index, response]) => [index, response?.statusCode ?? null]));
    expect([statuses.get(0), statuses.get(1), statuses.get(2), statuses.size]).toEqual([200, null, 404, 3]);
    expect(last[0]).toBe(0);
  });

  test('the same request twice has two indexes', async () => {
    const request = at('/twice');
    const pairs = await collect(grequests.imapEnumerated([request, request]));
    expect(new Set(pairs.map(([index]) => index))).toEqual(new Set([0, 1]));
  });

  test('with the value of the handler', async () => {
    const pairs = await collect(
      grequests.imapEnumerated([grequests.get(refused)], { exceptionHandler: (request) => request.method }),
    );
    const typed: [number, requests.Response | string | null][] = pairs;
    expect(typed).toEqual([[0, 'GET']]);
  });
});

describe('whoever reads owns the requests', () => {
  const hanging = (): grequests.AsyncRequest[] => [at('/quick'), at('/hang'), at('/hang'), at('/never')];
  const expectClosed = async (): Promise<void> => {
    await eventually(() => server.inFlight === 0, 'the connections are closed');
    // What was answered, was; of the others none was.
    expect([server.aborted, server.seen.filter(({ url }) => url === '/hang').length]).toEqual([2, 2]);
  };

  test('break out of for await', async () => {
    for await (const response of grequests.imap(hanging(), { size: 3 })) {
      expect(response.text).toBe('this is /quick');
      await eventually(() => server.seen.length >= 3, 'they are there');
      break;
    }
    await expectClosed();
  });

  test('return', async () => {
    await inHub(function* () {
      const iterator = grequests.imap(hanging(), { size: 3 });
      yield* iterator.next();
      while (server.seen.length < 3) yield* sleep(1);
      yield* iterator.return();
      expect((yield* iterator.next()).done).toBe(true);
      expect((yield* iterator.return()).done).toBe(true);
    });
    await expectClosed();
  });

  test('return before the first next', async () => {
    const iterator = grequests.imap(hanging());
    await iterator.return();
    expect((await iterator.next()).done).toBe(true);
    expect(server.seen).toEqual([]);
  });

  test('a kill while it waits', async () => {
    const hub = new Hub();
    await hub.run(function* () {
      const iterator = grequests.imap(hanging(), { size: 3 });
      const reader = spawn(() => count(iterator));
      do yield* sleep(2);
      while (server.inFlight < 2);
      yield* reader.kill();
    });
    await emptied(hub);
    await expectClosed();
    expect(hub.greenlets()).toEqual([]);
  });

  test('a kill while it does something else', async () => {
    const hub = new Hub();
    await hub.run(function* () {
      const reader = spawn(function* () {
        const iterator = grequests.imap(hanging(), { size: 3 });
        yield* iterator.next();
        yield* sleep(60_000);
      });
      do yield* sleep(2);
      while (server.inFlight < 2);
      yield* reader.kill();
    });
    await emptied(hub);
    await expectClosed();
    expect(hub.greenlets()).toEqual([]);
  });

  test('a timeout around a next', async () => {
    await inHub(function* () {
      const iterator = grequests.imap(hanging(), { size: 3 });
      const late = yield* withTimeout(60, () => count(iterator), { timeoutValue: 'late' });
      expect(late).toBe('late');
    });
    await expectClosed();
  });

  test('an error in the loop of each', async () => {
    await expect(
      inHub(function* () {
        yield* each(grequests.imap(hanging(), { size: 3 }), function* (): Coroutine<void> {
          while (server.seen.length < 3) yield* sleep(1);
          throw new Error('enough');
        });
      }),
    ).rejects.toThrow('enough');
    await expectClosed();
  });
});

describe('a source that throws when it is told to end', () => {
  const source = (first: string): Iterable<grequests.AsyncRequest> => {
    const paths = [first];
    return {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: at(paths.pop() ?? '/hang') }),
        return() {
          throw new Error('no end');
        },
      }),
    };
  };

  test('break throws that, and ends what is under way', async () => {
    await expect(
      (async () => {
        for await (const _ of grequests.imap(source('/quick'), { size: 3 })) break;
      })(),
    ).rejects.toThrow('no end');
    await eventually(() => server.inFlight === 0, 'the connections are closed');
  });

  test('an error that came before goes before', async () => {
    const exceptionHandler = (): never => {
      throw new Error('too bad');
    };
    const items = collect(grequests.imap(source('/hang'), { size: 3, timeout: 50, exceptionHandler }));
    await expect(items).rejects.toThrow('too bad');
    await eventually(() => server.inFlight === 0, 'the connections are closed');
  });
});

describe('bad input', () => {
  test.each<[options: unknown, type: new () => Error, message: RegExp]>([
    [{ size: 0 }, RangeError, /^size must be a whole number, 1 or more/],
    [{ size: NaN }, RangeError, /received NaN/],
    [{ size: '2' }, TypeError, /^size must be a number or null/],
    [{ gtimeout: 1 }, TypeError, /^unknown option 'gtimeout'/],
    [{ siez: 1 }, TypeError, /^unknown option 'siez': did you mean 'size'\?/],
  ])('%j', (options, type, message) => {
    for (const iterate of [grequests.imap, grequests.imapEnumerated]) {
      expect(() => iterate([], options as grequests.ImapOptions)).toThrow(type);
      expect(() => iterate([], options as grequests.ImapOptions)).toThrow(message);
    }
  });

  test('what is not iterable', () => {
    expect(() => grequests.imap(5 as unknown as grequests.Requests)).toThrow(/^requests must be an iterable/);
  });
});

test('two readers share what comes', async () => {
  await inHub(function* () {
    const iterator = grequests.imap([at('/1'), at('/2'), at('/3')], { size: 2 });
    const readers = [spawn(() => count(iterator)), spawn(() => count(iterator))];
    let items = 0;
    for (const reader of readers) items += yield* reader.get();
    expect(items).toBe(3);
  });
});
