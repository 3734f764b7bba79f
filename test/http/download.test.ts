/**
 * download: to real files from a server that knows ranges.
 */
import { sleep, spawn } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inHub, TestServer } from './server.ts';
import { useServer } from './use-server.ts';

const CONTENT = Buffer.from(Array.from({ length: 3000 }, (_, index) => `line ${index}\n`).join(''));

let etag: string | null = '"one"';
let cutAt: number | null = null;
let stall = false;
let content: Buffer = CONTENT;

function serve(request: IncomingMessage, response: ServerResponse): void {
  if (request.url!.startsWith('/missing')) {
    response.writeHead(404).end('no');
    return;
  }
  if (request.url!.startsWith('/redirect')) {
    response.writeHead(302, { Location: '/a.txt' }).end();
    return;
  }
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const ifRange = request.headers['if-range'];
  const start = range !== null && (ifRange === undefined || ifRange === etag) ? Number(range[1]) : 0;
  if (start >= content.length && start !== 0) {
    response.writeHead(416, { 'Content-Range': `bytes */${content.length}` }).end();
    return;
  }
  const headers: Record<string, string> = { 'Content-Length': String(content.length - start) };
  if (etag !== null) headers['ETag'] = etag;
  if (start !== 0) headers['Content-Range'] = `bytes ${start}-${content.length - 1}/${content.length}`;
  response.writeHead(start === 0 ? 200 : 206, headers);
  if (cutAt === null) response.end(content.subarray(start));
  else response.write(content.subarray(start, cutAt), () => stall || setTimeout(() => response.destroy(), 20));
}

const server = useServer(serve);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenlets-download-'));
  etag = '"one"';
  cutAt = null;
  stall = false;
  content = CONTENT;
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (path: string): string => server.url + path;
const read = (name: string): Buffer => readFileSync(join(folder, name));

describe('download', () => {
  test('files under the names of their URLs, into a folder that is made', async () => {
    const inner = join(folder, 'a', 'b');
    const urls = ['/a.txt', '/x/a.txt?q=/z', '/', '/%C3%A9%2F.txt', '/redirect/r.txt'].map(at);
    const files = await grequests.download(new Set(urls), inner, { size: 2 });
    expect(files.map((file) => file.ok && [file.path, file.bytes, file.resumed])).toEqual(
      ['a.txt', 'a-2.txt', 'index', 'é_.txt', 'r.txt'].map((name) => [join(inner, name), CONTENT.length, false]),
    );
    expect(new Set(readdirSync(inner))).toEqual(new Set(['a-2.txt', 'a.txt', 'index', 'r.txt', 'é_.txt']));
    for (const name of readdirSync(inner)) expect(readFileSync(join(inner, name))).toEqual(CONTENT);
    expect(server.maxInFlight).toBeLessThanOrEqual(2);
  });

  test('names of the user, headers, and what goes wrong with one', async () => {
    const files = await grequests.download([at('/a'), at('/missing'), 'http://127.0.0.1:1/x'], folder, {
      name: (_url, index) => `${index}.bin`,
      request: { headers: { 'X-Mine': 'yes', 'accept-encoding': 'gzip' } },
    });
    expect(files.map(({ ok }) => ok)).toEqual([true, false, false]);
    expect(files[1]).toMatchObject({ error: expect.any(requests.HTTPError), path: join(folder, '1.bin') });
    expect(files[2]).toMatchObject({ error: expect.any(requests.ConnectionError) });
    expect(readdirSync(folder)).toEqual(['0.bin']);
    expect(server.seen[0]!.headers).toMatchObject({ 'x-mine': 'yes', 'accept-encoding': 'identity' });
  });

  test('a body that breaks leaves a part, and the next call goes on from there', async () => {
    cutAt = 10_000;
    const [broken] = await grequests.download([at('/a.txt')], folder);
    expect(broken).toMatchObject({ ok: false, error: expect.any(requests.ChunkedEncodingError) });
    expect(existsSync(join(folder, 'a.txt'))).toBe(false);
    expect(read('a.txt.part')).toEqual(CONTENT.subarray(0, 10_000));
    cutAt = null;
    const told: grequests.DownloadProgress[] = [];
    const [done] = await grequests.download([at('/a.txt')], folder, { onProgress: (progress) => told.push(progress) });
    expect(done).toMatchObject({ ok: true, resumed: true, bytes: CONTENT.length });
    expect(server.seen[1]!.headers).toMatchObject({ range: 'bytes=10000-', 'if-range': '"one"' });
    expect(read('a.txt')).toEqual(CONTENT);
    expect(readdirSync(folder)).toEqual(['a.txt']);
    expect(told.every(({ received, total }) => received > 10_000 && total === CONTENT.length)).toBe(true);
    expect(told.at(-1)!.received).toBe(CONTENT.length);
  });

  test('a part of another version is not gone on with', async () => {
    cutAt = 10_000;
    await grequests.download([at('/a.txt')], folder);
    cutAt = null;
    etag = '"two"';
    content = Buffer.from(CONTENT.toString().toUpperCase());
    const [done] = await grequests.download([at('/a.txt')], folder);
    expect(done).toMatchObject({ ok: true, resumed: false, bytes: CONTENT.length });
    expect(read('a.txt')).toEqual(content);
  });

  test.each([null, 'W/"weak"'])('nor one of an unknown version (ETag %s), nor with resume: false', async (given) => {
    etag = given;
    cutAt = 10_000;
    await grequests.download([at('/a.txt')], folder);
    cutAt = null;
    await grequests.download([at('/a.txt')], folder);
    expect(server.seen[1]!.headers.range).toBe(undefined);
    etag = '"one"';
    cutAt = 10_000;
    await grequests.download([at('/b.txt')], folder);
    cutAt = null;
    await grequests.download([at('/b.txt')], folder, { resume: false });
    expect(server.seen[3]!.headers.range).toBe(undefined);
    expect([read('a.txt'), read('b.txt')]).toEqual([CONTENT, CONTENT]);
  });

  test('a part that is whole takes its name; one too long is begun anew by the next call', async () => {
    writeFileSync(join(folder, 'a.txt.part'), CONTENT);
    writeFileSync(join(folder, 'a.txt.part.version'), etag!);
    const [done] = await grequests.download([at('/a.txt')], folder);
    expect(done).toMatchObject({ ok: true, resumed: true, bytes: CONTENT.length });
    expect(read('a.txt')).toEqual(CONTENT);
    writeFileSync(join(folder, 'b.txt.part'), `${CONTENT.toString()}and more`);
    writeFileSync(join(folder, 'b.txt.part.version'), etag!);
    const [wrong] = await grequests.download([at('/b.txt')], folder);
    expect(wrong).toMatchObject({ ok: false, error: expect.any(requests.HTTPError) });
    const [right] = await grequests.download([at('/b.txt')], folder);
    expect(right).toMatchObject({ ok: true, resumed: false });
    expect(read('b.txt')).toEqual(CONTENT);
  });

  test('a file that is there stays until the new one is whole', async () => {
    writeFileSync(join(folder, 'a.txt'), 'old');
    cutAt = 10_000;
    await grequests.download([at('/a.txt')], folder);
    expect(read('a.txt').toString()).toBe('old');
    cutAt = null;
    await grequests.download([at('/a.txt')], folder);
    expect(read('a.txt')).toEqual(CONTENT);
  });

  test('a kill and gtimeout close the connections and leave no file under its name', async () => {
    cutAt = 10_000;
    stall = true;
    await inHub(function* () {
      const child = spawn(() => grequests.download([at('/a.txt'), at('/b.txt')], folder));
      const isThere = (name: string): boolean => existsSync(join(folder, name)) && read(name).length === 10_000;
      do yield* sleep(2);
      while (!isThere('a.txt.part') || !isThere('b.txt.part'));
      yield* child.kill();
      while (server.inFlight !== 0) yield* sleep(2);
      const [late] = yield* grequests.download([at('/c.txt')], folder, { gtimeout: 50 });
      expect(late).toMatchObject({ ok: false, error: expect.any(requests.Timeout) });
      while (server.inFlight !== 0) yield* sleep(2);
    });
    expect(readdirSync(folder).every((name) => /\.part(\.version)?$/.test(name))).toBe(true);
    stall = false;
    cutAt = null;
    const files = await grequests.download([at('/a.txt'), at('/b.txt')], folder);
    expect(files.map((file) => file.ok && file.resumed)).toEqual([true, true]);
    expect([read('a.txt'), read('b.txt')]).toEqual([CONTENT, CONTENT]);
  });

  test('a large file is read no faster than it is written', async () => {
    const size = 64 * 1024 * 1024;
    const piece = Buffer.alloc(256 * 1024, 'x');
    let sent = 0;
    const big = await new TestServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': String(size) });
      const more = (): void => {
        while (sent < size) {
          sent += piece.length;
          if (!response.write(piece)) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    }).listen();
    let most = 0;
    const onProgress = ({ received }: grequests.DownloadProgress): void => {
      most = Math.max(most, sent - received);
    };
    const [file] = await grequests.download([`${big.url}/big`], folder, { onProgress });
    expect(file).toMatchObject({ ok: true, bytes: size });
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(hash(read('big'))).toBe(hash(Buffer.alloc(size, 'x')));
    // What is under way: the buffers of both sockets, and the 256 kB that may wait here.
    expect(most).toBeLessThan(size / 2);
    await big.close();
  });

  test.each<[unknown[], RegExp]>([
    [[1, 'x'], /^urls must be an iterable of URLs: received 1/],
    [['http://h/', 'x'], /^urls must be an iterable of URLs/],
    [[['nowhere'], 'x'], /No scheme supplied/],
    [[[], ''], /^folder must be a path: received ""/],
    [[[], 'x', { sizes: 1 }], /did you mean 'size'/],
    [[[], 'x', { size: 0 }], /^size must be a whole number/],
    [[[], 'x', { request: { stream: true } }], /unknown option 'stream'/],
    [
      [['http://h/'], 'x', { name: () => '../up' }],
      /^name must return the name of a file, without a folder: received "..\/up"/,
    ],
  ])('%j is refused at the call', (given, message) => {
    expect(() => grequests.download(...(given as Parameters<typeof grequests.download>))).toThrow(message);
  });
});
