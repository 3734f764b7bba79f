/**
 * Response: bytes, text and JSON, codings and charsets, and bodies that are read bit by bit.
 */
import type * as http from 'node:http';
import { inspect } from 'node:util';
import * as zlib from 'node:zlib';
import { type Coroutine, each, Hub, spawn, withTimeout } from 'greenlets';
import * as requests from 'greenlets/requests';
import { describe, expect, test } from 'vitest';
import { BodyReader } from '../../src/http/body-reader.ts';
import { codingsOf, decodeAside } from '../../src/http/codings.ts';
import { HeaderList } from '../../src/http/headers.ts';
import { emptied, eventually, inHub, promised, routes, TestServer } from './server.ts';
import { useServer } from './use-server.ts';

/** Brotli's best takes seconds. */
const fast = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } };

/** What the server is to answer next. */
let answer: { headers: http.OutgoingHttpHeaders; body: Uint8Array | string; status?: number };
const server = useServer((request, response, body) => {
  if (request.url !== '/answer') {
    routes(request, response, body);
    return;
  }
  response.writeHead(answer.status ?? 200, answer.headers);
  response.end(answer.body);
});

async function get(
  headers: http.OutgoingHttpHeaders,
  body: Uint8Array | string,
  status = 200,
): Promise<requests.Response> {
  answer = { headers, body, status };
  return requests.get(`${server.url}/answer`);
}

describe('a small body in one packet', () => {
  const json = { 'Content-Type': 'application/json' };
  const all = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
    const items: T[] = [];
    for await (const item of source) items.push(item);
    return items;
  };

  test.each<[what: string, body: Uint8Array, value: unknown]>([
    ['ASCII', Buffer.from('{"a": [1]}'), { a: [1] }],
    ['UTF-8', Buffer.from('"\u00e9\u20ac\ud83d\ude00"'), '\u00e9\u20ac\ud83d\ude00'],
    ['UTF-8 with a mark', Buffer.from('\ufeff[1]'), [1]],
    ['UTF-16', Buffer.from('"ab"', 'utf16le'), 'ab'],
    ['one digit', Buffer.from('7'), 7],
  ])('JSON in %s', async (_, body, value) => {
    const response = await get({ ...json, 'Content-Length': body.length }, body);
    expect(response.json()).toEqual(value);
    expect(Buffer.from(response.content).equals(body)).toBe(true);
    expect(response.json()).toEqual(value);
    expect(response.content).toBe(response.content);
  });

  test('is read in every way, and again', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const headers = { 'Content-Length': 256, 'Content-Type': 'text/plain; charset=latin1' };
    expect(await all((await get(headers, bytes)).iterContent(null))).toEqual([Buffer.from(bytes)]);
    const response = await get(headers, bytes);
    expect(response.text).toBe(String.fromCharCode(...bytes));
    expect(await response.read()).toBe(response.content);
    expect(await all(response.iterContent(100))).toHaveLength(3);
    expect(await all((await get({ ...headers, 'Content-Length': 3 }, 'a\nb')).iterLines())).toEqual(['a', 'b']);
  });

  test('is the same bytes for JSON once they were asked for', async () => {
    const response = await get({ ...json, 'Content-Length': 3 }, '[1]');
    response.content[1] = 0x32;
    expect([response.json(), response.text]).toEqual([[2], '[2]']);
  });

  test('JSON in a charset that was set', async () => {
    const response = await get({ ...json, 'Content-Length': 3 }, Buffer.from('"\xe9"', 'latin1'));
    response.encoding = 'latin1';
    expect(response.json()).toBe('\u00e9');
  });

  test('what is no JSON', async () => {
    const response = await get({ ...json, 'Content-Length': 4 }, '[1,]');
    expect(() => response.json()).toThrow(requests.JSONDecodeError);
  });
});

describe('status', () => {
  test('ok is below 400, as in requests (R42)', async () => {
    const ok = async (status: number): Promise<boolean> => (await requests.get(`${server.url}/status/${status}`)).ok;
    expect([await ok(200), await ok(304), await ok(399), await ok(400), await ok(500)]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('raiseForStatus (R42)', async () => {
    const good = await requests.get(server.url);
    expect(good.raiseForStatus()).toBe(good);
    const missing = await requests.get(`${server.url}/status/404`);
    expect(() => missing.raiseForStatus()).toThrow(`404 Client Error: Not Found for url: ${server.url}/status/404`);
    const error = (await requests.get(`${server.url}/status/500`).then((response) => {
      try {
        return response.raiseForStatus();
      } catch (caught) {
        return caught;
      }
    })) as requests.HTTPError;
    expect(error).toBeInstanceOf(requests.HTTPError);
    expect([error.message, error.code, error.response!.text]).toEqual([
      `500 Server Error: Internal Server Error for url: ${server.url}/status/500`,
      'ERR_HTTP_STATUS',
      'status 500',
    ]);
  });

  test('reason and the names of fetch', async () => {
    const response = await requests.get(`${server.url}/status/418`);
    expect([response.statusCode, response.status, response.reason]).toEqual([418, 418, "I'm a Teapot"]);
  });

  test('elapsed is about as long as it took (R51)', async () => {
    const response = await requests.get(`${server.url}/delay/60`);
    expect(response.elapsed).toBeGreaterThanOrEqual(59);
    expect(response.elapsed).toBeLessThan(1000);
  });
});

describe('headers', () => {
  test('are found in any case, and kept as they came', async () => {
    const { headers } = await get({ 'X-Thing': 'a', 'Set-Cookie': ['a=1', 'b=2'] }, '');
    expect([headers.get('x-thing'), headers.get('X-THING'), headers.get('nope'), headers.has('x-Thing')]).toEqual([
      'a',
      'a',
      null,
      true,
    ]);
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(headers.get('set-cookie')).toBe('a=1, b=2');
    expect(headers.raw.slice(0, 6)).toEqual(['X-Thing', 'a', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']);
    expect([...headers][0]).toEqual(['x-thing', 'a']);
    expect(Object.keys(headers.toJSON()).slice(0, 2)).toEqual(['x-thing', 'set-cookie']);
  });

  test('are printed without what is secret', async () => {
    expect(inspect((await get({ 'Set-Cookie': 'session=secret' }, '')).headers)).not.toContain('secret');
  });
});

const umlauts = Buffer.from('äöü', 'utf8');

describe('text', () => {
  test.each<[what: string, type: string | undefined, body: Uint8Array, text: string, encoding: string | null]>([
    ['utf-8 by its charset', 'text/plain; charset=utf-8', umlauts, 'äöü', 'utf-8'],
    ['a quoted charset', 'text/plain; charset="UTF-8"', umlauts, 'äöü', 'UTF-8'],
    ['no charset, valid utf-8 (U14)', 'text/html', umlauts, 'äöü', null],
    ['no charset, no utf-8 (U14)', 'text/plain', Buffer.from([0x80, 0xe4]), '€ä', null],
    ['windows-1252 (U14)', 'text/plain; charset=windows-1252', Buffer.from([0x80]), '€', 'windows-1252'],
    ['latin-1 is latin-1', 'text/plain; charset=ISO-8859-1', Buffer.from([0x80, 0xe4]), '\x80ä', 'ISO-8859-1'],
    ['a byte order mark', 'text/plain', Buffer.from([0xef, 0xbb, 0xbf, 0x61]), 'a', null],
    ['utf-16 by its mark', 'text/plain', Buffer.from([0xff, 0xfe, 0x61, 0]), 'a', null],
    [
      'a page that tells',
      'text/html',
      Buffer.from('<meta charset="iso-8859-1">\xe4', 'latin1'),
      '<meta charset="iso-8859-1">ä',
      null,
    ],
    [
      'XML that tells',
      'text/xml',
      Buffer.from('<?xml version="1.0" encoding="latin1"?>\xe4', 'latin1'),
      '<?xml version="1.0" encoding="latin1"?>ä',
      null,
    ],
    ['an unknown charset', 'text/plain; charset=klingon', umlauts, 'äöü', 'klingon'],
    ['shift_jis', 'text/plain; charset=shift_jis', Buffer.from([0x83, 0x65]), 'テ', 'shift_jis'],
    ['invalid bytes', 'text/plain; charset=utf-8', Buffer.from([0x61, 0xff]), 'a\ufffd', 'utf-8'],
    ['an image (R50)', 'image/png', Buffer.from([0x89, 0x50]), '‰P', null],
    ['no type', undefined, umlauts, 'äöü', null],
    ['nothing', 'text/plain', Buffer.alloc(0), '', null],
  ])('%s', async (_what, type, body, text, encoding) => {
    const response = await get(type === undefined ? {} : { 'Content-Type': type }, body);
    expect(response.text).toBe(text);
    expect(response.encoding).toBe(encoding);
  });

  test.each<[what: string, type: string, body: string | Uint8Array, apparent: string]>([
    ['a byte order mark comes first', 'text/html', '\ufeff<meta charset="iso-8859-1">', 'utf-8'],
    ['then what a page says', 'text/html', '<meta http-equiv="x" content="text/html; charset=EUC-KR">', 'euc-kr'],
    ['which is UTF-8 if it says UTF-16', 'text/html', '<meta charset="utf-16le">ä', 'utf-8'],
    ['and of a page alone', 'text/plain', '<meta charset="euc-kr">', 'utf-8'],
    ['then whether it is UTF-8', 'text/plain; charset=latin1', umlauts, 'utf-8'],
    ['else windows-1252, as in browsers', 'text/plain', Buffer.from([0xe4]), 'windows-1252'],
  ])('apparentEncoding: %s', async (_what, type, body, apparent) => {
    expect((await get({ 'Content-Type': type }, body)).apparentEncoding).toBe(apparent);
  });

  test('the encoding can be set', async () => {
    const response = await get({ 'Content-Type': 'text/plain; charset=utf-8' }, Buffer.from([0xe4]));
    response.encoding = 'latin1';
    expect([response.text, response.encoding]).toEqual(['ä', 'latin1']);
    response.encoding = null;
    expect(response.text).toBe('ä');
    expect(response.apparentEncoding).toBe('windows-1252');
  });

  test('content is bytes', async () => {
    const { content } = await requests.get(`${server.url}/bytes/1024`);
    expect([content instanceof Uint8Array, content.byteLength]).toEqual([true, 1024]);
  });
});

describe('json', () => {
  test.each<[what: string, body: Uint8Array]>([
    ['utf-8', Buffer.from('{"a":"ä"}')],
    ['utf-8 with a mark (U14)', Buffer.from('\ufeff{"a":"ä"}')],
    ['utf-16 (U14)', Buffer.from('{"a":"ä"}', 'utf16le')],
    ['utf-16 with a mark', Buffer.from('\ufeff{"a":"ä"}', 'utf16le')],
    ['utf-16, big end first', Buffer.from('{"a":"ä"}', 'utf16le').swap16()],
    ['utf-32', Buffer.from(Uint32Array.from(Buffer.from('{"a":"ä"}', 'latin1')).buffer)],
  ])('%s', async (_what, body) => {
    const response = await get({ 'Content-Type': 'application/json' }, body);
    expect(response.json<{ a: string }>().a).toBe('ä');
  });

  test('what is none (R44)', async () => {
    for (const body of ['<html>', '', '{"a":1,}']) {
      const response = await get({ 'Content-Type': 'text/html' }, body);
      let error: unknown;
      try {
        response.json();
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(requests.JSONDecodeError);
      expect(error).toBeInstanceOf(requests.InvalidJSONError);
      const { body: text, response: from, cause, message } = error as requests.JSONDecodeError;
      expect([text, from === response, cause instanceof SyntaxError]).toEqual([body, true, true]);
      expect(message).toContain('the response is not JSON');
    }
  });
});

/** Node 22.15 has it, its declarations of version 20 do not. */
const zstd = Reflect.get(zlib, 'zstdCompressSync') as ((bytes: Uint8Array) => Uint8Array) | undefined;
if (zstd === undefined) console.warn(`skipped: zstd, which Node ${process.version} does not have`);

describe('codings', () => {
  const text = 'decoded '.repeat(1000);
  const bytes = Buffer.from(text);

  test.each<[coding: string, body: Uint8Array]>([
    ['gzip', zlib.gzipSync(bytes)],
    ['x-gzip', zlib.gzipSync(bytes)],
    ['GZIP', zlib.gzipSync(bytes)],
    ['gzip', Buffer.concat([zlib.gzipSync(text.slice(0, 99)), zlib.gzipSync(text.slice(99))])],
    ['deflate', zlib.deflateSync(bytes)],
    ['deflate', zlib.deflateRawSync(bytes)],
    ['br', zlib.brotliCompressSync(bytes)],
    ['gzip, br', zlib.brotliCompressSync(zlib.gzipSync(bytes))],
    ['deflate, identity, gzip', zlib.gzipSync(zlib.deflateRawSync(bytes))],
    ['identity', bytes],
    ...(zstd === undefined
      ? []
      : ([
          ['zstd', zstd(bytes)],
          ['gzip, zstd', zstd(zlib.gzipSync(bytes))],
        ] satisfies [string, Uint8Array][])),
  ])('%s (R33, U4)', async (coding, body) => {
    const response = await get({ 'Content-Encoding': coding }, body);
    expect(response.text).toBe(text);
    expect(response.headers.get('content-encoding')).toBe(coding);
    // The same when it is read bit by bit.
    answer = { headers: { 'Content-Encoding': coding }, body };
    const streamed = await requests.get(`${server.url}/answer`, { stream: true });
    expect(Buffer.from(await streamed.read()).toString()).toBe(text);
  });

  test('an unknown coding is left alone', async () => {
    expect((await get({ 'Content-Encoding': 'gzip, rot13' }, 'tebtt')).text).toBe('tebtt');
  });

  test('an error page is decoded too, and an empty one is not', async () => {
    expect((await get({ 'Content-Encoding': 'gzip' }, zlib.gzipSync('no'), 400)).text).toBe('no');
    expect((await get({ 'Content-Encoding': 'gzip' }, '')).text).toBe('');
  });

  test('a large body is decoded aside', async () => {
    const large = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 2654435761) & 0xff));
    const body = zlib.gzipSync(large, { level: 0 });
    expect(body.byteLength).toBeGreaterThan(128 * 1024);
    expect(Buffer.compare((await get({ 'Content-Encoding': 'gzip' }, body)).content, large)).toBe(0);
    await expect(get({ 'Content-Encoding': 'gzip' }, large)).rejects.toThrow(requests.ContentDecodingError);
  });

  test('a bomb', async () => {
    // Zeros shrink a thousandfold and more: what is beyond 256 MB is not decoded whole.
    const zeros = Buffer.alloc(257 * 1024 * 1024);
    const piece = zlib.gzipSync(zeros.subarray(0, 1024 * 1024));
    for (const [coding, body] of [
      ['gzip', Buffer.concat(Array.from({ length: 257 }, () => piece))],
      ['br', zlib.brotliCompressSync(zeros, fast)],
    ] as const) {
      const error: unknown = await get({ 'Content-Encoding': coding }, body).then(null, (caught: unknown) => caught);
      expect([coding, error instanceof requests.ContentDecodingError]).toEqual([coding, true]);
    }
  });

  test('a small one that becomes large does not hold up the program', async () => {
    const body = zlib.gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect(body.byteLength).toBeLessThan(128 * 1024);
    const began = performance.now();
    let last = began;
    let longest = 0;
    const ticking = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const response = await get({ 'Content-Encoding': 'gzip' }, body);
    longest = Math.max(longest, performance.now() - last);
    clearInterval(ticking);
    expect(response.content.byteLength).toBe(64 * 1024 * 1024);
    expect(longest).toBeLessThan((performance.now() - began) * 0.75);
  });

  describe.each<[coding: string, compress: (zeros: Buffer) => Buffer]>([
    ['gzip', (zeros) => zlib.gzipSync(zeros)],
    ['deflate', (zeros) => zlib.deflateSync(zeros)],
    ['deflate', (zeros) => zlib.deflateRawSync(zeros)],
    ['br', (zeros) => zlib.brotliCompressSync(zeros, fast)],
    ['gzip, br', (zeros) => zlib.brotliCompressSync(zlib.gzipSync(zeros), fast)],
  ])('a bomb, read bit by bit: %s', (coding, compress) => {
    const size = 16 * 1024 * 1024;
    const body = compress(Buffer.alloc(size));

    test('comes whole', async () => {
      answer = { headers: { 'Content-Encoding': coding }, body };
      const response = await requests.get(`${server.url}/answer`, { stream: true });
      let taken = 0;
      for await (const piece of response.iterContent(null)) taken += piece.byteLength;
      expect(taken).toBe(size);
    });

    test('no more is decoded than is taken', async () => {
      const nothing = (): void => undefined;
      const request = { method: 'GET', url: server.url, headers: new HeaderList([]) };
      const failed = (): Error => new Error('not expected');
      const supply = { request, loop: null, readTimeout: null, pause: nothing, resume: nothing, abandon: nothing };
      const reader = new BodyReader({ ...supply, explain: failed, readTimeoutError: failed }, codingsOf(coding), null);
      reader.push(body);
      // Meanwhile another decoder could do all of it.
      expect((await decodeAside(body, codingsOf(coding))).byteLength).toBe(size);
      let ready = 0;
      while (reader.isReady) ready += reader.take()!.byteLength;
      reader.stop(failed());
      expect(ready).toBeGreaterThan(0);
      expect(ready).toBeLessThan(size / 16);
    });
  });

  test('what is no gzip, read bit by bit', async () => {
    answer = { headers: { 'Content-Encoding': 'gzip' }, body: 'plain' };
    const response = await requests.get(`${server.url}/answer`, { stream: true });
    await expect(promised(response.read())).rejects.toThrow(requests.ContentDecodingError);
  });
});

describe('stream', () => {
  test('nothing is there before it is read', async () => {
    const response = await requests.get(`${server.url}/bytes/10`, { stream: true });
    expect(response.statusCode).toBe(200);
    for (const use of [() => response.text, () => response.content, () => response.json()]) {
      expect(use).toThrow(requests.ContentNotReadError);
      expect(use).toThrow('wait for read() first');
    }
    expect((await response.read()).byteLength).toBe(10);
    expect(response.text).toBe('xxxxxxxxxx');
    expect((await response.read()).byteLength).toBe(10);
  });

  test('comes before its body has ended', async () => {
    const response = await requests.get(`${server.url}/stall`, { stream: true });
    const iterator = response.iterContent(null);
    const first = await iterator.next();
    expect(Buffer.from(first.value as Uint8Array).toString()).toBe('first');
    response.close();
    await eventually(() => server.aborted === 1, 'the connection is closed');
    await expect(promised(iterator.next())).rejects.toThrow(requests.StreamConsumedError);
  });

  test('closed before it was read: there is no use in read() any more', async () => {
    const closed = await requests.get(`${server.url}/stall`, { stream: true });
    closed.close();
    const begun = await requests.get(`${server.url}/stall`, { stream: true });
    const reading = begun.read().then(null, (caught: unknown) => caught);
    begun.close();
    expect(await reading).toBeInstanceOf(requests.StreamConsumedError);
    const message = `the streamed body of GET ${server.url}/stall was not read to its end before the response was closed`;
    for (const response of [closed, begun]) {
      for (const use of [() => response.text, () => response.content, () => response.json()]) {
        expect(use).toThrow(requests.ContentNotReadError);
        expect(use).toThrow(message);
      }
      await expect(promised(response.read())).rejects.toThrow(requests.StreamConsumedError);
    }
    await eventually(() => server.aborted === 2, 'the connections are closed');
  });

  test('pieces of a given size', async () => {
    for (const stream of [true, false]) {
      const response = await requests.get(`${server.url}/bytes/100000`, { stream });
      const sizes: number[] = [];
      for await (const piece of response.iterContent(30_000)) sizes.push(piece.byteLength);
      expect(sizes).toEqual([30_000, 30_000, 30_000, 10_000]);
    }
  });

  test('an empty body', async () => {
    const response = await requests.get(`${server.url}/bytes/0`, { stream: true });
    for await (const piece of response.iterContent()) expect(piece).toBe('never');
    expect((await requests.head(server.url, { stream: true })).statusCode).toBe(200);
  });

  test.each([0, -1, 1.5, NaN])('a size of %f is refused', async (size) => {
    const response = await requests.get(server.url);
    expect(() => response.iterContent(size)).toThrow(RangeError);
    expect(() => response.iterContent('1' as unknown as number)).toThrow(TypeError);
  });

  test('is read once', async () => {
    const response = await requests.get(`${server.url}/bytes/10`, { stream: true });
    for await (const piece of response.iterContent()) expect(piece.byteLength).toBe(10);
    expect(() => response.iterLines()).toThrow(requests.StreamConsumedError);
    await expect(promised(response.read())).rejects.toThrow(requests.StreamConsumedError);
  });

  test('lines, wherever they are cut (R45)', async () => {
    const text = 'one\r\ntwo\n\nfo\rur\r\nfünf\r';
    const bytes = Buffer.from(text);
    const cutting = await new TestServer((request, response) => {
      const at = Number(request.url!.slice(1));
      response.write(bytes.subarray(0, at));
      // The second piece comes in a packet of its own.
      setTimeout(() => response.end(bytes.subarray(at)), 2);
    }).listen();
    for (let at = 1; at < bytes.length; at++) {
      const response = await requests.get(`${cutting.url}/${at}`, { stream: true });
      const lines: string[] = [];
      for await (const line of response.iterLines()) lines.push(line);
      expect(lines, `cut at ${at}`).toEqual(['one', 'two', '', 'fo\rur', 'fünf\r'.slice(0, 4)]);
    }
    await cutting.close();
  });

  test('lines of a body that is there', async () => {
    const response = await get({ 'Content-Type': 'text/plain; charset=latin1' }, Buffer.from('ä\nb\n', 'latin1'));
    const lines = await inHub(function* () {
      const all: string[] = [];
      yield* each(response.iterLines(), function* (line): Coroutine<void> {
        all.push(line);
      });
      return all;
    });
    expect(lines).toEqual(['ä', 'b']);
  });

  test('breaking out closes the connection', async () => {
    const response = await requests.get(`${server.url}/stall`, { stream: true });
    for await (const piece of response.iterContent(null)) {
      expect(piece.byteLength).toBe(5);
      break;
    }
    await eventually(() => server.aborted === 1, 'the connection is closed');
  });

  test('no more is read than is taken', async () => {
    // Far more than the buffers of a socket hold.
    const size = 64 * 1024 * 1024;
    let sent = 0;
    const filling = await new TestServer((_request, response) => {
      const piece = Buffer.alloc(1024 * 1024);
      const fill = (): void => {
        while (sent < size) {
          sent += piece.byteLength;
          if (!response.write(piece)) {
            response.once('drain', fill);
            return;
          }
        }
        response.end();
      };
      fill();
    }).listen();
    const response = await requests.get(filling.url, { stream: true });
    const iterator = response.iterContent(null);
    await iterator.next();
    let before = -1;
    await eventually(() => {
      const still = before === sent;
      before = sent;
      return still && sent > 0;
    }, 'the server has to wait');
    expect(sent).toBeLessThan(size / 2);
    let taken = 0;
    for await (const piece of iterator) taken += piece.byteLength;
    expect(sent).toBe(size);
    expect(taken).toBeGreaterThan(size / 2);
    await filling.close();
  });

  test('a redirect on the way is read', async () => {
    const response = await requests.get(`${server.url}/redirect/2`, { stream: true });
    expect([response.history.length, response.history[0]!.text]).toEqual([2, 'on to 1']);
    await response.read();
    expect(response.text).toContain('"url":"/echo"');
  });

  test('a kill of the reader closes the connection', async () => {
    const hub = new Hub();
    await hub.run(function* () {
      const response = yield* requests.get(`${server.url}/stall`, { stream: true });
      const reader = spawn(function* () {
        yield* response.read();
      });
      yield* requests.get(server.url);
      yield* reader.kill();
    });
    await emptied(hub);
    await eventually(() => server.aborted === 1, 'the connection is closed');
    expect(server.inFlight).toBe(0);
  });

  test('a timeout of the reader does too, and so does the read timeout', async () => {
    await inHub(function* () {
      const response = yield* requests.get(`${server.url}/stall`, { stream: true });
      const value = yield* withTimeout(20, () => reading(response), { timeoutValue: 'late' });
      expect(value).toBe('late');
      const other = yield* requests.get(`${server.url}/stall`, { stream: true, timeout: 300 });
      let error: unknown;
      try {
        yield* other.read();
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(requests.ReadTimeout);
    });
    await eventually(() => server.aborted === 2, 'the connections are closed');
  });

  test('the total limit and the signal hold to the end of the body', async () => {
    const limited = await requests.get(`${server.url}/stall`, { stream: true, timeout: { total: 50 } });
    const error: unknown = await limited.read().then(null, (caught: unknown) => caught);
    expect(error).toBeInstanceOf(requests.Timeout);
    const controller = new AbortController();
    const signalled = await requests.get(`${server.url}/stall`, { stream: true, signal: controller.signal });
    const reading = signalled.read().then(null, (caught: unknown) => caught);
    controller.abort(new Error('enough'));
    expect(((await reading) as Error).message).toBe('enough');
    await eventually(() => server.aborted === 2, 'the connections are closed');
  });

  test('two readers at once are one too many', async () => {
    const response = await requests.get(`${server.url}/stall`, { stream: true });
    const iterator = response.iterContent();
    const first = iterator.next().then(null, (caught: unknown) => caught);
    await expect(promised(iterator.next())).rejects.toThrow(requests.StreamConsumedError);
    response.close();
    expect(await first).toBeInstanceOf(requests.StreamConsumedError);
  });
});

function* reading(response: requests.Response): Coroutine<string> {
  yield* response.read();
  return response.text;
}
