/**
 * The bodies of requests, after requests' own tests.
 */
import * as requests from 'greenlets/requests';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { echoed, prepare, thrownBy, useHttpbin } from './harness.ts';

const server = useHttpbin();

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bodies-'));
  path = join(folder, 'some.txt');
  writeFileSync(path, 'named temp file contents\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const TEXT = 'This is a string containing multi-byte UTF-8 ☃️';

describe('Content-Length', () => {
  test.each(['GET', 'HEAD'])('none of a %s', async (method) => {
    await requests.request(method, `${server.url}/echo`);
    expect(server.seen[0]!.headers).not.toHaveProperty('content-length');
  });

  test.each(['POST', 'PUT', 'PATCH'])('0 of a %s without a body, and of one that is empty', async (method) => {
    for (const data of [undefined, '']) {
      expect((await echoed(server, method, { data })).headers['content-length']).toBe('0');
    }
  });

  test('none of an OPTIONS without a body', async () => {
    for (const data of [undefined, '']) {
      expect((await echoed(server, 'OPTIONS', { data })).headers).not.toHaveProperty('content-length');
    }
  });

  test.each<[what: string, data: string | Uint8Array]>([
    ['text', TEXT],
    ['bytes', Buffer.from(TEXT)],
  ])('counts bytes, of %s', async (_what, data) => {
    const { headers, body } = await echoed(server, 'POST', { data });
    expect([headers['content-length'], body]).toEqual([String(Buffer.byteLength(TEXT)), TEXT]);
  });

  test('of ASCII', async () => {
    expect((await echoed(server, 'POST', { data: 'this is a string' })).headers['content-length']).toBe('16');
  });

  test('of JSON, in bytes', async () => {
    const { headers, body } = await echoed(server, 'POST', { json: { key: 'valüe' } });
    expect([headers['content-length'], body]).toEqual(['16', '{"key":"valüe"}']);
  });

  test('never beside Transfer-Encoding', async () => {
    const auth = ['user', 'pass'] as const;
    const lengths = async (data: requests.Data, options?: requests.VerbOptions): Promise<unknown> => {
      const { headers } = await echoed(server, 'POST', { data, ...options });
      return [headers['content-length'], headers['transfer-encoding']];
    };
    expect(await lengths(new Blob(['test data']), { auth })).toEqual(['9', undefined]);
    expect(await lengths(['a', 'b', 'c'].values())).toEqual([undefined, 'chunked']);
    // requests sends an empty file in chunks.
    expect(await lengths(new Blob([]), { auth })).toEqual(['0', undefined]);
  });
});

describe('data', () => {
  test('an object is a form', () => {
    const { url, body } = prepare('POST', 'http://kennethreitz.org/', { data: { life: '42' } });
    expect([url, body]).toEqual(['http://kennethreitz.org/', 'life=42']);
    expect(prepare('POST', server.url, { data: { test: ['foo', 'baz'] } }).body).toBe('test=foo&test=baz');
  });

  test('a Map is one too', async () => {
    expect((await echoed(server, 'POST', { data: new Map([['some', 'data']]) })).body).toBe('some=data');
  });

  test.each<[data: readonly (readonly [string, string])[], body: string]>([
    [[['a', 'b'], ['c', 'd']], 'a=b&c=d'], // prettier-ignore
    [[['c', 'd'], ['a', 'b']], 'c=d&a=b'], // prettier-ignore
    [[['a', 'b'], ['c', 'd'], ['e', 'f']], 'a=b&c=d&e=f'], // prettier-ignore
  ])('pairs are, in their order: %j is %s', (data, body) => {
    expect(prepare('GET', 'http://www.example.com', { data }).body).toBe(body);
  });

  test('bytes are sent as they are', () => {
    const data = Buffer.from('ööö');
    expect(prepare('PUT', 'http://example.com', { data }).body).toEqual(data);
  });

  test('text beyond ASCII goes as UTF-8, with the type of the user', async () => {
    const options = { headers: { 'Content-Type': 'application/octet-stream' }, data: '\xff' };
    const { headers, body } = await echoed(server, 'PUT', options);
    expect([headers['content-type'], body]).toEqual(['application/octet-stream', '\xff']);
  });

  test('part of a file, and of a Blob', async () => {
    expect((await echoed(server, 'POST', { data: createReadStream(path, { start: 6 }) })).body).toBe(
      'temp file contents\n',
    );
    expect((await echoed(server, 'POST', { data: new Blob(['test']) })).body).toBe('test');
    expect((await echoed(server, 'POST', { data: new Blob(['test']).slice(2) })).body).toBe('st');
  });

  test('what only hands out the iterator of something else', async () => {
    const stream = Readable.from(['streamed ', 'body']);
    const data = { [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() };
    expect((await echoed(server, 'POST', { data })).body).toBe('streamed body');
  });
});

describe('JSON', () => {
  test('has its type', async () => {
    const { headers, body } = await echoed(server, 'POST', { json: { life: 42 } });
    expect([headers['content-type'], JSON.parse(body)]).toEqual(['application/json', { life: 42 }]);
  });

  test('beside data is refused', () => {
    const options = { data: { stuff: 'elixr' }, json: { music: 'flute' } };
    expect(thrownBy(() => prepare('POST', server.url, options))).toBeInstanceOf(TypeError);
  });

  test('has no NaN', () => {
    const make = (): unknown => requests.post(server.url, { json: { foo: NaN } });
    expect(thrownBy(make)).toBeInstanceOf(requests.InvalidJSONError);
  });
});

describe('files', () => {
  const part = (name: string, content: string, filename = '', type = ''): string =>
    `Content-Disposition: form-data; name="${name}"${filename === '' ? '' : `; filename="${filename}"`}\r\n${type === '' ? '' : `Content-Type: ${type}\r\n`}\r\n${content}\r\n`;

  test('a POST of nothing, a form, a file, text', async () => {
    (await requests.post(server.url)).raiseForStatus();
    expect((await echoed(server, 'POST', { data: { some: 'data' } })).body).toBe('some=data');
    const { body } = await echoed(server, 'POST', { files: { some: createReadStream(path) } });
    expect(body).toContain(part('some', 'named temp file contents\n', 'some.txt'));
    expect((await echoed(server, 'POST', { data: '[{"some": "json"}]' })).body).toBe('[{"some": "json"}]');
  });

  test.each<unknown>([['bad file data'], 'string', { 'random-file-2': 1 }])('are not %j', (files) => {
    const options = { files: files as requests.FilesGiven };
    expect(thrownBy(() => requests.post(server.url, options))).toBeInstanceOf(TypeError);
  });

  test('null is none', async () => {
    const { body } = await echoed(server, 'POST', { files: { 'random-file-1': null, 'random-file-2': '1' } });
    expect(body).not.toContain('random-file-1');
    expect(body).toContain(part('random-file-2', '1', 'random-file-2'));
  });

  test('behind the fields of a form', async () => {
    const options = { data: { some: 'data' }, files: { some: createReadStream(path) } };
    const { body } = await echoed(server, 'POST', options);
    const boundary = body.slice(0, body.indexOf('\r\n'));
    const [field, file] = [part('some', 'data'), part('some', 'named temp file contents\n', 'some.txt')];
    expect(body).toBe(`${boundary}\r\n${field}${boundary}\r\n${file}${boundary}--\r\n`);
  });

  test('not beside text', () => {
    const options = { data: '[{"some": "data"}]', files: { some: createReadStream(path) } };
    expect(thrownBy(() => requests.post(server.url, options))).toBeInstanceOf(TypeError);
    options.files.some.destroy();
  });

  test('a named file of the disk', async () => {
    const { body } = await echoed(server, 'POST', { files: { file: createReadStream(path) } });
    expect(body).toContain(part('file', 'named temp file contents\n', 'some.txt'));
  });

  test('beside JSON in a field, and parameters', async () => {
    const data = { stuff: JSON.stringify({ a: 123 }) };
    const options = { data, params: { blah: 'asdf1234' }, files: { file: ['test_requests.py', 'x'] as const } };
    const { url, body } = await echoed(server, 'POST', options);
    expect(url).toBe('/echo?blah=asdf1234');
    expect(body).toContain(part('stuff', '{"a":123}'));
    expect(body).toContain(part('file', 'x', 'test_requests.py'));
  });

  test.each(['ëlïxr', 'elixr'])('beside the field %s', async (stuff) => {
    const { body } = await echoed(server, 'POST', { data: { stuff }, files: { file: ['test_requests.py', 'x'] } });
    expect(body).toContain(part('stuff', stuff));
  });

  test('with a type of its own', async () => {
    const files = { file1: ['test_requests.py', '1'], file2: ['test_requests', '2', 'text/py-content-type'] } as const;
    const { body } = await echoed(server, 'POST', { data: { stuff: '{"a": 123}' }, files });
    expect(body).toContain(part('file1', '1', 'test_requests.py'));
    expect(body).toContain(part('file2', '2', 'test_requests', 'text/py-content-type'));
  });

  test.each<[what: string, b: requests.FileGiven]>([
    ['text', 'foo'],
    ['bytes', Buffer.from('foo')],
    ['an ArrayBuffer', new Uint8Array([0x66, 0x6f, 0x6f]).buffer],
  ])('of %s', async (_what, b) => {
    const { headers, body } = await echoed(server, 'POST', { data: { a: 'this is a string' }, files: { b } });
    expect(headers['content-type']).toContain('multipart/form-data');
    expect(body).toContain(part('b', 'foo', 'b'));
  });

  test('a name that is no text is that of the field', async () => {
    const file = Object.assign(Readable.from(['x']), { path: 2 });
    expect((await echoed(server, 'POST', { files: { f: file } })).body).toContain(part('f', 'x', 'f'));
  });

  test.each(['POST', 'post'])('with the method %s, also prepared', async (method) => {
    const session = new requests.Session();
    const prepared = session.prepare(method, `${server.url}/echo`, { files: { file: 'x' } });
    expect(prepared.method).toBe('POST');
    expect((await session.send(prepared)).statusCode).toBe(200);
    expect((await requests.request(method, server.url, { files: { file: 'x' } })).statusCode).toBe(200);
  });

  test.each([
    `multipart/form-data; boundary = something ; boundary2='something_else' ; no_equals `,
    `multipart/form-data; boundary = something ; boundary2="something_else" ; no_equals `,
    `multipart/form-data; boundary = something ; 'boundary2=something_else' ; no_equals `,
    `multipart/form-data; boundary = something ; "boundary2=something_else" ; no_equals `,
  ])('the boundary of %s', async (type) => {
    const { body } = await echoed(server, 'POST', { files: { f: 'x' }, headers: { 'Content-Type': type } });
    expect(body).toBe(`--something\r\n${part('f', 'x', 'f')}--something--\r\n`);
  });
});
