/**
 * Proxies and the environment, after requests' own tests.
 */
import * as requests from 'greenlets/requests';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { proxyOf } from '../../src/http/proxies/proxy.ts';
import { routerOf } from '../../src/http/routing.ts';
import { parseUrl } from '../../src/http/url.ts';
import { eventually, RawServer, refusedPort } from '../http/server.ts';
import { answering, failureOf, thrownBy, useHttpbin } from './harness.ts';

const server = useHttpbin();
const PROXY = 'http://proxy.example.com:3128';

beforeEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']) {
    vi.stubEnv(name, '');
    vi.stubEnv(name.toUpperCase(), '');
  }
});
afterEach(() => vi.unstubAllEnvs());

/** The origin of the proxy that a request to `url` goes through; null for none. */
function proxyFor(url: string, proxies?: requests.ProxiesGiven): string | null {
  return routerOf({ proxies }, null)?.routeFor(parseUrl(url, ''))?.proxy?.origin ?? null;
}

describe('which proxy', () => {
  const http = { http: 'http://http.proxy', 'http://some.host': 'http://some.host.proxy' };
  const all = { all: 'socks5://http.proxy', 'all://some.host': 'socks5://some.host.proxy' };
  const mixed = { ...http, all: 'socks5://http.proxy' };
  test.each<[url: string, proxy: string | null, proxies: Record<string, string>]>([
    ['hTTp://u:p@Some.Host/path', 'http://some.host.proxy:80', http],
    ['hTTp://u:p@Other.Host/path', 'http://http.proxy:80', http],
    ['hTTps://Other.Host', null, http],
    ['hTTp://u:p@Some.Host/path', 'socks5://some.host.proxy:1080', all],
    ['hTTp://u:p@Other.Host/path', 'socks5://http.proxy:1080', all],
    ['hTTps://Other.Host', 'socks5://http.proxy:1080', all],
    ['http://u:p@other.host/path', 'http://http.proxy:80', mixed],
    ['http://u:p@some.host/path', 'http://some.host.proxy:80', mixed],
    ['https://u:p@other.host/path', 'socks5://http.proxy:1080', mixed],
    ['https://u:p@some.host/path', 'socks5://http.proxy:1080', mixed],
  ])('for %s is %s of %j', (url, proxy, proxies) => {
    expect(proxyFor(url, proxies)).toBe(proxy);
  });

  test.each([
    ['http_proxy', 'http://example.com'],
    ['https_proxy', 'https://example.com'],
    ['all_proxy', 'http://example.com'],
    ['all_proxy', 'https://example.com'],
  ])('%s is that of %s', (variable, url) => {
    vi.stubEnv(variable, 'socks5://proxy.com:9876');
    expect(proxyFor(url)).toBe('socks5://proxy.com:9876');
  });

  test.each([
    ['example.com/path', 'http://example.com:80', null],
    ['//example.com/path', 'http://example.com:80', null],
    ['example.com:80', 'http://example.com:80', null],
    ['http://user:pass@example.com/path?query', 'http://example.com:80', 'Basic dXNlcjpwYXNz'],
    ['http://user@example.com/path?query', 'http://example.com:80', 'Basic dXNlcjo='],
    ['http://user:pass@httpbin.org', 'http://httpbin.org:80', 'Basic dXNlcjpwYXNz'],
    ['http://user:@httpbin.org', 'http://httpbin.org:80', 'Basic dXNlcjo='],
  ])('%s is %s, with the credentials %s', (given, origin, authorization) => {
    expect(proxyOf(given)).toMatchObject({ origin, authorization });
  });

  test.each(['http:/badproxyurl:3128', 'http://:8080', 'https://', 'http:///example.com:8080'])(
    'not %s, which has no host',
    (given) => {
      const proxies = { http: given };
      expect(thrownBy(() => requests.get(server.url, { proxies }))).toBeInstanceOf(requests.InvalidProxyURL);
    },
  );
});

describe('no_proxy', () => {
  const LIST = '192.168.0.0/24,127.0.0.1,localhost.localdomain,172.16.1.1';
  const inside = [
    'http://192.168.0.1:5000/',
    'http://192.168.0.1/',
    'http://172.16.1.1/',
    'http://172.16.1.1:5000/',
    'http://localhost.localdomain:5000/v1.0/',
  ];
  const outside = ['http://192.168.1.1:5000/', 'http://192.168.1.1/', 'http://www.requests.com/'];

  describe.each(['no_proxy', 'NO_PROXY'])('as %s', (variable) => {
    beforeEach(() => {
      vi.stubEnv(variable, LIST);
      vi.stubEnv('http_proxy', PROXY);
    });

    test.each(inside)('it is true of %s', (url) => expect(proxyFor(url)).toBe(null));
    test.each(outside)('it is not true of %s', (url) => expect(proxyFor(url)).toBe(PROXY));

    const own = { http: PROXY, no_proxy: '192.168.1.1,requests.com' };
    test.each(outside)('that of proxies is true of %s', (url) => expect(proxyFor(url, own)).toBe(null));
    test.each(inside)('and is all that counts for %s', (url) => expect(proxyFor(url, own)).toBe(PROXY));
  });

  test.each([
    ['http://192.168.0.1:5000/', true],
    ['http://192.168.0.1/', true],
    ['http://172.16.1.1/', true],
    ['http://172.16.1.1:5000/', true],
    ['http://localhost.localdomain:5000/v1.0/', true],
    ['http://google.com:6000/', true],
    ['http://172.16.1.12/', false],
    ['http://172.16.1.12:5000/', false],
    ['http://google.com:5000/v1.0/', false],
  ])('in both cases, with a port: around it to %s: %s', (url, around) => {
    vi.stubEnv('http_proxy', PROXY);
    for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, `${LIST}, google.com:6000`);
    expect(proxyFor(url)).toBe(around ? null : PROXY);
  });

  const given = (url: string, list: string): string | null => proxyFor(url, { http: PROXY, no_proxy: list });

  test.each([
    ['http://192.168.0.1:5000/', true],
    ['http://192.168.0.1/', true],
    ['http://172.16.1.1/', true],
    ['http://172.16.1.1:5000/', true],
    ['http://localhost.localdomain:5000/v1.0/', true],
    ['http://172.16.1.12/', false],
    ['http://172.16.1.12:5000/', false],
    ['http://google.com:5000/v1.0/', false],
  ])('of proxies: around it to %s: %s', (url, around) => {
    expect(given(url, LIST)).toBe(around ? null : PROXY);
  });

  test.each([
    ['http://localhost/', true],
    ['http://anotherdomain.com:8888/', true],
    ['http://newdomain.com:1234/', true],
    ['http://www.newdomain.com:1234/', true],
    ['http://foo.d.o.t/', true],
    ['http://d.o.t/', true],
    ['http://prelocalhost/', false],
    ['http://newdomain.com/', false],
    ['http://newdomain.com:1235/', false],
  ])('ends at a dot: around it to %s: %s', (url, around) => {
    expect(given(url, 'localhost, anotherdomain.com, newdomain.com:1234, .d.o.t')).toBe(around ? null : PROXY);
  });

  test.each([
    ['http://172.16.1.1/', '172.16.1.1'],
    ['http://172.16.1.1:5000/', '172.16.1.1'],
    ['http://user:pass@172.16.1.1', '172.16.1.1'],
    ['http://user:pass@172.16.1.1:5000', '172.16.1.1'],
    ['http://hostname/', 'hostname'],
    ['http://hostname:5000/', 'hostname'],
    ['http://user:pass@hostname', 'hostname'],
    ['http://user:pass@hostname:5000', 'hostname'],
  ])('is about the host of %s, which is %s', (url, host) => {
    expect(given(url, host)).toBe(null);
  });

  test.each([
    ['192.168.1.0/24', true],
    ['8.8.8.8', false],
    ['192.168.1.0/a', false],
    ['192.168.1.0/128', false],
    ['192.168.1.0/-1', false],
    ['192.168.1.999/24', false],
  ])('%s is a network: %s', (network, is) => {
    expect(given('http://192.168.1.1/', network)).toBe(is ? null : PROXY);
  });

  test.each([
    ['8.8.8.8', '0.0.0.0/0', true],
    ['8.8.8.8.8', '0.0.0.0/0', false],
    ['localhost.localdomain', '0.0.0.0/0', false],
    ['192.168.1.1', '192.168.1.0/24', true],
    ['172.16.0.1', '192.168.1.0/24', false],
  ])('%s is an address of %s: %s', (host, network, is) => {
    expect(given(`http://${host}/`, network)).toBe(is ? null : PROXY);
  });

  test.each([
    [8, '10.255.255.255', '11.0.0.0'],
    [24, '10.0.0.255', '10.0.1.0'],
    [25, '10.0.0.127', '10.0.0.128'],
  ])('a network of %d bits ends between %s and %s', (bits, last, next) => {
    expect([last, next].map((host) => given(`http://${host}/`, `10.0.0.0/${bits}`))).toEqual([null, PROXY]);
  });
});

describe('a proxy that is not there', () => {
  test('is a ProxyError', async () => {
    const proxies = { http: 'non-resolvable-address.invalid' };
    expect(await failureOf(requests.get('http://localhost:1', { proxies }))).toBeInstanceOf(requests.ProxyError);
  });

  test.each<[what: string, send: (session: requests.Session, url: string) => PromiseLike<requests.Response>]>([
    [
      'a request that another session prepared',
      (session, url) => session.send(new requests.Session().prepare('GET', url)),
    ],
    ['a request that it prepared', (session, url) => session.send(session.prepare('GET', url))],
    ['a redirect', (session, url) => session.send(session.prepare('GET', `${url}/redirect/1`))],
    ['get', (session, url) => session.get(url)],
    ['request', (session, url) => session.request('GET', url)],
  ])('by the environment of a session: %s', async (_what, send) => {
    vi.stubEnv('http_proxy', `http://127.0.0.1:${await refusedPort()}`);
    expect(await failureOf(send(new requests.Session(), server.url))).toBeInstanceOf(requests.ProxyError);
    expect(server.seen).toEqual([]);
  });
});

describe('the proxy of the environment gets a connection', () => {
  test.each(
    ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) =>
      (name === 'all_proxy' ? ['http', 'https'] : [name.slice(0, -6)]).flatMap((scheme) => [
        [name, scheme] as const,
        [name.toUpperCase(), scheme] as const,
      ]),
    ),
  )('%s for %s', async (variable, scheme) => {
    const greetings: string[] = [];
    const silent = await new RawServer((socket, _index, text) => {
      greetings.push(text);
      socket.destroy();
    }).listen();
    vi.stubEnv(variable, silent.url.replace('http:', 'socks5:'));
    const error = await failureOf(new requests.Session().get(`${scheme}://localhost/`));
    expect(error).toBeInstanceOf(requests.ConnectionError);
    expect(greetings).toEqual(['\x05\x01\x00']);
    await silent.close();
  });
});

describe('an http proxy', () => {
  test.each([
    ['http://u:p@example.com/path?a=1#test', 'http://example.com/path?a=1'],
    ['http://example.com/path', 'http://example.com/path'],
  ])('is asked for %s by %s', async (url, asked) => {
    const proxy = await answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    await requests.get(url, { proxies: proxy.url });
    expect(proxy.texts[0]!.split('\r\n')[0]).toBe(`GET ${asked} HTTP/1.1`);
    await proxy.close();
  });

  test('loses its connections with the session', async () => {
    const session = new requests.Session({ proxies: server.url });
    await session.get('http://example.com/');
    expect(server.open).toBe(1);
    await session.close();
    await eventually(() => server.open === 0, 'the connection is closed');
  });
});
