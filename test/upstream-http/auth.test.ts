/**
 * Credentials, after requests' own tests.
 */
import * as requests from 'greenlets/requests';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseChallenges } from '../../src/http/auth/challenges.ts';
import { basicAuthOf, parseUrl } from '../../src/http/url.ts';
import { answering, echoed, prepare, thrownBy, useHttpbin } from './harness.ts';

const server = useHttpbin();

describe('Basic', () => {
  test('a pair, of a request or a session, or none', async () => {
    const url = `${server.url}/basic-auth/user/pass`;
    const auth = ['user', 'pass'] as const;
    expect((await requests.get(url, { auth })).statusCode).toBe(200);
    expect((await requests.get(url)).statusCode).toBe(401);
    expect((await new requests.Session({ auth }).get(url)).statusCode).toBe(200);
  });

  test.each([
    ['user', 'pass', 'Basic dXNlcjpwYXNz'],
    ['test', 'test', 'Basic dGVzdDp0ZXN0'],
    ['имя', 'пароль', 'Basic 0LjQvNGPOtC/0LDRgNC+0LvRjA=='],
    ['ůsername', 'testƶ', 'Basic xa9zZXJuYW1lOnRlc3TGtg=='],
  ])('of %s and %s is %s', (user, password, header) => {
    expect(prepare('GET', server.url, { auth: [user, password] }).headers.get('authorization')).toBe(header);
  });

  test.each<[unknown, unknown]>([
    [42, 42],
    [null, null],
  ])('of %j and %j is refused', (user, password) => {
    const auth = [user, password] as unknown as requests.AuthGiven;
    expect(thrownBy(() => prepare('GET', server.url, { auth }))).toBeInstanceOf(TypeError);
  });

  const secret = "%!*'();:@&=+$,/?#[] ";
  const encoded = encodeURIComponent(secret).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  test.each<[url: string, user: string, password: string]>([
    [`http://${encoded}:${encoded}@request.com/url.html#test`, secret, secret],
    ['http://user:pass@complex.url.com/path?query=yes', 'user', 'pass'],
    ['http://user:pass%20pass@complex.url.com/path?query=yes', 'user', 'pass pass'],
    ['http://user:pass pass@complex.url.com/path?query=yes', 'user', 'pass pass'],
    ['http://user%25user:pass@complex.url.com/path?query=yes', 'user%user', 'pass'],
    ['http://user:pass%23pass@complex.url.com/path?query=yes', 'user', 'pass#pass'],
  ])('of %s', (url, user, password) => {
    expect(basicAuthOf(parseUrl(url, ''))).toBe(`Basic ${btoa(`${user}:${password}`)}`);
  });

  test('of a URL without any', () => {
    expect(basicAuthOf(parseUrl('http://complex.url.com/path?query=yes', ''))).toBe(null);
  });

  test('signed by an object of a session', async () => {
    const auth: requests.Auth = {
      onRequest: (request) => request.copy({ headers: { 'Dummy-Auth-Test': 'dummy-auth-test-ok' } }),
    };
    const session = new requests.Session({ auth });
    await session.send(session.prepare('GET', server.url));
    expect(server.seen[0]!.headers['dummy-auth-test']).toBe('dummy-auth-test-ok');
  });
});

describe('netrc', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'netrc-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => vi.unstubAllEnvs());

  /** Credentials from a file that the environment names. */
  function netrc(text: string): requests.NetrcAuth {
    const path = join(folder, '.netrc');
    writeFileSync(path, text);
    vi.stubEnv('NETRC', path);
    return new requests.NetrcAuth();
  }

  /** What it puts on a request to `url`. */
  const headerFor = (auth: requests.NetrcAuth, url: string): string | null =>
    auth.onRequest(prepare('GET', url))?.headers.get('authorization') ?? null;

  test('the login of a host', () => {
    const auth = netrc('machine example.com login aaaa password bbbb\n');
    expect(headerFor(auth, 'http://example.com/thing')).toBe(`Basic ${btoa('aaaa:bbbb')}`);
  });

  test('is not that of a user who has its name', () => {
    const auth = netrc('machine example.com login aaaa password bbbb\n');
    const { headers } = prepare('GET', 'http://example.com:@evil.com/&apos;', { auth });
    expect(headers.get('authorization')).toBe(`Basic ${btoa('example.com:')}`);
    expect(headerFor(auth, 'http://evil.com/&apos;')).toBe(null);
  });

  test('a default that says nothing is none', () => {
    const auth = netrc('machine example.com login user password pass\ndefault\n');
    expect(headerFor(auth, 'http://httpbin.org/')).toBe(null);
  });

  test('asked for it is used, of a request and of a session; other credentials take its place', async () => {
    const auth = netrc('machine 127.0.0.1 login user password pass');
    const url = `${server.url}/basic-auth/user/pass`;
    expect((await requests.get(url)).statusCode).toBe(401);
    expect((await requests.get(url, { auth })).statusCode).toBe(200);
    const session = new requests.Session({ auth });
    expect((await session.get(url)).statusCode).toBe(200);
    expect((await session.get(url, { auth: ['wronguser', 'wrongpass'] })).statusCode).toBe(401);
  });

  test('user and password of a URL win, and never are those of another host', async () => {
    const auth = netrc(
      'machine example.com\nlogin wronguser\npassword wrongpass\nmachine 127.0.0.1\nlogin user\npassword pass\n',
    );
    const url = `${server.url}/basic-auth/user/pass`;
    expect((await requests.get(url, { auth })).statusCode).toBe(200);
    expect((await requests.get(url.replace('http://', 'http://example.com:@'), { auth })).statusCode).toBe(401);
    expect(server.seen[1]!.headers.authorization).toBe(`Basic ${btoa('example.com:')}`);
  });
});

describe.each(['MD5', 'SHA-256', 'SHA-512'])('Digest with %s', (algorithm) => {
  const url = (): string => `${server.url}/digest-auth/user/pass/${algorithm}`;
  const auth = (password = 'pass'): requests.DigestAuth => new requests.DigestAuth('user', password);

  test('of a request or a session, or none', async () => {
    expect((await requests.get(url(), { auth: auth() })).statusCode).toBe(200);
    expect((await requests.get(url())).statusCode).toBe(401);
    expect((await new requests.Session({ auth: auth() }).get(url())).statusCode).toBe(200);
  });

  test('the refusal may set a cookie', async () => {
    expect((await requests.get(url())).cookies.get('fake')).toBe('fake_value');
    expect((await requests.get(url(), { auth: auth() })).statusCode).toBe(200);
  });

  test('which the session keeps', async () => {
    const session = new requests.Session();
    await session.get(url(), { auth: auth() });
    expect(session.cookies.get('fake')).toBe('fake_value');
  });

  test('of a streamed response', async () => {
    const response = await requests.get(url(), { auth: auth(), stream: true });
    expect(Buffer.from(await response.read()).toString()).toBe('welcome');
    expect((await requests.get(url(), { auth: auth(), stream: false })).text).toBe('welcome');
  });

  test('with a wrong password', async () => {
    const wrong = auth('wrongpass');
    expect((await requests.get(url(), { auth: wrong })).statusCode).toBe(401);
    expect((await requests.get(url())).statusCode).toBe(401);
    expect((await new requests.Session({ auth: wrong }).get(url())).statusCode).toBe(401);
  });

  test('has its qop in quotes', async () => {
    const { request } = await requests.get(url(), { auth: auth() });
    expect(request.headers.get('authorization')).toContain('"auth"');
  });
});

describe('Digest, byte for byte', () => {
  const challenge =
    'WWW-Authenticate: Digest nonce="6bf5d6e4da1ce66918800195d6b9130d", opaque="372825293d1c26955496c80ed6426e9e", ' +
    'realm="me@kennethreitz.com", qop=auth\r\n\r\n';
  const refusal = `HTTP/1.1 401 UNAUTHORIZED\r\nContent-Length: 0\r\n${challenge}`;
  const away = 'HTTP/1.1 302 FOUND\r\nContent-Length: 0\r\nLocation: /\r\n\r\n';
  const fine = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
  const proof =
    /^Authorization: Digest username="user", realm="me@kennethreitz.com", nonce="6bf5d6e4da1ce66918800195d6b9130d", uri="\/"/im;
  const auth = (): requests.DigestAuth => new requests.DigestAuth('user', 'pass');

  test('is begun anew after a redirect, with the nonce that is known', async () => {
    const raw = await answering(refusal, away, refusal, fine);
    const response = await requests.get(raw.url, { auth: auth() });
    expect(response.statusCode).toBe(200);
    expect(response.request.headers.get('authorization')).toMatch(/^Digest /);
    expect(response.history.map(({ statusCode }) => statusCode)).toEqual([401, 302, 401]);
    expect(raw.texts.map((text) => proof.test(text))).toEqual([false, true, true, true]);
    await raw.close();
  });

  test('is tried once', async () => {
    const raw = await answering(refusal, refusal, fine);
    const response = await requests.get(raw.url, { auth: auth() });
    expect([response.statusCode, response.history.map(({ statusCode }) => statusCode)]).toEqual([401, [401]]);
    expect(raw.texts.map((text) => proof.test(text))).toEqual([false, true]);
    await raw.close();
  });

  test('is no answer to a challenge beside a 200', async () => {
    const raw = await answering(fine.replace('\r\n\r\n', `\r\n${challenge}`), fine);
    const response = await requests.get(raw.url, { auth: auth() });
    expect([response.statusCode, response.history, raw.texts.length]).toEqual([200, [], 1]);
    await raw.close();
  });
});

describe('a challenge', () => {
  const parametersOf = (text: string): unknown => {
    const [challenge] = parseChallenges(`Digest ${text}`);
    return Object.fromEntries(challenge!.parameters);
  };

  test('has parameters', () => {
    expect(parametersOf('foo="is a fish", bar="as well"')).toEqual({ foo: 'is a fish', bar: 'as well' });
  });

  test('a word without a value is another scheme', () => {
    expect(parseChallenges('key_without_value').map(({ scheme }) => scheme)).toEqual(['key_without_value']);
  });

  test.each([
    ['Test', 'Test'],
    ['"Test"', 'Test'],
    [String.raw`"Test\\"`, 'Test\\'],
    // RFC 9110: a backslash stands for the character behind it, whichever.
    [String.raw`"\\Comp\Res"`, String.raw`\CompRes`],
  ])('quotes are undone: %s is %s', (value, expected) => {
    expect(parametersOf(`realm=${value}`)).toEqual({ realm: expected });
  });
});

test('credentials beside a body', async () => {
  const { headers, body } = await echoed(server, 'POST', { auth: ['user', 'pass'], data: 'test data' });
  expect([headers['authorization'], body]).toEqual(['Basic dXNlcjpwYXNz', 'test data']);
});
