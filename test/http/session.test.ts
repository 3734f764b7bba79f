/**
 * Session: its defaults, prepared requests, and what a response tells about where to go next.
 */
import * as requests from 'greenlets/requests';
import { describe, expect, test } from 'vitest';
import { type Echo, routes } from './server.ts';
import { useServer } from './use-server.ts';

const server = useServer((request, response, body) => {
  const link = new URL(request.url!, 'http://base').searchParams.get('link');
  if (link !== null) response.setHeader('Link', link);
  routes(request, response, body);
});

describe('defaults', () => {
  test('may be changed between requests', async () => {
    const session = new requests.Session({ headers: { 'X-A': '1', 'X-B': '2' }, params: { p: 1 } });
    session.headers = { 'X-A': '3' };
    session.params = { q: 2 };
    session.auth = { bearer: 't' };
    const { headers, url } = (await session.get(`${server.url}/echo`)).json<Echo>();
    expect([headers['x-a'], headers['x-b'], url, headers['authorization']]).toEqual([
      '3',
      undefined,
      '/echo?q=2',
      'Bearer t',
    ]);
  });

  test('a header of the session is taken away by null, in any case (R5)', async () => {
    const session = new requests.Session({ headers: { foo: 'bar' } });
    expect((await session.get(`${server.url}/echo`, { headers: { FOO: null } })).json<Echo>().headers['foo']).toBe(
      undefined,
    );
  });

  test('maxRedirects (R18)', async () => {
    const session = new requests.Session({ maxRedirects: 5 });
    const error: unknown = await session.get(`${server.url}/redirect/50`).then(null, (thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(requests.TooManyRedirects);
    const { message, response } = error as requests.TooManyRedirects;
    expect([message, response?.url, response?.history.length]).toEqual([
      'Exceeded 5 redirects.',
      `${server.url}/redirect/45`,
      5,
    ]);
    session.maxRedirects = 0;
    await expect(session.get(`${server.url}/redirect/1`)).rejects.toThrow('Exceeded 0 redirects.');
    expect((await session.get(server.url)).statusCode).toBe(200);
  });

  test.each<[what: string, options: Record<string, unknown>]>([
    ['maxRedirects: -1', { maxRedirects: -1 }],
    ['auth: a string', { auth: 'a:b' }],
    ['cookies: a string', { cookies: 'a=b' }],
    ['hooks: a list', { hooks: [] }],
    ['a typo', { cookie: {} }],
  ])('refused: %s', (_what, options) => {
    expect(() => new requests.Session(options)).toThrow(/maxRedirects|auth|cookies|hooks/);
  });
});

describe('prepared requests', () => {
  test('are what would be sent, and are sent as often as wanted', async () => {
    const session = new requests.Session({ headers: { 'X-S': '1' }, auth: ['u', 'p'], params: { s: 1 } });
    const request = session.prepare('post', `${server.url}/echo`, { params: { q: 2 }, json: { a: 1 }, meta: 'mine' });
    expect(request).toBeInstanceOf(requests.PreparedRequest);
    expect([request.method, request.url, request.path, request.body, request.meta]).toEqual([
      'POST',
      `${server.url}/echo?s=1&q=2`,
      '/echo?s=1&q=2',
      '{"a":1}',
      'mine',
    ]);
    expect(request.headers.get('authorization')).toMatch(/^Basic /);
    expect(server.seen).toEqual([]);
    const first = await session.send(request);
    const second = await new requests.Session().send(request, { timeout: 5000, stream: true });
    await second.read();
    expect(second.json()).toEqual(first.json());
    expect(first.json<Echo>()).toMatchObject({ method: 'POST', url: '/echo?s=1&q=2', body: '{"a":1}' });
  });

  test('a copy has its changes, and the first stays', async () => {
    const session = new requests.Session();
    const request = session.prepare('GET', `${server.url}/echo`, { headers: { 'X-A': '1', 'X-B': '2' } });
    const copy = request.copy({ method: 'put', url: `${server.url}/echo?c`, headers: { 'x-a': null, 'X-C': '3' } });
    expect([request.method, request.headers.get('x-a')]).toEqual(['GET', '1']);
    const { method, url, headers } = (await session.send(copy)).json<Echo>();
    expect([method, url, headers['x-a'], headers['x-b'], headers['x-c']]).toEqual([
      'PUT',
      '/echo?c',
      undefined,
      '2',
      '3',
    ]);
    expect(() => request.copy({ headers: { 'X-A': 'a\r\nb' } })).toThrow(requests.InvalidHeader);
    expect(() => request.copy({ method: 'a b' })).toThrow(TypeError);
  });

  test('cookies, credentials and hooks go with it; those of the session are those it has by then', async () => {
    const session = new requests.Session();
    let calls = 0;
    const request = session.prepare('GET', `${server.url}/echo`, {
      cookies: { a: '1' },
      auth: (signed) => signed.copy({ headers: { 'X-Signed': 'yes' } }),
      hooks: { response: () => void calls++ },
    });
    session.cookies.set('late', '2');
    const { headers } = (await session.send(request)).json<Echo>();
    expect([headers['cookie'], headers['x-signed'], calls]).toEqual(['late=2; a=1', 'yes', 1]);
  });

  test('refused at the call', () => {
    const session = new requests.Session();
    expect(() => session.send({ method: 'GET', url: server.url } as never)).toThrow(/must be a PreparedRequest/);
    expect(() => session.send(session.prepare('GET', server.url), { json: 1 } as never)).toThrow(/unknown option/);
    expect(() => session.prepare('GET', server.url, { timeout: 1 } as never)).toThrow(/unknown option 'timeout'/);
  });
});

describe('where a response leads', () => {
  test.each<[status: number, redirect: boolean, permanent: boolean]>([
    [301, true, true],
    [302, true, false],
    [307, true, false],
    [308, true, true],
    [300, false, false],
    [304, false, false],
  ])('%d', async (status, redirect, permanent) => {
    const response = await requests.get(`${server.url}/redirect-to?url=/echo&status=${status}`, {
      allowRedirects: false,
    });
    expect([response.isRedirect, response.isPermanentRedirect, response.next?.url]).toEqual([
      redirect,
      permanent,
      redirect ? `${server.url}/echo` : undefined,
    ]);
  });

  test('next can be sent, with the cookies of its host (R21)', async () => {
    const session = new requests.Session({ cookies: { c: '1' } });
    const first = await session.post(`${server.url}/redirect-to?url=/echo&status=307`, {
      data: 'test',
      allowRedirects: false,
    });
    const second = await session.send(first.next!);
    expect(second.json<Echo>()).toMatchObject({ method: 'POST', body: 'test' });
    expect(second.json<Echo>().headers['cookie']).toBe('c=1');
  });

  test('links (R49)', async () => {
    const links = async (header: string): Promise<unknown> => ({
      ...(await requests.get(`${server.url}/?link=${encodeURIComponent(header)}`)).links,
    });
    // The table of requests' own tests.
    expect(await links('<http:/.../front.jpeg>; rel=front; type="image/jpeg"')).toEqual({
      front: { url: 'http:/.../front.jpeg', rel: 'front', type: 'image/jpeg' },
    });
    expect(await links('<http:/.../front.jpeg>')).toEqual({ 'http:/.../front.jpeg': { url: 'http:/.../front.jpeg' } });
    expect(await links('<http:/.../front.jpeg>;')).toEqual({ 'http:/.../front.jpeg': { url: 'http:/.../front.jpeg' } });
    expect(await links('<http:/.../front.jpeg>; type="image/jpeg",<http://.../back.jpeg>; type=image/jpeg;')).toEqual({
      'http:/.../front.jpeg': { url: 'http:/.../front.jpeg', type: 'image/jpeg' },
      'http://.../back.jpeg': { url: 'http://.../back.jpeg', type: 'image/jpeg' },
    });
    expect(await links('')).toEqual({});
    expect(await links('</a?b=1,2>; rel="next"; title="a, <b>; c", </last>; REL=last')).toEqual({
      next: { url: '/a?b=1,2', rel: 'next', title: 'a, <b>; c' },
      last: { url: '/last', rel: 'last' },
    });
    expect((await requests.get(server.url)).links).toEqual({});
  });
});

test('codes', () => {
  const { codes } = requests;
  expect([codes.ok, codes.OK, codes.not_found, codes.teapot, codes['\\o/'], codes.too_many_requests]).toEqual([
    200, 200, 404, 418, 200, 429,
  ]);
  expect(Reflect.get(codes, 'no_such_status')).toBeUndefined();
});
