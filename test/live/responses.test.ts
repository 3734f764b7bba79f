/**
 * Rows of the specification: what comes back. The values are what Python's requests gave, unless a row says "ours".
 */
import type * as http from 'node:http';
import * as zlib from 'node:zlib';
import * as requests from 'greenlets/requests';
import { expect, test } from 'vitest';
import { RawServer } from '../http/server.ts';
import { useServer } from '../http/use-server.ts';
import { base, failure, describeLive, thrownBy } from './httpbin.ts';

interface Reply {
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body: Uint8Array | string;
  readonly status?: number;
}

/** What the server of ours answers next. */
let reply: Reply;
const server = useServer((_request, response) => {
  response.writeHead(reply.status ?? 200, reply.headers);
  response.end(reply.body);
});

async function replied(next: Reply, options?: requests.VerbOptions): Promise<requests.Response> {
  reply = next;
  return await requests.get(server.url, options);
}

describeLive('httpbin', () => {
  test.each(['gzip', 'deflate', 'brotli'])('R33: /%s', async (path) => {
    const response = await requests.get(`${base}/${path}`);
    const answer = response.json<Record<string, unknown>>();
    expect(answer[path === 'gzip' ? 'gzipped' : path === 'deflate' ? 'deflated' : path]).toBe(true);
    expect(response.headers.get('Content-Encoding')).toBe(path === 'brotli' ? 'br' : path);
  });

  test.each([
    [404, '404 Client Error: NOT FOUND for url: '],
    [500, '500 Server Error: INTERNAL SERVER ERROR for url: '],
  ])('R42: raiseForStatus of %i', async (status, message) => {
    const url = `${base}/status/${status}`;
    const response = await requests.get(url);
    const error = thrownBy(() => response.raiseForStatus()) as requests.HTTPError;
    expect([response.ok, error.name, error.message, error.response]).toEqual([
      false,
      'HTTPError',
      message + url,
      response,
    ]);
  });

  test('R42: a 304 is ok', async () => {
    const response = await requests.get(`${base}/status/304`);
    expect([response.ok, response.raiseForStatus()]).toEqual([true, response]);
  });

  test('R43: a teapot', async () => {
    const { reason, text } = await requests.get(`${base}/status/418`);
    expect([reason, text]).toEqual(["I'M A TEAPOT", expect.stringContaining('teapot')]);
  });

  test.each(['/html', '/status/200'])('R44: %s is not JSON', async (path) => {
    const response = await requests.get(base + path);
    const error = thrownBy(() => response.json());
    expect(error).toBeInstanceOf(requests.JSONDecodeError);
    expect((error as requests.JSONDecodeError).body).toBe(response.text);
  });

  test('R45: lines', async () => {
    const response = await requests.get(`${base}/stream/5`, { stream: true });
    const ids: unknown[] = [];
    for await (const line of response.iterLines()) ids.push((JSON.parse(line) as { id: unknown }).id);
    expect(ids).toEqual([0, 1, 2, 3, 4]);
  });

  test('R47: bytes, and a range of them', async () => {
    expect((await requests.get(`${base}/bytes/1024`)).content.byteLength).toBe(1024);
    const part = await requests.get(`${base}/range/26`, { headers: { Range: 'bytes=2-5' } });
    expect([part.statusCode, part.text]).toEqual([206, 'cdef']);
  });

  test.each([
    ['If-None-Match', 'x', 304],
    ['If-Match', 'y', 412],
  ])('R48: %s: %s', async (name, value, status) => {
    expect((await requests.get(`${base}/etag/x`, { headers: { [name]: value } })).statusCode).toBe(status);
  });

  test('R49: links', async () => {
    const response = await requests.get(`${base}/response-headers`, { params: { Link: '<http://x/next>; rel=next' } });
    expect(response.links['next']!.url).toBe('http://x/next');
  });

  test('R50: an image', async () => {
    const { content, encoding } = await requests.get(`${base}/image/png`);
    expect([Buffer.from(content.subarray(0, 4)).toString('hex'), encoding]).toEqual(['89504e47', null]);
  });

  test('R51: elapsed', async () => {
    const { elapsed } = await requests.get(`${base}/delay/1`);
    expect(elapsed).toBeGreaterThanOrEqual(999);
    expect(elapsed).toBeLessThan(1600);
  });
});

const text = 'decoded '.repeat(1000);
// Not in the declarations of the oldest Node.
const zstd = Reflect.get(zlib, 'zstdCompressSync') as ((text: string) => Uint8Array) | undefined;

const coded: [what: string, reply: Reply][] = [
  ['raw deflate', { headers: { 'Content-Encoding': 'deflate' }, body: zlib.deflateRawSync(text) }],
  [
    'a chain of two',
    { headers: { 'Content-Encoding': 'gzip, br' }, body: zlib.brotliCompressSync(zlib.gzipSync(text)) },
  ],
  ['gzip of a 400', { headers: { 'Content-Encoding': 'gzip' }, body: zlib.gzipSync(text), status: 400 }],
];
if (zstd === undefined) console.log(`skipped, zstd of row U4: Node ${process.version} has none`);
else coded.push(['zstd', { headers: { 'Content-Encoding': 'zstd' }, body: zstd(text) }]);

test.each(coded)('U4: %s', async (_what, next) => {
  expect((await replied(next)).text).toBe(text);
  const streamed = await replied(next, { stream: true });
  await streamed.read();
  expect(streamed.text).toBe(text);
});

test.each([
  ['five bytes of a hundred', 'Content-Length: 100\r\n\r\nshort'],
  ['a chunk that was cut', 'Transfer-Encoding: chunked\r\n\r\n5\r\nab'],
  ['no last chunk', 'Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n'],
])('U5: %s', async (_what, answer) => {
  const raw = await new RawServer((socket) => socket.end(`HTTP/1.1 200 OK\r\n${answer}`)).listen();
  expect((await failure(requests.get(raw.url))).error).toBeInstanceOf(requests.ChunkedEncodingError);
  const streamed = await requests.get(raw.url, { stream: true });
  expect((await failure(streamed.read())).error).toBeInstanceOf(requests.ChunkedEncodingError);
  await raw.close();
});

test.each<[what: string, type: string, body: Uint8Array, text: string]>([
  ['windows-1252', 'text/plain; charset=windows-1252', Buffer.from([0x80]), '€'],
  ['utf-8 without a charset (ours; requests takes it for Latin-1)', 'text/html', Buffer.from('é'), 'é'],
])('U14: %s', async (_what, type, body, expected) => {
  expect((await replied({ headers: { 'Content-Type': type }, body })).text).toBe(expected);
});

test.each([
  ['with a byte order mark', Buffer.from('\ufeff{"a":"é"}')],
  ['in utf-16', Buffer.from('{"a":"é"}', 'utf16le')],
])('U14: JSON %s', async (_what, body) => {
  expect((await replied({ headers: { 'Content-Type': 'application/json' }, body })).json()).toEqual({ a: 'é' });
});
