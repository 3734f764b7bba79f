/**
 * Responses, after requests' own tests.
 */
import * as requests from 'greenlets/requests';
import { describe, expect, test } from 'vitest';
import { apparentCharset, declaredCharset } from '../../src/http/charset.ts';
import { parseLinks } from '../../src/http/links.ts';
import { eventually } from '../http/server.ts';
import { answering, thrownBy, useHttpbin } from './harness.ts';

const server = useHttpbin();

/** The response to these bytes. */
async function responseTo(bytes: string, options?: requests.VerbOptions): Promise<requests.Response> {
  const raw = await answering(bytes);
  const response = await requests.get(raw.url, options);
  await raw.close();
  return response;
}

/** The response with a body in hexadecimal. */
function bytes(hex: string): PromiseLike<requests.Response> {
  return requests.get(`${server.url}/hex/${hex}`);
}

describe('status', () => {
  test.each([404, 500])('%d is not ok, and raised when asked for', async (status) => {
    const response = await requests.get(`${server.url}/status/${status}`);
    expect(response.ok).toBe(false);
    expect(thrownBy(() => response.raiseForStatus())).toBeInstanceOf(requests.HTTPError);
  });

  test.each<[encoding: BufferEncoding, reason: string]>([
    ['utf8', 'Komponenttia ei löydy'],
    // undici decodes it, as UTF-8.
    ['latin1', 'Komponenttia ei l\ufffdydy'],
  ])('a reason in %s is %s', async (encoding, reason) => {
    const head = Buffer.from('HTTP/1.1 404 Komponenttia ei löydy\r\nContent-Length: 0\r\n\r\n', encoding);
    const raw = await answering(head);
    const response = await requests.get(raw.url);
    expect([response.ok, response.reason]).toEqual([false, reason]);
    expect(thrownBy(() => response.raiseForStatus()).message).toContain(reason);
    await raw.close();
  });

  test('an HTTPError has its response', async () => {
    expect(new requests.HTTPError('').response).toBe(null);
    const response = await requests.get(server.url);
    const error = new requests.HTTPError('message', { response });
    expect([error.message, error.response]).toEqual(['message', response]);
  });

  test.each([
    'TOO_EARLY',
    'too_early',
    'UNORDERED',
    'unordered',
    'UNORDERED_COLLECTION',
    'unordered_collection',
  ] as const)('codes.%s', (name) => expect(requests.codes[name]).toBe(425));

  test.each<[name: string, code: number | undefined]>([
    ['bad_gateway', 502],
    ['not_a_key', undefined],
  ])('codes by name: %s is %s', (name, code) => {
    expect(Reflect.get(requests.codes, name)).toBe(code);
    expect((requests.codes as Partial<Record<string, number>>)[name] ?? null).toBe(code ?? null);
    expect(name in requests.codes).toBe(code !== undefined);
  });

  test('how long it took is more than nothing', async () => {
    expect((await requests.get(server.url)).elapsed).toBeGreaterThan(0);
  });
});

describe('the body', () => {
  test('is decompressed', async () => {
    expect((await requests.get(`${server.url}/gzip`)).text).toBe('zipped ');
  });

  test('comes in pieces, of one byte or of any size', async () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nthe content';
    for (const stream of [false, true]) {
      const pieces = async (size: number | null): Promise<string[]> => {
        const found: string[] = [];
        const raw = await answering(head);
        for await (const piece of (await requests.get(raw.url, { stream })).iterContent(size)) {
          found.push(Buffer.from(piece).toString());
        }
        await raw.close();
        return found;
      };
      expect(await pieces(1)).toEqual('the content'.split(''));
      expect(await pieces(null)).toEqual(['the content']);
    }
    const response = await responseTo(head);
    expect(thrownBy(() => response.iterContent('1024' as unknown as number))).toBeInstanceOf(TypeError);
  });

  test.each<[text: string, size: number | null, pieces: number]>([
    ['', 1, 0],
    ['T', 1, 1],
    ['Test', 1, 4],
    ['Content', null, 1],
  ])('%j in pieces of %s: %d', async (text, size, count) => {
    let pieces = 0;
    for await (const _ of (await bytes(Buffer.from(text).toString('hex'))).iterContent(size)) pieces++;
    expect(pieces).toBe(count);
  });

  test.each([0, -5])('pieces of %d are refused', async (size) => {
    const response = await bytes('436f6e74');
    expect(thrownBy(() => response.iterContent(size))).toBeInstanceOf(RangeError);
  });

  test('line by line, as text', async () => {
    const response = await requests.get(`${server.url}/stream/4`, { stream: true });
    const lines = response.iterLines();
    expect((await lines.next()).value).toBe('{"id":0}');
    const rest: string[] = [];
    for await (const line of lines) rest.push(line);
    expect(rest.length).toBe(3);
    expect(thrownBy(() => response.iterLines())).toBeInstanceOf(requests.StreamConsumedError);
  });

  test('that nobody reads: close, and the end of a using block, close the connection', async () => {
    for (const end of [
      (response: requests.Response) => response.close(),
      (response: requests.Response) => response[Symbol.dispose](),
    ]) {
      const session = new requests.Session();
      const response = await session.get(`${server.url}/stall`, { stream: true });
      const before = server.aborted;
      end(response);
      await eventually(() => server.aborted === before + 1, 'the connection is closed');
      expect(thrownBy(() => response.text)).toBeInstanceOf(requests.ContentNotReadError);
      await session.close();
    }
  });

  test.each<[what: string, answer: string, type: abstract new (...args: never[]) => Error]>([
    ['is no chunk', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n', requests.ChunkedEncodingError],
    [
      'is not what its coding says',
      'Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain',
      requests.ContentDecodingError,
    ],
    ['does not come', 'Content-Length: 5\r\n\r\n', requests.ReadTimeout],
  ])('that %s, while it is read', async (_what, answer, type) => {
    const raw = await answering(`HTTP/1.1 200 OK\r\n${answer}`);
    const response = await requests.get(raw.url, { stream: true, timeout: { read: 50 } });
    const read = response.iterContent(1024).next();
    const error: unknown = await read.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(type);
    await raw.close();
  });
});

describe('JSON', () => {
  // What Python makes of `'{}'` in each.
  test.each([
    ['utf-32', 'fffe00007b0000007d000000'],
    ['utf-8-sig', 'efbbbf7b7d'],
    ['utf-16', 'fffe7b007d00'],
    ['utf-8', '7b7d'],
    ['utf-16-be', '007b007d'],
    ['utf-16-le', '7b007d00'],
    ['utf-32-be', '0000007b0000007d'],
    ['utf-32-le', '7b0000007d000000'],
  ])('in %s', async (_encoding, hex) => {
    expect((await bytes(hex)).json()).toEqual({});
  });

  // And of `'\ufeff{}'`.
  test.each([
    ['utf-16-be', 'feff007b007d'],
    ['utf-16-le', 'fffe7b007d00'],
    ['utf-32-be', '0000feff0000007b0000007d'],
    ['utf-32-le', 'fffe00007b0000007d000000'],
  ])('in %s with a byte order mark', async (_encoding, hex) => {
    expect((await bytes(hex)).json()).toEqual({});
  });

  test('is none: four zeros', async () => {
    const response = await bytes('00000000');
    expect(thrownBy(() => response.json())).toBeInstanceOf(requests.JSONDecodeError);
  });

  test('is none: the error has the text, its message has not', async () => {
    const text = 'not the JSON you are looking for';
    const response = await bytes(Buffer.from(text).toString('hex'));
    const error = thrownBy(() => response.json()) as requests.JSONDecodeError;
    expect(error).toBeInstanceOf(requests.JSONDecodeError);
    expect(error).toBeInstanceOf(requests.RequestException);
    expect([error.body, response.text]).toEqual([text, text]);
    expect(error.message).not.toContain('JSON you');
  });

  test('is none, in UTF-16', async () => {
    const response = await bytes('fffe7b0022004b3022003d002200ab3022000d0a');
    response.encoding = null;
    const error = thrownBy(() => response.json()) as requests.JSONDecodeError;
    expect(error).toBeInstanceOf(requests.JSONDecodeError);
    expect(error.message).not.toContain(response.text);
  });

  test('is none: nothing', async () => {
    const response = await requests.get(`${server.url}/status/204`);
    expect(thrownBy(() => response.json())).toBeInstanceOf(requests.JSONDecodeError);
  });
});

describe('charsets', () => {
  test.each<[type: string | null, charset: string | null]>([
    [null, null],
    ['application/json; charset=utf-8', 'utf-8'],
    ['text/plain', null],
    ['text/html; charset', null],
    ['application/xml', null],
    ['application/json ; charset=utf-8', 'utf-8'],
    ['application/json ; Charset=utf-8', 'utf-8'],
    ['application/json ; ; ', 'utf-8'],
  ])('of %j is %j', (type, charset) => {
    expect(declaredCharset(type)).toBe(charset);
  });

  test.each([
    '<meta charset="UTF-8">',
    '<meta http-equiv="Content-type" content="text/html;charset=UTF-8">',
    '<meta http-equiv="Content-type" content="text/html;charset=UTF-8" />',
    '<?xml version="1.0" encoding="UTF-8"?>',
  ])('of a page that says %s', (content) => {
    // With a byte that UTF-8 has not, so that it is not found by the bytes alone.
    expect(apparentCharset(Buffer.from(`${content}\xff`, 'latin1'), 'text/html')).toBe('utf-8');
  });

  test('of a page that says nothing', () => {
    expect(apparentCharset(Buffer.from(''), 'text/html')).toBe('utf-8');
  });

  test('of a page that says several', () => {
    const lines = [
      '<?xml version="1.0" encoding="XML"?>',
      '<meta charset="HTML5">',
      '<meta http-equiv="Content-type" content="text/html;charset=HTML4" />',
    ];
    const charsets = [0, 1, 2].map(() => {
      const found = apparentCharset(Buffer.from(lines.join('\n')), 'text/html');
      lines.splice(lines.findIndex((line) => line.toLowerCase().includes(found)), 1); // prettier-ignore
      return found;
    });
    expect(charsets).toEqual(['html5', 'html4', 'xml']);
  });
});

describe('links', () => {
  const front = 'http:/.../front.jpeg';
  test.each<[header: string, links: Record<string, unknown>]>([
    [`<${front}>; rel=front; type="image/jpeg"`, { front: { url: front, rel: 'front', type: 'image/jpeg' } }],
    [`<${front}>`, { [front]: { url: front } }],
    [`<${front}>;`, { [front]: { url: front } }],
    [
      `<${front}>; type="image/jpeg",<http://.../back.jpeg>;`,
      { [front]: { url: front, type: 'image/jpeg' }, 'http://.../back.jpeg': { url: 'http://.../back.jpeg' } },
    ],
    ['', {}],
  ])('of %j', (header, links) => {
    expect({ ...parseLinks(header) }).toEqual(links);
  });

  test('of a response', async () => {
    const repos = 'https://api.github.com/users/kennethreitz/repos?page=';
    const params = { Link: `<${repos}2&per_page=10>; rel="next", <${repos}7&per_page=10>;  rel="last"` };
    const { links } = await requests.get(`${server.url}/response-headers`, { params });
    expect([links['next']?.rel, links['next']?.url, links['last']?.url]).toEqual([
      'next',
      `${repos}2&per_page=10`,
      `${repos}7&per_page=10`,
    ]);
  });
});
