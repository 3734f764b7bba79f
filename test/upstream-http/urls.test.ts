/**
 * URLs and parameters, after requests' own tests.
 */
import * as requests from 'greenlets/requests';
import { describe, expect, test } from 'vitest';
import { requote } from '../../src/http/quote.ts';
import { encodeParams, type Fields } from '../../src/http/params.ts';
import { echoed, failureOf, prepare, thrownBy, useHttpbin } from './harness.ts';

const server = useHttpbin();

describe('what is no URL', () => {
  test.each([
    [requests.MissingSchema, 'hiwpefhipowhefopw'],
    [requests.InvalidSchema, 'localhost:3128'],
    [requests.InvalidSchema, 'localhost.localdomain:3128/'],
    [requests.InvalidSchema, '10.122.1.1:3128/'],
    [requests.InvalidURL, 'http://'],
    [requests.InvalidURL, 'http://*example.com'],
    [requests.InvalidURL, 'http://.example.com'],
  ])('is refused: %o for %s', (type, url) => {
    expect(thrownBy(() => requests.get(url))).toBeInstanceOf(type);
  });

  test.each(['http://*.google.com', 'http://*', 'http://☃.net/'])('has no such host: %s', (url) => {
    expect(thrownBy(() => prepare('GET', url))).toBeInstanceOf(requests.InvalidURL);
  });

  test('a redirect may lead to it', async () => {
    const to = requests.get(`${server.url}/redirect-to`, { params: { url: 'http://:1' } });
    expect(await failureOf(to)).toBeInstanceOf(requests.InvalidURL);
  });

  test.each([
    'data:image/gif;base64,R0lGODlhAQABAHAAACH5BAUAAAAALAAAAAABAAEAAAICRAEAOw==',
    'file:///etc/passwd',
    'magnet:?xt=urn:btih:be08f00302bc2d1d3cfa3af02024fa647a271431',
    'http+unix://%2Fvar%2Frun%2Fsocket/path%7E',
    'mailto:user@example.org',
  ])('is of a scheme that nothing sends: %s', (url) => {
    for (const params of [undefined, { key: 'value' }]) {
      expect(thrownBy(() => prepare('GET', url, { params }))).toBeInstanceOf(requests.InvalidSchema);
    }
  });
});

describe('what a URL becomes', () => {
  test.each([
    ['http://google.com', 'http://google.com/'],
    ['http://ジェーピーニック.jp', 'http://xn--hckqz9bzb1cyrb.jp/'],
    ['http://xn--n3h.net/', 'http://xn--n3h.net/'],
    ['http://straße.de/straße', 'http://xn--strae-oqa.de/stra%C3%9Fe'],
    ['http://Königsgäßchen.de/straße', 'http://xn--knigsgchen-b4a3dun.de/stra%C3%9Fe'],
    [
      'http://[1200:0000:ab00:1234:0000:2552:7777:1313]:12345/',
      'http://[1200:0000:ab00:1234:0000:2552:7777:1313]:12345/',
    ],
  ])('%s is %s', (url, expected) => {
    expect(prepare('GET', url).url).toBe(expected);
  });

  test('its path is encoded once', () => {
    expect(prepare('GET', 'http://0.0.0.0/get/test case').path).toBe('/get/test%20case');
  });

  test('leading spaces are gone', () => {
    expect(prepare('GET', ' http://example.com').url).toBe('http://example.com/');
  });

  test('a long user and password are in no URL, but are sent', () => {
    const [user, password] = ['E8A3BE87-9E3F-4620-8858-95478E385B5B', 'EA770032-DA4D-4D84-8CE9-29C6D910BF1E'];
    const host = 'exactly-------------sixty-----------three------------characters';
    const { url, headers } = prepare('GET', `http://${user}:${password}@${host}:9000/path?query#frag`);
    expect(url).toBe(`http://${host}:9000/path?query#frag`);
    expect(headers.get('authorization')).toBe(`Basic ${btoa(`${user}:${password}`)}`);
  });

  test.each([
    ['http://example.com/fiz?buz=%25ppicture', 'http://example.com/fiz?buz=%25ppicture'],
    ['http://example.com/fiz?buz=%ppicture', 'http://example.com/fiz?buz=%25ppicture'],
    ['http://example.com/?a=%--', 'http://example.com/?a=%--'],
    ['http://example.com/?a=%300', 'http://example.com/?a=00'],
  ])('its escapes: %s is %s', (url, expected) => {
    expect(requote(url)).toBe(expected);
  });

  test.each(['http://', 'HTTP://', 'hTTp://', 'HttP://'])('a scheme in any case: %s', async (scheme) => {
    expect((await requests.get(server.url.replace('http://', scheme))).statusCode).toBe(200);
  });

  test('a path that begins with two slashes is sent so', async () => {
    await requests.get(`${server.url}//v:h`);
    expect(server.seen.at(-1)!.url).toBe('//v:h');
  });
});

describe('parameters', () => {
  test.each([
    ['http://example.com/path#fragment', 'http://example.com/path?a=b#fragment'],
    ['http://example.com/path?key=value#fragment', 'http://example.com/path?key=value&a=b#fragment'],
  ])('stand before the fragment: %s is %s', (url, expected) => {
    expect(prepare('GET', url, { params: { a: 'b' } }).url).toBe(expected);
  });

  test('keep their order', () => {
    expect(prepare('GET', 'http://example.com/', { params: { z: 1, a: 1, k: 1, d: 1 } }).url).toBe(
      'http://example.com/?z=1&a=1&k=1&d=1',
    );
  });

  test('as text are taken as they are', () => {
    expect(prepare('GET', 'http://example.com', { params: 'test=foo' }).url).toBe('http://example.com/?test=foo');
  });

  test('of a list repeat the name', async () => {
    const response = await requests.get(`${server.url}/echo`, { params: { test: ['foo', 'baz'] } });
    expect([response.statusCode, response.url]).toEqual([200, `${server.url}/echo?test=foo&test=baz`]);
  });

  test('are added to those of the URL', async () => {
    const options = { params: { q: 'test' }, headers: { 'User-agent': 'Mozilla/5.0' } };
    expect((await echoed(server, 'GET', options, '/echo?test=true')).url).toBe('/echo?test=true&q=test');
  });

  test.each<[path: string, params: Fields, sent: string]>([
    ['/get', { foo: 'føø' }, '/get?foo=f%C3%B8%C3%B8'],
    ['/get', { føø: 'føø' }, '/get?f%C3%B8%C3%B8=f%C3%B8%C3%B8'],
    ['/get', { føø: 'føø' }, '/get?f%C3%B8%C3%B8=f%C3%B8%C3%B8'],
    ['/get', { foo: 'foo' }, '/get?foo=foo'],
    ['/ø', { foo: 'foo' }, '/%C3%B8?foo=foo'],
  ])('beyond ASCII: %s with %j is sent as %s', async (path, params, sent) => {
    await requests.get(server.url + path, { params });
    expect(server.seen.at(-1)!.url).toBe(sent);
  });

  test('of a session and of a request are merged, in their very case', async () => {
    const session = new requests.Session({ params: { foo: 'bar' } });
    await session.get(server.url, { params: { FOO: 'bar' } });
    expect(server.seen.at(-1)!.url).toBe('/?foo=bar&FOO=bar');
  });

  test.each<[what: string, given: Fields | null, encoded: string]>([
    ['a list of pairs', [['key', 'val']], 'key=val'],
    ['a frozen one', Object.freeze([['key', 'val'] as const]), 'key=val'],
    ['an object', { key: 'val' }, 'key=val'],
    ['nothing', null, ''],
  ])('may be given as %s', (_what, given, encoded) => {
    expect(encodeParams(given)).toBe(encoded);
  });
});
