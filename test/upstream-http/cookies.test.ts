/**
 * Cookies, after requests' own tests.
 */
import * as requests from 'greenlets/requests';
import { CookieJar as ToughCookieJar } from 'tough-cookie';
import { describe, expect, test } from 'vitest';
import { useHttpbin } from './harness.ts';

const server = useHttpbin();

/** The Cookie header of each request, in order. */
function sent(): (string | undefined)[] {
  return server.seen.map(({ headers }) => headers.cookie);
}

/** A jar of tough-cookie with one cookie for the server. */
function toughJar(): ToughCookieJar {
  const jar = new ToughCookieJar();
  jar.setCookieSync('foo=bar; Path=/', server.url);
  return jar;
}

describe('of a session', () => {
  test('are set by a redirect', async () => {
    const session = new requests.Session();
    await session.get(`${server.url}/cookies/set?foo=bar`);
    expect(session.cookies.get('foo')).toBe('bar');
  });

  test('are sent on a redirect', async () => {
    const session = new requests.Session();
    await session.get(`${server.url}/cookies/set?foo=bar`);
    await session.get(`${server.url}/redirect/1`);
    expect(sent()).toEqual([undefined, 'foo=bar', 'foo=bar', 'foo=bar']);
  });

  test('are gone when they expire', async () => {
    const session = new requests.Session();
    await session.get(`${server.url}/cookies/set?foo=bar`);
    const params = { 'Set-Cookie': 'foo=deleted; Path=/; expires=Thu, 01-Jan-1970 00:00:01 GMT' };
    await session.get(`${server.url}/response-headers`, { params });
    expect(session.cookies.has('foo')).toBe(false);
  });

  test('keep their quotes', async () => {
    const session = new requests.Session();
    await session.get(`${server.url}/cookies/set?foo="bar:baz"`);
    expect(session.cookies.get('foo')).toBe('"bar:baz"');
  });

  test('may be those of a jar of the user’s, which is used itself', async () => {
    const jar = new requests.CookieJar({ foo: 'bar' });
    const session = new requests.Session({ cookies: jar });
    expect(session.cookies).toBe(jar);
    const tough = toughJar();
    const other = new requests.Session({ cookies: tough });
    await session.get(`${server.url}/cookies`);
    await other.get(`${server.url}/cookies/set?k=v`);
    expect(sent()).toEqual(['foo=bar', 'foo=bar', 'foo=bar; k=v']);
    expect(tough.getCookieStringSync(server.url)).toBe('foo=bar; k=v');
  });
});

describe('of a request', () => {
  test('go along with a redirect', async () => {
    const response = await new requests.Session().get(`${server.url}/redirect/1`, { cookies: { foo: 'bar' } });
    for (const { request } of [response.history[0]!, response]) expect(request.headers.get('cookie')).toBe('foo=bar');
  });

  test('win over those of the session, which stay', async () => {
    const session = new requests.Session({ cookies: { foo: 'bar' } });
    const response = await session.get(`${server.url}/cookies`, { cookies: { foo: 'baz' } });
    expect(response.json()).toEqual({ cookies: { foo: 'baz' } });
    expect(session.cookies.get('foo')).toBe('bar');
  });

  test('are not kept', async () => {
    const session = new requests.Session();
    await session.get(`${server.url}/cookies`, { cookies: { foo: 'baz' } });
    expect([...session.cookies]).toEqual([]);
  });

  test('may be a jar', async () => {
    await new requests.Session().get(`${server.url}/cookies`, { cookies: toughJar() });
    expect(sent()).toEqual(['foo=bar']);
  });

  test('and those of the session go along with a redirect, from a jar too', async () => {
    const session = new requests.Session({ cookies: { cookie: 'tasty' } });
    await session.get(`${server.url}/redirect/1`, { cookies: toughJar() });
    const both = new Set(['cookie=tasty', 'foo=bar']);
    for (const cookies of sent()) expect(new Set(cookies?.split('; '))).toEqual(both);
  });
});

describe('a jar', () => {
  const two = (): requests.CookieJar =>
    new requests.CookieJar().set('some_cookie', 'some_value').set('some_cookie1', 'some_value1');

  test('keeps what was said about a cookie', () => {
    const jar = new requests.CookieJar();
    jar.set('some_cookie', 'some_value', { secure: true, domain: 'test.com', httpOnly: true });
    const [cookie, ...others] = jar;
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ name: 'some_cookie', secure: true, domain: 'test.com', httpOnly: true });
  });

  test('has as many as were set, also as an object', () => {
    expect([[...two()].length, Object.keys(two().getDict()).length]).toEqual([2, 2]);
  });

  test('gives names and values, as often as wanted', () => {
    const jar = two();
    for (let round = 0; round < 2; round++) {
      expect(jar.getDict()).toEqual({ some_cookie: 'some_value', some_cookie1: 'some_value1' });
      expect([...jar].map(({ name }) => name)).toEqual(['some_cookie', 'some_cookie1']);
      expect([...jar].map(({ value }) => value)).toEqual(['some_value', 'some_value1']);
    }
  });

  test('of two domains with one name has to be told which', () => {
    const jar = new requests.CookieJar();
    jar.set('some_cookie', 'some_value', { domain: 'test1.com' }).set('some_cookie', 'other', { domain: 'test2.com' });
    expect([jar.has('some_cookie'), [...jar].length]).toEqual([true, 2]);
    expect(() => jar.get('some_cookie')).toThrow(requests.CookieConflictError);
    expect(jar.get('some_cookie', { domain: 'test1.com' })).toBe('some_value');
  });

  test('of two paths with one name too', () => {
    const jar = new requests.CookieJar();
    jar.set('some_cookie', 'some_value', { domain: 'test.com', path: '/some_path' }).set('some_cookie', 'some_value');
    expect(() => jar.get('some_cookie')).toThrow(requests.CookieConflictError);
  });

  test.each<[what: string, make: () => ConstructorParameters<typeof requests.CookieJar>[0]]>([
    ['of its own', () => null],
    ['of tough-cookie', () => new ToughCookieJar()],
  ])('%s takes more', (_what, make) => {
    const jar = new requests.CookieJar(make()).set('test', 'cookies').set('good', 'cookies');
    expect(jar.getDict()).toEqual({ test: 'cookies', good: 'cookies' });
  });
});

describe('the end of a cookie', () => {
  const set = async (attributes: string): Promise<requests.Cookie[]> => {
    const params = { 'Set-Cookie': `k=v; ${attributes}` };
    return [...(await requests.get(`${server.url}/response-headers`, { params })).cookies];
  };

  test('is its Expires', async () => {
    expect(await set('expires=Thu, 01-Jan-1970 00:00:01 GMT')).toEqual([]);
    const [cookie] = await set('expires=Fri, 01-Jan-2038 00:00:01 GMT');
    expect(cookie!.expires).toEqual(new Date('2038-01-01T00:00:01Z'));
  });

  test('is unknown without', async () => {
    expect((await set('path=/'))[0]!.expires).toBe(null);
  });

  test('is so many seconds from now by its Max-Age', async () => {
    const before = Date.now();
    const [cookie] = await set('max-age=60');
    expect(Number(cookie!.expires) - before).toBeGreaterThanOrEqual(60_000);
    expect(Number(cookie!.expires) - before).toBeLessThan(90_000);
  });

  test.each(['expires=100', 'expires=woops', 'max-age=woops'])(
    'is unknown with %s, which is passed over',
    async (attribute) => {
      expect((await set(attribute))[0]!.expires).toBe(null);
    },
  );
});
