/**
 * Byte for byte, against raw sockets, after requests' own tests.
 */
import * as requests from 'greenlets/requests';
import { describe, expect, test } from 'vitest';
import { RawServer } from '../http/server.ts';
import { answering, failureOf, useHttpbin } from './harness.ts';

const server = useHttpbin();

describe('a body in chunks', () => {
  const letters = (): Iterable<string> => ['a', 'b', 'c'].values();

  test('is sent as it is made', async () => {
    const response = await requests.post(server.url, { data: letters(), stream: true });
    expect(response.statusCode).toBe(200);
    expect([server.seen[0]!.headers['transfer-encoding'], server.seen[0]!.body]).toEqual(['chunked', 'abc']);
    response.close();
  });

  test.each<[what: string, headers: requests.HeadersGiven | null, host: () => string]>([
    ['of the user', { Host: 'sample-host' }, () => 'sample-host'],
    ['of the URL', null, () => server.url.slice('http://'.length)],
  ])('has one Host: that %s', async (_what, headers, host) => {
    await requests.post(server.url, { data: letters(), headers });
    const { rawHeaders } = server.seen[0]!;
    expect(rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === 'host')).toEqual([host()]);
  });
});

describe('a response that is cut off', () => {
  const HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n';
  test.each<[what: string, text: string, type: abstract new (...args: never[]) => Error]>([
    ['in its head', HEAD, requests.ConnectionError],
    ['before its first chunk', `${HEAD}\r\n`, requests.ChunkedEncodingError],
  ])('%s', async (_what, text, type) => {
    const raw = await new RawServer((socket) => socket.end(text)).listen();
    expect(await failureOf(requests.get(raw.url))).toBeInstanceOf(type);
    await raw.close();
  });
});

test('a response of two lengths', async () => {
  const raw = await answering(
    'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 16\r\nContent-Length: 32\r\n\r\n-- Bad Actor -- Original Content\r\n',
  );
  expect(await failureOf(requests.get(raw.url))).toBeInstanceOf(requests.InvalidHeader);
  await raw.close();
});

describe('a Location', () => {
  test('without a scheme, beyond ASCII', async () => {
    const raw = await new RawServer((socket, index) =>
      socket.write(
        index === 0
          ? `HTTP/1.1 301 Moved Permanently\r\nContent-Length: 0\r\nLocation: //127.0.0.1:${raw.port}/š\r\n\r\n`
          : 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
      ),
    ).listen();
    const response = await requests.get(raw.url);
    expect([response.statusCode, response.history.map(({ statusCode }) => statusCode), response.url]).toEqual([
      200,
      [301],
      `${raw.url}/%C5%A1`,
    ]);
    await raw.close();
  });

  test('has its own fragment, or keeps the one before', async () => {
    const away = (to: string): string => `HTTP/1.1 302 FOUND\r\nContent-Length: 0\r\nLocation: ${to}\r\n\r\n`;
    const fine = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
    const raw = await answering(away('/get#relevant-section'), away('/final-url/'), fine);
    const url = `${raw.url}/path/to/thing/#view=edit&token=hunter2`;
    const response = await requests.get(url);
    expect([...response.history, response].map(({ request }) => request.url)).toEqual([
      url,
      `${raw.url}/get#relevant-section`,
      `${raw.url}/final-url/#relevant-section`,
    ]);
    await raw.close();
  });
});

test('a fragment is not sent', async () => {
  const raw = await answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  await requests.get(`${raw.url}/path/to/thing/#view=edit&token=hunter2`);
  expect(raw.texts[0]).toMatch(/^GET \/path\/to\/thing\/ HTTP\/1.1\r\n/);
  for (const part of ['view', 'edit', 'token', 'hunter2']) expect(raw.texts[0]).not.toContain(part);
  await raw.close();
});
