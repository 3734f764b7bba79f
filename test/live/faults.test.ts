/**
 * Whatever the other end does, a request ends in time with the right error, and leaves no socket and no timer.
 */
import type { Socket } from 'node:net';
import { type Coroutine, sleep } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { describe, expect, test } from 'vitest';
import { fullPort, RawServer, refusedPort } from '../http/server.ts';
import { drip, FAULTS, type Fault } from './faults.ts';
import { leavesNothing, type Witness } from './leftovers.ts';

type Send = (method: string, url: string, options: requests.VerbOptions) => Coroutine<unknown>;

/** The ways to send a request, each of which throws its failure. */
const FACES: readonly [face: string, send: Send][] = [
  ['requests', (...args) => immediate(...args)],
  ['requests, streamed', (...args) => streamed(...args)],
  ['grequests.map', (...args) => mapped(...args)],
];

function* immediate(...args: Parameters<Send>): Coroutine<unknown> {
  return yield* requests.request(...args);
}

function* streamed(method: string, url: string, options: requests.VerbOptions): Coroutine<unknown> {
  const response = yield* requests.request(method, url, { ...options, stream: true });
  return yield* response.read();
}

function* mapped(...args: Parameters<Send>): Coroutine<unknown> {
  const [result] = yield* grequests.map([grequests.request(...args)], { settled: true });
  if (!result!.ok) throw result!.error;
  return result!.response;
}

type Expected = Omit<Fault, 'what' | 'serve' | 'scheme'>;

/** Send a request to `url`, see that nothing is left of it, and tell how it has failed. */
async function failing(send: Send, url: string, server: Witness, fault: Expected): Promise<object> {
  const { options = {}, method = 'GET', after = 0, keeps = false } = fault;
  let error: unknown;
  let ms = 0;
  await leavesNothing(server, keeps, function* (session) {
    const started = performance.now();
    try {
      yield* send(method, url, { ...options, session });
    } catch (thrown) {
      error = thrown;
    }
    ms = performance.now() - started;
  });
  const { code, message, request, cause } = error as requests.RequestException;
  const { name, code: inner } = (cause ?? {}) as { name?: string; code?: string };
  const isInTime = ms >= after - 1 && ms < after + 2000;
  return { error, code, message, url: request?.url, cause: `${name} ${inner}`, inTime: isInTime || ms };
}

/** What `failing` is to give. */
function failure(url: string, { error, code, cause = /(?:)/, method = 'GET' }: Expected): object {
  return {
    error: expect.any(error) as unknown,
    code,
    message: expect.stringContaining(`${method} ${url}: `) as unknown,
    url,
    cause: expect.stringMatching(cause) as unknown,
    inTime: true,
  };
}

const refused: Expected = { error: requests.ConnectionError, code: 'ERR_CONNECTION', cause: / ECONNREFUSED$/ };
const unaccepted: readonly Expected[] = [
  {
    options: { timeout: { connect: 100 } },
    error: requests.ConnectTimeout,
    code: 'ERR_CONNECT_TIMEOUT',
    after: 100,
  },
  { options: { timeout: { total: 100 } }, error: requests.Timeout, code: 'ERR_HTTP_TIMEOUT', after: 100 },
];

describe.each(FACES)('%s: a server that', (_face, send) => {
  test.each(FAULTS.map((fault) => [fault.what, fault] as const))('%s', async (_what, fault) => {
    const server = await new RawServer(fault.serve).listen();
    const url = `${fault.scheme ?? 'http'}://127.0.0.1:${server.port}/`;
    expect(await failing(send, url, server, fault)).toEqual(failure(url, fault));
    expect(server.connections).toBe(1);
    await server.close();
  });

  test('is not there', async () => {
    const url = `http://127.0.0.1:${await refusedPort()}/`;
    expect(await failing(send, url, { open: 0 }, refused)).toEqual(failure(url, refused));
  });

  test('accepts nobody', async () => {
    const full = await fullPort();
    const url = `http://127.0.0.1:${full.port}/`;
    for (const fault of unaccepted) expect(await failing(send, url, { open: 0 }, fault)).toEqual(failure(url, fault));
    await full.close();
  });

  test('drips the body, but is never silent for long, and done in time', async () => {
    const server = await new RawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n');
      drip(socket, '*'.repeat(100), 5);
    }).listen();
    await leavesNothing(server, true, function* (session) {
      const started = performance.now();
      yield* send('GET', server.url, { session, timeout: { read: 400, total: 10_000 } });
      expect(performance.now() - started).toBeGreaterThan(400);
    });
    await server.close();
  });
});

describe('what comes beyond the response is no answer to the next request:', () => {
  const answer = (text: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;

  const more = { garbage: 'GARBAGE', 'a response that nobody asked for': answer('poison') };

  test.each(Object.entries(more))('%s, in one piece with it', async (_what, text) => {
    const server = await new RawServer(
      (socket, request) => void socket.write(request === 0 ? answer('one') + text : answer('two')),
    ).listen();
    await leavesNothing(server, true, function* (session) {
      expect((yield* session.get(server.url)).text).toBe('one');
      expect((yield* session.get(server.url)).text).toBe('two');
    });
    expect(server.connections).toBe(2);
    await server.close();
  });

  test.each(Object.entries(more))('%s, later', async (_what, text) => {
    const sockets: Socket[] = [];
    const server = await new RawServer((socket, request) => {
      sockets.push(socket);
      socket.write(request === 0 ? answer('one') : answer('two'));
    }).listen();
    await leavesNothing(server, true, function* (session) {
      expect((yield* session.get(server.url)).text).toBe('one');
      sockets[0]!.write(text);
      while (server.open !== 0) yield* sleep(1);
      expect((yield* session.get(server.url)).text).toBe('two');
    });
    expect(server.connections).toBe(2);
    await server.close();
  });
});
