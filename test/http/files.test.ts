/**
 * files: multipart bodies, and the other bodies that are no plain text.
 */
import * as requests from 'greenlets/requests';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Seen } from './server.ts';
import { useServer } from './use-server.ts';

const server = useServer();

const B = { 'Content-Type': 'multipart/form-data; boundary=B' };

async function post(options: requests.VerbOptions, path = '/echo'): Promise<Seen> {
  await requests.post(server.url + path, options);
  return server.seen.at(-1)!;
}

/** The body of one part and the end. */
function body(head: string, content: string): string {
  return `--B\r\n${head}\r\n\r\n${content}\r\n--B--\r\n`;
}

describe('the bytes that requests sends', () => {
  const recorded = JSON.parse(readFileSync(new URL('recorded-files.json', import.meta.url), 'utf8')) as {
    data: requests.Data;
    files: requests.FilesGiven;
    type: string;
    length: string;
    body: string;
  }[];

  test.each(recorded)('data $data and files $files', async ({ data, files, type, length, body: expected }) => {
    const seen = await post({ data, files, headers: { 'Content-Type': type } });
    expect(seen.body).toBe(expected);
    expect(seen.headers).toMatchObject({ 'content-type': type, 'content-length': length });
  });
});

describe('Content-Type (R13)', () => {
  test('with a boundary of ours', async () => {
    const { headers, body: text } = await post({ files: { f: 'x' } });
    const boundary = /^multipart\/form-data; boundary=([0-9a-f]{32})$/.exec(headers['content-type']!)![1]!;
    expect(text).toBe(
      body('Content-Disposition: form-data; name="f"; filename="f"', 'x').replaceAll('--B', `--${boundary}`),
    );
  });

  test.each(['multipart/form-data', 'multipart/mixed; charset=utf-8'])('%s gets ours', async (type) => {
    const { headers, body: text } = await post({ files: { f: 'x' }, headers: { 'content-type': type } });
    const boundary = headers['content-type']!.slice(`${type}; boundary=`.length);
    expect(headers['content-type']).toBe(`${type}; boundary=${boundary}`);
    expect(text.startsWith(`--${boundary}\r\n`)).toBe(true);
  });

  test('another one is kept', async () => {
    const { headers } = await post({ files: { f: 'x' }, headers: { 'Content-Type': 'application/x-mine' } });
    expect(headers['content-type']).toBe('application/x-mine');
  });
});

describe('contents', () => {
  let folder: string;
  let path: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'files-'));
    path = join(folder, 'on disk.txt');
    writeFileSync(path, 'disk');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each<[what: string, file: () => requests.FileGiven, head: string, content: string, length: boolean]>([
    ['bytes', () => new Uint8Array([0x68, 0x69]), 'filename="f"', 'hi', true],
    ['an ArrayBuffer', () => new Uint8Array([0x68, 0x69]).buffer, 'filename="f"', 'hi', true],
    ['a Blob', () => new Blob(['blob'], { type: 'text/x' }), 'filename="f"\r\nContent-Type: text/x', 'blob', true],
    ['a File', () => new File(['file'], 'own.txt'), 'filename="own.txt"', 'file', true],
    ['a File with another name', () => ['other', new File(['file'], 'own.txt')], 'filename="other"', 'file', true],
    ['a file of the disk', () => createReadStream(path), 'filename="on disk.txt"', 'disk', false],
    ['a stream of Node', () => Readable.from(['a', 'b']), 'filename="f"', 'ab', false],
    ['a stream of the web', () => new Blob(['web']).stream(), 'filename="f"', 'web', false],
    ['a generator', () => ['g', ['a', 'é'][Symbol.iterator]()], 'filename="g"', 'aé', false],
    [
      'an object',
      () => ({ filename: 'o', content: 'x', contentType: 'a/b' }),
      'filename="o"\r\nContent-Type: a/b',
      'x',
      true,
    ],
    ['an object with headers', () => ({ content: 'x', headers: { 'X-A': 1 } }), 'filename="f"\r\nX-A: 1', 'x', true],
  ])('%s', async (_what, file, head, content, hasLength) => {
    const seen = await post({ files: { f: file() }, headers: B });
    expect(seen.body).toBe(body(`Content-Disposition: form-data; name="f"; ${head}`, content));
    expect('content-length' in seen.headers).toBe(hasLength);
    expect(seen.headers['transfer-encoding']).toBe(hasLength ? undefined : 'chunked');
  });

  test('files as a Map and as a FormData, beside data as a FormData', async () => {
    const form = new FormData();
    form.append('k', 'v');
    form.append('file', new Blob(['x']), 'n.bin');
    const data = new FormData();
    data.append('first', '1');
    const { body: text } = await post({ data, files: form, headers: B });
    expect(text).toBe(
      '--B\r\nContent-Disposition: form-data; name="first"\r\n\r\n1\r\n' +
        '--B\r\nContent-Disposition: form-data; name="k"\r\n\r\nv\r\n' +
        '--B\r\nContent-Disposition: form-data; name="file"; filename="n.bin"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--B--\r\n',
    );
    expect((await post({ files: new Map([['f', 'x']]), headers: B })).body).toContain('name="f"');
  });

  test('what can be sent again is, after a 307; what cannot is an error', async () => {
    const away = '/redirect-to?status=307&url=/echo';
    const files = { a: new Blob(['blob']), b: new Set(['s', 't']) };
    const seen = await post({ files, headers: B }, away);
    expect([seen.url, seen.body.includes('blob'), seen.body.includes('\r\n\r\nst\r\n')]).toEqual(['/echo', true, true]);
    await expect(post({ files: { a: Readable.from(['x']) } }, away)).rejects.toThrow(requests.UnrewindableBodyError);
    // With 302 it is dropped, and its type and length with it.
    const { method, headers, body: text } = await post({ files }, '/redirect-to?url=/echo');
    expect([method, headers['content-type'], headers['content-length'], text]).toEqual([
      'GET',
      undefined,
      undefined,
      '',
    ]);
  });

  test('a part that fails while it is read is the failure', async () => {
    const broken = (function* () {
      yield 'a';
      throw new RangeError('disk error');
    })();
    await expect(post({ files: { f: ['n', broken] } })).rejects.toThrow('disk error');
  });
});

describe('refused', () => {
  test.each<[what: string, options: Record<string, unknown>]>([
    ['files as a string', { files: 'x' }],
    ['files as a stream', { files: Readable.from(['x']) }],
    ['a number as content', { files: { f: 1 } }],
    ['one part of a file', { files: { f: ['name'] } }],
    ['a filename that is none', { files: { f: [1, 'x'] } }],
    ['an unknown property', { files: { f: { content: 'x', type: 'a/b' } } }],
    ['files and json', { files: { f: 'x' }, json: 1 }],
    ['files and text', { files: { f: 'x' }, data: 'text' }],
    ['files and a stream', { files: { f: 'x' }, data: Readable.from(['x']) }],
    ['a form and json', { data: new FormData(), json: 1 }],
  ])('%s', (_what, options) => {
    expect(() => requests.post(server.url, options)).toThrow(TypeError);
  });

  test('a line break in the type or the headers of a part', () => {
    for (const file of [
      ['n', 'x', 'a\r\nX: 1'],
      ['n', 'x', 'a/b', { 'X-A': '1\r\n\r\nbody' }],
    ] as const) {
      expect(() => requests.post(server.url, { files: { f: file } })).toThrow(requests.InvalidHeader);
    }
  });
});

describe('other bodies as data (U13)', () => {
  test('a FormData is multipart', async () => {
    const data = new FormData();
    data.append('k', 'v');
    const { headers, body: text } = await post({ data });
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(text).toContain('name="k"\r\n\r\nv\r\n');
  });

  test('a Blob has its type and length', async () => {
    const { headers, body: text } = await post({ data: new Blob(['blob'], { type: 'text/x' }) });
    expect([text, headers['content-type'], headers['content-length']]).toEqual(['blob', 'text/x', '4']);
  });

  test.each<[what: string, data: () => requests.Data]>([
    ['the web', () => new Blob(['stream']).stream()],
    ['Node', () => Readable.from(['str', 'eam'])],
  ])('a stream of %s goes in chunks', async (_what, data) => {
    const { headers, body: text } = await post({ data: data() });
    expect([text, headers['transfer-encoding'], headers['content-type']]).toEqual(['stream', 'chunked', undefined]);
  });

  test('an empty Blob has the length 0, and an empty file is a part', async () => {
    const { headers, body: text } = await post({ data: new Blob([]) });
    expect([text, headers['content-length'], headers['transfer-encoding']]).toEqual(['', '0', undefined]);
    const file = await post({ files: { f: new Blob([]) }, headers: B });
    expect(file.body).toBe(body('Content-Disposition: form-data; name="f"; filename="f"', ''));
  });

  test('a Blob is sent again after a 307', async () => {
    const seen = await post({ data: new Blob(['blob']) }, '/redirect-to?status=307&url=/echo');
    expect([seen.url, seen.body, server.seen.length]).toEqual(['/echo', 'blob', 2]);
  });

  test('files: {} is none', async () => {
    const { headers, body: text } = await post({ data: { a: 1 }, files: {} });
    expect([text, headers['content-type']]).toEqual(['a=1', 'application/x-www-form-urlencoded']);
  });
});
