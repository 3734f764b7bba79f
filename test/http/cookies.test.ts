/**
 * Cookies: which are kept, which are sent where, and the jar itself.
 */
import * as requests from 'greenlets/requests';
import * as grequests from 'greenlets/grequests';
import { spawn } from 'node:child_process';
import { inspect } from 'node:util';
import { CookieJar as ToughCookieJar } from 'tough-cookie';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Echo, routes } from './server.ts';
import { useServer } from './use-server.ts';

const server = useServer((request, response, body) => {
  const url = new URL(request.url!, 'http://base');
  const set = url.searchParams.getAll('set');
  if (set.length !== 0) response.setHeader('Set-Cookie', set);
  routes(request, response, body);
});
/** The same server by another name: another host. */
let elsewhere: string;
beforeAll(async () => {
  elsewhere = `http://localhost:${server.port}`;
});

/** The Cookie header of each request, in order. */
function sent(): (string | undefined)[] {
  return server.seen.map(({ headers }) => headers.cookie);
}

function set(...cookies: string[]): string {
  return `${server.url}/echo?${cookies.map((cookie) => `set=${encodeURIComponent(cookie)}`).join('&')}`;
}

describe('cookies of one request', () => {
  test.each<[what: string, cookies: requests.CookiesGiven, header: string]>([
    ['an object', { a: '1', b: 2, c: null }, 'a=1; b=2'],
    [
      'pairs',
      [
        ['a', '1'],
        ['b', '2'],
      ],
      'a=1; b=2',
    ],
    ['a Map', new Map([['a', '1']]), 'a=1'],
    ['a CookieJar of ours', new requests.CookieJar({ a: '1' }), 'a=1'],
  ])('%s', async (_what, cookies, header) => {
    const response = await requests.get(`${server.url}/echo`, { cookies });
    expect(response.json<Echo>().headers['cookie']).toBe(header);
  });

  test("a CookieJar of tough-cookie: its rules are followed, and without a session it keeps the responses' cookies", async () => {
    const jar = new ToughCookieJar();
    await jar.setCookie('mine=1; Path=/echo', server.url);
    await jar.setCookie('far=1', 'http://example.com/');
    await requests.get(set('theirs=2; Path=/'), { cookies: jar });
    expect(sent()).toEqual(['mine=1']);
    expect(await jar.getCookieString(`${server.url}/echo`)).toBe('mine=1; theirs=2');
  });

  test('are not kept in the session, and win over its own (R25)', async () => {
    const session = new requests.Session({ cookies: { p: 'session', q: 'q' } });
    await session.get(`${server.url}/echo`, { cookies: { p: '42' } });
    await session.get(`${server.url}/echo`);
    expect(sent()).toEqual(['q=q; p=42', 'p=session; q=q']);
  });

  // requests sends both, of one name.
  test('give way to one of their name that a redirect sets, with a session and without', async () => {
    const url = `${server.url}/redirect-to?url=/echo&set=${encodeURIComponent('a=new; Path=/')}`;
    const session = new requests.Session({ cookies: { a: 'session' } });
    for (const { get } of [requests, session]) await get.call(session, url, { cookies: { a: 'own', b: 'b' } });
    await session.get(`${server.url}/echo`, { cookies: { a: 'own' } });
    expect(sent()).toEqual(['a=own; b=b', 'a=new; b=b', 'a=own; b=b', 'a=new; b=b', 'a=own']);
  });

  test('follow a redirect on the host, and do not leave it; requests sends them everywhere', async () => {
    await requests.get(`${server.url}/redirect-to?url=/redirect-to?url=${elsewhere}/echo`, {
      cookies: { secret: '1' },
    });
    expect(sent()).toEqual(['secret=1', 'secret=1', undefined]);
  });

  test('a Cookie header that was given is sent alone, and does not leave the host', async () => {
    const options = { headers: { Cookie: 'own=1' }, cookies: { a: '1' } };
    await requests.get(`${server.url}/redirect-to?url=${elsewhere}/echo`, options);
    expect(sent()).toEqual(['own=1', undefined]);
  });

  test.each<[what: string, cookies: unknown]>([
    ['a string', 'a=1'],
    ['a list of strings', ['a=1']],
    ['a value with a semicolon', { a: '1; Path=/' }],
    ['a value with a line break', { a: '1\r\nX: 1' }],
    ['a name with a space', { 'a b': '1' }],
    ['an object as a value', { a: {} }],
  ])('%s is a TypeError', (_what, cookies) => {
    expect(() => requests.get(server.url, { cookies: cookies as requests.CookiesGiven })).toThrow(TypeError);
  });
});

describe('cookies on the way', () => {
  test('what a redirect sets is sent on, is of that response, and lasts no longer (R24)', async () => {
    const away = `${server.url}/redirect-to?url=/echo&set=k%3Dv`;
    const response = await requests.get(away);
    expect(response.json<Echo>().headers['cookie']).toBe('k=v');
    expect(response.cookies.getDict()).toEqual({});
    expect(response.history[0]!.cookies.getDict()).toEqual({ k: 'v' });
    await requests.get(`${server.url}/echo`);
    expect(sent().at(-1)).toBeUndefined();
  });

  test('several in one response (R27)', async () => {
    const response = await requests.get(set('a=1', 'b=2; Expires=Wed, 21 Oct 2099 07:28:00 GMT'));
    expect(response.headers.getSetCookie()).toHaveLength(2);
    expect(response.cookies.getDict()).toEqual({ a: '1', b: '2' });
    expect([...response.cookies].map(({ name, expires }) => [name, expires?.getUTCFullYear() ?? null])).toEqual([
      ['a', null],
      ['b', 2099],
    ]);
  });

  test('a session keeps and sends them, also those set on a redirect', async () => {
    const session = new requests.Session();
    await session.get(`${server.url}/redirect-to?url=/echo&set=k%3Dv`);
    await session.get(`${server.url}/echo`);
    await session.get(set('k=w'));
    await session.get(`${server.url}/echo`);
    expect(sent()).toEqual([undefined, 'k=v', 'k=v', 'k=v', 'k=w']);
    expect(session.cookies.getDict()).toEqual({ k: 'w' });
  });

  test('one that has expired is gone (R26)', async () => {
    const session = new requests.Session();
    await session.get(set('foo=bar; Path=/'));
    expect(session.cookies.get('foo')).toBe('bar');
    await session.get(set('foo=bar; Path=/; Expires=Thu, 01 Jan 1970 00:00:01 GMT'));
    expect(session.cookies.get('foo')).toBeNull();
    await session.get(`${server.url}/echo`);
    expect(sent()).toEqual([undefined, 'foo=bar', undefined]);
  });

  test('by domain, path and Secure; what is against the rules is not kept', async () => {
    const session = new requests.Session();
    await session.get(set('path=1; Path=/other', 'far=1; Domain=example.com', 'host=1', 'noeq', 'com=1; Domain=com'));
    await session.get(`${server.url}/echo`);
    await session.get(`${server.url}/other/x`);
    await session.get(`${elsewhere}/echo`);
    expect(sent()).toEqual([undefined, 'host=1; noeq', 'path=1; host=1; noeq', undefined]);
  });

  test('quotes are kept', async () => {
    const session = new requests.Session();
    await session.get(set('q="a:b"'));
    await session.get(`${server.url}/echo`);
    expect(sent()[1]).toBe('q="a:b"');
  });

  test('a session of a batch is shared, requests without one share none (G15)', async () => {
    const session = new requests.Session();
    const make = (url: string, options?: grequests.VerbOptions) => grequests.get(url, options);
    await grequests.map([make(set('a=1'), { session })]);
    await grequests.map([make(`${server.url}/echo`, { session }), make(`${server.url}/echo`)], { size: 1 });
    expect(sent()).toEqual([undefined, 'a=1', undefined]);
    expect((await session.get(`${server.url}/echo`)).statusCode).toBe(200);
  });

  test('an unsent request sends the cookies that its session has when it is sent', async () => {
    const session = new requests.Session();
    const request = grequests.get(`${server.url}/echo`, { session });
    session.cookies.set('late', '1');
    await grequests.map([request]);
    expect(sent()).toEqual(['late=1']);
  });
});

describe('a jar', () => {
  test('set, get, has, delete, clear', () => {
    const jar = new requests.CookieJar({ a: '1' });
    jar.set('b', 2, { domain: 'example.com', path: '/x', secure: true, httpOnly: true });
    expect([jar.get('a'), jar.get('b'), jar.get('c'), jar.has('b'), jar.has('c')]).toEqual([
      '1',
      '2',
      null,
      true,
      false,
    ]);
    expect([...jar].map((cookie) => [cookie.name, cookie.domain, cookie.path, cookie.secure])).toEqual([
      ['a', null, '/', false],
      ['b', 'example.com', '/x', true],
    ]);
    expect([jar.delete('b'), jar.delete('b'), jar.delete('a')]).toEqual([true, false, true]);
    jar.set('c', '3').clear();
    expect(jar.getDict()).toEqual({});
  });

  test('several of one name have to be told apart', () => {
    const jar = new requests.CookieJar();
    jar.set('a', '1', { domain: 'one.example' }).set('a', '2', { domain: '.two.example' });
    expect(() => jar.get('a')).toThrow(requests.CookieConflictError);
    expect(jar.get('a', { domain: 'two.example' })).toBe('2');
    expect(jar.getDict({ domain: 'one.example' })).toEqual({ a: '1' });
    expect(jar.delete('a', { domain: 'one.example' })).toBe(true);
    expect(jar.get('a')).toBe('2');
  });

  test('as JSON and back', async () => {
    const session = new requests.Session();
    await session.get(set('host=1', 'timed=2; Expires=Wed, 21 Oct 2099 07:28:00 GMT'));
    session.cookies.set('own', '3').set('wide', '4', { domain: 'example.com' });
    const text = JSON.stringify(session.cookies);
    const copy = requests.CookieJar.fromJSON(JSON.parse(text) as requests.Cookie[]);
    const lines = (jar: requests.CookieJar): Set<string> => new Set([...jar].map((cookie) => JSON.stringify(cookie)));
    expect(lines(copy)).toEqual(lines(session.cookies));
    const other = new requests.Session({ cookies: copy });
    expect(other.cookies).toBe(copy);
    await other.get(`${server.url}/echo`);
    expect(sent()[1]).toBe('host=1; timed=2; own=3');
  });

  test('a public suffix is refused, and so are attributes without a domain', () => {
    const jar = new requests.CookieJar();
    expect(() => jar.set('a', '1', { domain: 'co.uk' })).toThrow(TypeError);
    expect(() => jar.set('a', '1', { path: '/x' })).toThrow(/needs a domain/);
  });

  test('no value is shown', () => {
    expect(inspect(new requests.CookieJar({ token: 'secret' }))).toBe('CookieJar { token }');
  });
});

test('a program without cookies does not load tough-cookie', async () => {
  const code = `
    import { createRequire } from 'node:module';
    import * as requests from './src/requests.ts';
    await requests.get('${server.url}/redirect/2');
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('tough-cookie'));
    console.log(loaded.length);`;
  const child = spawn(process.execPath, [
    '--conditions=greenlets-source',
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    code,
  ]);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  expect(said.trim()).toBe('0');
});
