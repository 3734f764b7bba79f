/**
 * Retries: the arithmetic in virtual time over a dispatcher that answers by a script, and over real sockets.
 */
import { type Coroutine, sleep, spawn, withTimeout } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { runClean } from 'greenlets/testing';
import { describe, expect, test, vi } from 'vitest';
import { inHub, RawServer, refusedPort, TestServer } from './server.ts';
import { useServer } from './use-server.ts';

/** An answer: a status with headers, or an error code of the connection. */
type Answer = string | { status: number; headers?: Record<string, string>; body?: string };

/** Answers requests by a script at once, and notes when they came, by the clock of the hub that is running. */
class Script implements requests.Dispatcher {
  readonly times: number[] = [];
  readonly answers: Answer[];
  private readonly now: () => number;

  constructor(now: () => number, answers: Answer[]) {
    this.now = now;
    this.answers = answers;
  }

  dispatch(_options: requests.DispatchOptions, handler: requests.DispatchHandler): boolean {
    const controller = { abort: () => undefined, pause: () => undefined, resume: () => undefined };
    const answer = this.answers[Math.min(this.times.length, this.answers.length - 1)]!;
    this.times.push(this.now());
    handler.onRequestStart(controller, {});
    if (typeof answer === 'string') {
      handler.onResponseError(controller, Object.assign(new Error(answer), { code: answer }));
      return true;
    }
    handler.onResponseStart(controller, answer.status, answer.headers ?? {}, 'said so');
    if (answer.body !== undefined) handler.onResponseData(controller, Buffer.from(answer.body));
    handler.onResponseEnd(controller, {});
    return true;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

interface Run {
  status: number | null;
  error: unknown;
  times: number[];
  ended: number;
}

/** Send one request in virtual time to a server of so many answers. */
async function runScript(
  answers: Answer[],
  options: requests.VerbOptions,
  method = 'GET',
  session: requests.SessionOptions = {},
): Promise<Run> {
  return await runClean(function* (hub) {
    const script = new Script(() => hub.now(), answers);
    const given = new requests.Session({ ...session, dispatcher: script });
    let status: number | null = null;
    let error: unknown;
    try {
      status = (yield* requests.request(method, 'http://h/', { ...options, session: given })).statusCode;
    } catch (failure) {
      error = failure;
    }
    return { status, error, times: script.times, ended: hub.now() };
  });
}

const down = { status: 503 };

describe('waiting', () => {
  test('twice as long each time, up to maxDelay', async () => {
    const retries = { limit: 5, backoff: 100, maxDelay: 500, jitter: false };
    const { status, times } = await runScript([down], { retries });
    expect([status, times]).toEqual([503, [0, 100, 300, 700, 1200, 1700]]);
  });

  test('full jitter: any part of it', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValueOnce(0.5).mockReturnValueOnce(0).mockReturnValueOnce(0.25);
    const { times } = await runScript([down], { retries: { limit: 3, backoff: 1000 } });
    expect(times).toEqual([0, 500, 500, 1500]);
    expect(random).toHaveBeenCalledTimes(3);
  });

  test('Retry-After in seconds, in place of the backoff (R54)', async () => {
    const answers = [{ status: 429, headers: { 'retry-after': '7' } }, { status: 200 }];
    expect(await runScript(answers, { retries: 1 })).toMatchObject({ status: 200, times: [0, 7000] });
  });

  test('Retry-After as a date, also one that is over', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 1, 12, 0, 0));
    const at = (header: string): Answer => ({ status: 503, headers: { 'retry-after': header } });
    const answers = [at('Thu, 01 Jan 2026 12:00:30 GMT'), at('Thu, 01 Jan 2026 11:00:00 GMT'), { status: 200 }];
    expect(await runScript(answers, { retries: 2 })).toMatchObject({ status: 200, times: [0, 30_000, 30_000] });
  });

  test('Retry-After that is none, or is not respected, is the backoff', async () => {
    const soon = { status: 503, headers: { 'retry-after': 'soon' } };
    expect((await runScript([soon], { retries: { limit: 1, jitter: false } })).times).toEqual([0, 300]);
    const late = { status: 503, headers: { 'retry-after': '60' } };
    const retries = { limit: 1, jitter: false, respectRetryAfter: false };
    expect((await runScript([late], { retries })).times).toEqual([0, 300]);
  });

  test('a Retry-After beyond maxDelay is not waited for', async () => {
    const late = { status: 429, headers: { 'retry-after': '121' } };
    expect(await runScript([late], { retries: 5 })).toMatchObject({ status: 429, times: [0], ended: 0 });
  });

  test('not beyond the total time limit: the last outcome is given at once', async () => {
    const retries = { limit: 9, backoff: 100, jitter: false };
    const { status, times, ended } = await runScript([down], { retries, timeout: { total: 500 } });
    expect([status, times, ended]).toEqual([503, [0, 100, 300], 300]);
  });

  test('is ended by a signal, with its reason', async () => {
    const controller = new AbortController();
    const { value, at } = await runClean(function* (hub) {
      const session = new requests.Session({ dispatcher: new Script(() => hub.now(), [down]) });
      spawn(function* () {
        yield* sleep(50);
        controller.abort('enough');
      });
      let value: unknown;
      try {
        yield* session.get('http://h/', { signal: controller.signal, retries: { backoff: 1000, jitter: false } });
      } catch (error) {
        value = error;
      }
      return { value, at: hub.now() };
    });
    expect([value, at]).toEqual(['enough', 50]);
  });

  test('is ended by a timeout of the greenlet and by a kill', async () => {
    await runClean(function* (hub) {
      const script = new Script(() => hub.now(), [down]);
      const session = new requests.Session({ dispatcher: script, retries: { backoff: 1000, jitter: false } });
      const get = function* (): Coroutine<requests.Response> {
        return yield* session.get('http://h/');
      };
      const late = yield* withTimeout(100, get, { timeoutValue: 'late' });
      expect([late, hub.now()]).toEqual(['late', 100]);
      const child = spawn(() => session.get('http://h/'));
      yield* sleep(10);
      yield* child.kill();
      expect([hub.now(), script.times]).toEqual([110, [0, 100]]);
    });
  });
});

describe('what is tried again', () => {
  const count = async (
    answer: Answer,
    options: requests.VerbOptions = {},
    method = 'GET',
    session?: requests.SessionOptions,
  ): Promise<number> =>
    (await runScript([answer], { retries: { limit: 1, backoff: 0 }, ...options }, method, session)).times.length;

  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])('%s', async (method) => {
    expect(await count(down, {}, method)).toBe(2);
  });

  test.each(['POST', 'PATCH', 'LOCK'])('not %s (R54), unless asked for', async (method) => {
    expect(await count(down, {}, method)).toBe(1);
    const retries = { limit: 1, backoff: 0, methods: [method.toLowerCase()] };
    expect(await count(down, { retries }, method)).toBe(2);
    expect(await count(down, { retries })).toBe(1);
  });

  test.each([
    [2, [408, 429, 500, 502, 503, 504]],
    [1, [200, 204, 304, 400, 401, 403, 404, 409, 413, 501]],
  ])('%i attempts for %j', async (attempts, statuses) => {
    for (const status of statuses) expect([status, await count({ status })]).toEqual([status, attempts]);
  });

  test('other statuses if they are given', async () => {
    const retries = { limit: 1, backoff: 0, statuses: [404] };
    expect([await count({ status: 404 }, { retries }), await count(down, { retries })]).toEqual([2, 1]);
  });

  test.each([
    [2, ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT']],
    [1, ['CERT_HAS_EXPIRED', 'UND_ERR_INVALID_ARG']],
  ])('%i attempts for %j', async (attempts, codes) => {
    for (const code of codes) expect([code, await count(code)]).toEqual([code, attempts]);
  });

  test('a body that can be sent again, never one that cannot', async () => {
    expect(await count(down, { data: 'text' }, 'PUT')).toBe(2);
    expect(await count(down, { data: new Set(['a', 'b']) }, 'PUT')).toBe(2);
    const once = (function* () {
      yield 'a';
    })();
    expect(await count(down, { data: once }, 'PUT')).toBe(1);
  });

  test('nothing without the option; 0 and null are none against the session', async () => {
    expect((await runScript([down], {})).times).toEqual([0]);
    const session = { retries: { limit: 1, backoff: 0 } };
    expect((await runScript([down], {}, 'GET', session)).times).toEqual([0, 0]);
    expect((await runScript([down], { retries: 0 }, 'GET', session)).times).toEqual([0]);
    expect((await runScript([down], { retries: null }, 'GET', session)).times).toEqual([0]);
  });

  test('the last failure is thrown', async () => {
    const { error, times } = await runScript(['ECONNRESET'], { retries: { limit: 2, backoff: 1, jitter: false } });
    expect(error).toBeInstanceOf(requests.ConnectionError);
    expect(times).toEqual([0, 1, 3]);
  });

  test.each([
    [{ retries: -1 }, /retries.limit must be a whole number, 0 or more: received -1/],
    [{ retries: 'x' }, /retries must be a number or an object/],
    [{ retries: { limt: 1 } }, /unknown option 'limt': did you mean 'limit'/],
    [{ retries: { methods: 'GET' } }, /retries.methods must be an array of strings/],
    [{ retries: { statuses: ['500'] } }, /retries.statuses must be an array of numbers/],
    [{ retries: { backoff: -1 } }, /retries.backoff must be a number of milliseconds/],
    [{ retries: { jitter: 1 } }, /retries.jitter must be true or false/],
  ])('%j is refused at the call', (options, message) => {
    expect(() => requests.get('http://h/', options as requests.VerbOptions)).toThrow(message);
    expect(() => new requests.Session(options as requests.SessionOptions)).toThrow(message);
    expect(() => grequests.map([], options as grequests.MapOptions)).toThrow(message);
  });
});

describe('over real sockets', () => {
  let failures = 0;
  const flaky = useServer((_request, response, body) => {
    if (failures-- > 0) {
      response.writeHead(503, { 'Retry-After': '0' });
      response.end('not now');
    } else {
      response.end(`got ${body}`);
    }
  });

  test('attempts of settled: for each, and 0 for those whose turn never came', async () => {
    failures = 2;
    const make = (): grequests.AsyncRequest => grequests.put(flaky.url, { data: new Set(['a', 'b']), retries: 5 });
    const settled = await grequests.map([make()], { settled: true });
    expect(settled[0]).toMatchObject({ ok: true, attempts: 3, response: { text: 'got ab' } });
    const refused = `http://127.0.0.1:${await refusedPort()}/`;
    const all = await grequests.map([grequests.get(refused), grequests.get(refused, { retries: 0 })], {
      settled: true,
      retries: { limit: 3, backoff: 1 },
    });
    expect(all.map(({ ok, attempts }) => [ok, attempts])).toEqual([
      [false, 4],
      [false, 1],
    ]);
    failures = 9;
    const late = await grequests.map([grequests.get(flaky.url), grequests.get(flaky.url)], {
      size: 1,
      gtimeout: 80,
      retries: { backoff: 10_000, jitter: false, respectRetryAfter: false },
      settled: true,
    });
    expect(late.map(({ ok, attempts }) => [ok, attempts])).toEqual([
      [false, 1],
      [false, 0],
    ]);
    failures = 0;
  });

  test('a body that was cut off, and a streamed response by its status', async () => {
    const raw = await new RawServer((socket, request) => {
      if (request === 0) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort');
      else if (request === 1) socket.end('HTTP/1.1 500 No\r\nContent-Length: 3\r\n\r\nno!');
      else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood');
    }).listen();
    await inHub(function* () {
      const response = yield* requests.get(raw.url, { retries: { limit: 2, backoff: 1 } });
      expect([response.text, raw.requests]).toEqual(['good', 3]);
      raw.requests = 1;
      const streamed = yield* requests.get(raw.url, { retries: { limit: 2, backoff: 1 }, stream: true });
      expect(Buffer.from(yield* streamed.read()).toString()).toBe('good');
    });
    await raw.close();
  });

  test('the redirects of a request are not attempts', async () => {
    const redirecting = await new TestServer((request, response) => {
      if (request.url === '/') response.writeHead(302, { Location: '/next' });
      response.end();
    }).listen();
    const [result] = await grequests.map([grequests.get(redirecting.url, { retries: 1 })], { settled: true });
    expect([result!.ok, result!.attempts]).toEqual([true, 1]);
    await redirecting.close();
  });
});
