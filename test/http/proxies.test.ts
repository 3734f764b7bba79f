/**
 * Proxies: which one a request goes through, by tables; and real proxies on loopback.
 */
import { sleep, spawn } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DIRECT, ProxyTable } from '../../src/http/proxies/table.ts';
import { proxyOf } from '../../src/http/proxies/proxy.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { type Echo, eventually, inHub, RawServer, refusedPort, routes, TestServer } from './server.ts';
import { useServer } from './use-server.ts';

const VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);
for (const name of VARIABLES) delete process.env[name];
afterEach(() => vi.unstubAllEnvs());

/** What `proxies` finds for `url`: the origin of a proxy, 'direct' or null. */
function found(proxies: ConstructorParameters<typeof ProxyTable>[0], url: string): string | null {
  const { protocol, hostname, port } = new URL(url);
  const target = { scheme: protocol.slice(0, -1), host: hostname, port: port === '' ? null : Number(port) };
  const proxy = new ProxyTable(proxies).find(target);
  return proxy === null ? null : proxy === DIRECT ? 'direct' : proxy.origin;
}

describe('which proxy', () => {
  const all = { all: 'socks5://http.proxy', 'all://some.host': 'socks5://some.host.proxy' };
  const some = { http: 'http://http.proxy', 'http://some.host': 'http://some.host.proxy' };
  const mixed = { http: 'http://http.proxy', 'http://some.host': 'http://some.host.proxy', all: 'socks5://http.proxy' };
  // The table of requests' test_select_proxies.
  test.each<[string, Record<string, string>, string | null]>([
    ['http://u:p@Some.Host/path', some, 'http://some.host.proxy:80'],
    ['http://u:p@Something.Host/path', some, 'http://http.proxy:80'],
    ['https://Some.Host', some, null],
    ['http://u:p@Some.Host/path', all, 'socks5://some.host.proxy:1080'],
    ['https://u:p@Some.Host/path', all, 'socks5://some.host.proxy:1080'],
    ['https://Something.Host', all, 'socks5://http.proxy:1080'],
    ['http://u:p@Some.Host/path', mixed, 'http://some.host.proxy:80'],
    ['http://u:p@Something.Host/path', mixed, 'http://http.proxy:80'],
    ['https://Something.Host/path', mixed, 'socks5://http.proxy:1080'],
    ['http://some.host/', {}, null],
  ])('%s of %j', (url, proxies, expected) => {
    expect(found(proxies, url)).toBe(expected);
  });

  // The tables of requests' test_should_bypass_proxies, bpo-39057 among them, and of curl where requests has no rule.
  test.each([
    ['http://192.168.0.1:5000/', '192.168.0.0/24,127.0.0.1,localhost.localdomain,172.16.1.1', true],
    ['http://192.168.0.1/', '192.168.0.0/24', true],
    ['http://172.16.1.1/', '172.16.1.1', true],
    ['http://172.16.1.1:5000/', '172.16.1.1', true],
    ['http://localhost.localdomain:5000/v1.0/', 'localhost.localdomain', true],
    ['http://google.com:6000/', 'google.com:6000', true],
    ['http://172.16.1.12/', '172.16.1.1', false],
    ['http://google.com:5000/v1.0/', 'google.com:6000', false],
    ['http://google.com/', 'google.com:80', true],
    ['https://google.com/', 'google.com:443', true],
    ['http://www.google.com/', 'google.com', true],
    ['http://www.google.com/', '.google.com', true],
    ['http://www.google.com/', '*.google.com', true],
    ['http://google.com/', '.google.com', true],
    ['http://notgoogle.com/', 'google.com', false],
    ['http://google.com.evil.org/', 'google.com', false],
    ['http://google.com/', ' other.org , google.com ', true],
    ['http://GOOGLE.com/', 'Google.Com', true],
    ['http://anything/', '*', true],
    ['http://[::1]/', '::1', true],
    ['http://[::1]:90/', '[::1]', true],
    ['http://[fe80::1]/', 'fe80::/10', true],
    ['http://[2001::1]/', 'fe80::/10', false],
    ['http://10.1.2.3/', '10.0.0.0/8', true],
    ['http://11.1.2.3/', '10.0.0.0/8', false],
    ['http://11.1.2.3/', '10.0.0.0/99', false],
    ['http://11.1.2.10/', '10', false],
    ['http://h/', '', false],
  ])('%s with no_proxy %j: around it %s', (url, noProxy, around) => {
    expect(found({ all: 'http://proxy', no_proxy: noProxy }, url)).toBe(around ? 'direct' : 'http://proxy:80');
  });

  test.each([
    ['proxy', 'http://proxy:80', null],
    ['proxy:3128', 'http://proxy:3128', null],
    ['http://proxy', 'http://proxy:80', null],
    ['HTTPS://proxy', 'https://proxy:443', null],
    ['https://proxy:80', 'https://proxy:80', null],
    ['socks5h://proxy', 'socks5h://proxy:1080', null],
    ['http://[::1]:3128/', 'http://[::1]:3128', null],
    ['http://user:p%40ss@proxy', 'http://proxy:80', 'Basic dXNlcjpwQHNz'],
    ['user:pass@proxy:1', 'http://proxy:1', 'Basic dXNlcjpwYXNz'],
  ])('%s is %s', (url, origin, authorization) => {
    expect(proxyOf(url)).toMatchObject({ origin, authorization });
  });

  test.each<[unknown, RegExp]>([
    ['ftp://proxy', /^a proxy must be an http, https, socks5 or socks5h one: received "ftp:\/\/proxy"/],
    ['http://', /^a proxy must be a URL such as/],
    ['http://user:secret@pro xy', /^(?!.*secret).*received "http:\/\/\*\*\*@pro xy"/],
    [1, /^proxies must be the URL of a proxy, or an object of them: received 1/],
    [{ http: 1 }, /^proxies.http must be the URL/],
    [{ ftp: 'http://p' }, /^unknown key "ftp" of proxies/],
    [true, /^proxies must be/],
  ])('%j is refused at the call', (proxies, message) => {
    expect(() => requests.get('http://h/', { proxies } as requests.VerbOptions)).toThrow(message);
    expect(() => new requests.Session({ proxies } as requests.SessionOptions)).toThrow(message);
  });
});

/** An http proxy that forwards and tunnels, and notes what it is asked. */
class TestProxy {
  readonly seen: string[];
  readonly headers: http.IncomingHttpHeaders[];
  connections: number;
  url: string;
  private readonly server: http.Server;

  constructor(certificates?: Certificates) {
    this.seen = [];
    this.headers = [];
    this.connections = 0;
    this.url = '';
    const { cert, key } = certificates?.server ?? {};
    this.server = certificates === undefined ? http.createServer() : https.createServer({ cert: cert!, key: key! });
    this.server.on(certificates === undefined ? 'connection' : 'secureConnection', () => this.connections++);
    this.server.on('tlsClientError', () => undefined);
    this.server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      this.note(request);
      const url = new URL(request.url!);
      const onward = http.request({
        host: url.hostname,
        port: url.port,
        path: url.pathname + url.search,
        method: request.method!,
        headers: request.headers,
      });
      request.pipe(onward);
      onward.on('response', (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
    });
    this.server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
      this.note(request);
      const [host, port] = request.url!.split(':');
      const onward = net.connect(Number(port), host === 'named.test' ? '127.0.0.1' : host!, () => {
        socket.write('HTTP/1.1 200 Connection established\r\nX-Proxy: test\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
    });
  }

  private note(request: http.IncomingMessage): void {
    this.seen.push(`${request.method} ${request.url}`);
    this.headers.push(request.headers);
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const scheme = this.server instanceof https.Server ? 'https' : 'http';
    this.url = `${scheme}://127.0.0.1:${(this.server.address() as net.AddressInfo).port}`;
    return this;
  }

  reset(): void {
    this.seen.length = 0;
    this.headers.length = 0;
    this.connections = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<unknown>((resolve) => this.server.close(resolve));
  }
}

const server = useServer();
let proxy: TestProxy;
let session: requests.Session;
beforeAll(async () => {
  proxy = await new TestProxy().listen();
});
afterAll(() => proxy.close());
beforeEach(() => {
  proxy.reset();
  session = new requests.Session();
});
afterEach(() => session.close());

describe('an http target', () => {
  test('by the absolute form, with the Host of the target, and its connection used again', async () => {
    for (const path of ['/echo?a=1', '/echo?a=2']) {
      const response = await session.post(server.url + path, { data: 'body', proxies: { http: proxy.url } });
      expect(response.json<Echo>()).toMatchObject({ url: path, body: 'body', headers: { host: server.url.slice(7) } });
      expect(response.url).toBe(server.url + path);
    }
    expect(proxy.seen).toEqual([`POST ${server.url}/echo?a=1`, `POST ${server.url}/echo?a=2`]);
    expect(proxy.connections).toBe(1);
  });

  test('with the credentials of its URL, which are told to nobody else', async () => {
    const proxies = proxy.url.replace('http://', 'http://user:secret@');
    const response = await session.get(`${server.url}/echo`, { proxies });
    expect(proxy.headers[0]!['proxy-authorization']).toBe(`Basic ${btoa('user:secret')}`);
    expect(response.request.headers.has('proxy-authorization')).toBe(false);
    // The same proxy with another user is another connection.
    await session.get(`${server.url}/echo`, { proxies: proxy.url });
    expect([proxy.headers[1]!['proxy-authorization'], proxy.connections]).toEqual([undefined, 2]);
  });

  test('that asks for credentials: its 407 is the response', async () => {
    const asking = await new RawServer((socket) =>
      socket.write('HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n'),
    ).listen();
    const response = await session.get(server.url, { proxies: asking.url });
    expect([response.statusCode, asking.requests]).toEqual([407, 1]);
    await asking.close();
  });

  test('is a ProxyError if nobody is there (R40)', async () => {
    const refused = `http://user:secret@127.0.0.1:${await refusedPort()}`;
    const failure = session.get(server.url, { proxies: { http: refused } });
    await expect(failure).rejects.toMatchObject({ code: 'ERR_PROXY', cause: { code: 'ECONNREFUSED' } });
    await expect(session.get(server.url, { proxies: refused })).rejects.toThrow(/^(?!.*secret)/);
    await expect(session.get(server.url, { proxies: refused })).rejects.toBeInstanceOf(requests.ProxyError);
    // With retries too: a proxy that is not there is not going to come.
    const [result] = await grequests.map([grequests.get(server.url, { proxies: refused, retries: 3 })], {
      settled: true,
    });
    expect(result!.attempts).toBe(1);
  });

  test('is chosen anew for each redirect', async () => {
    const other = await new TestServer(routes).listen();
    const to = `${server.url}/redirect-to?url=${encodeURIComponent(`${other.url.replace('127.0.0.1', 'localhost')}/x`)}`;
    const proxies = { 'http://127.0.0.1': proxy.url };
    const response = await session.get(to, { proxies });
    expect([response.text, proxy.seen.length]).toEqual(['this is /x', 1]);
    const back = await session.get(to.replace('127.0.0.1', 'localhost'), {
      proxies: { 'http://localhost': null, all: proxy.url },
    });
    expect([back.text, proxy.seen.length]).toEqual(['this is /x', 1]);
    await other.close();
  });
});

describe('precedence', () => {
  test('request, session, environment; false and null are none; no_proxy (R41)', async () => {
    const other = await new TestProxy().listen();
    vi.stubEnv('http_proxy', other.url);
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1');
    const url = `${server.url}/x`;
    const through = async (
      options: requests.SessionVerbOptions,
      defaults: requests.SessionOptions = {},
    ): Promise<string> => {
      other.reset();
      proxy.reset();
      const given = new requests.Session(defaults);
      await given.get(url, options);
      await given.close();
      return proxy.seen.length === 1 ? 'proxy' : other.seen.length === 1 ? 'environment' : 'direct';
    };
    expect(await through({})).toBe('environment');
    expect(await through({}, { proxies: proxy.url })).toBe('proxy');
    expect(await through({ proxies: proxy.url })).toBe('proxy');
    expect(await through({ proxies: { https: proxy.url } })).toBe('environment');
    expect(await through({ proxies: { http: null } })).toBe('direct');
    expect(await through({ proxies: false })).toBe('direct');
    expect(await through({ proxies: false }, { proxies: proxy.url })).toBe('direct');
    expect(await through({}, { proxies: false })).toBe('direct');
    expect(await through({ proxies: proxy.url }, { proxies: false })).toBe('proxy');
    expect(await through({}, { trustEnv: false })).toBe('direct');
    expect(await through({ trustEnv: false })).toBe('direct');
    expect(await through({ trustEnv: true }, { trustEnv: false })).toBe('environment');
    expect(await through({}, { proxies: { all: proxy.url, no_proxy: '127.0.0.1' } })).toBe('direct');
    vi.stubEnv('no_proxy', '127.0.0.0/8');
    expect(await through({})).toBe('direct');
    // The no_proxy of the environment is about the proxies of the environment.
    expect(await through({ proxies: proxy.url })).toBe('proxy');
    await other.close();
  });

  // The variables of requests' proxy tests: http, https and all, in either case.
  test.each([
    ['http_proxy', 'proxy'],
    ['HTTP_PROXY', 'proxy'],
    ['all_proxy', 'proxy'],
    ['ALL_PROXY', 'proxy'],
    ['https_proxy', 'direct'],
  ])('%s', async (name, expected) => {
    vi.stubEnv(name, proxy.url);
    const given = new requests.Session();
    await given.get(`${server.url}/x`);
    expect(proxy.seen.length === 1 ? 'proxy' : 'direct').toBe(expected);
    await given.close();
  });

  test('HTTP_PROXY does not count in a CGI program', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1');
    vi.stubEnv('REQUEST_METHOD', 'GET');
    const given = new requests.Session();
    expect((await given.get(`${server.url}/x`)).statusCode).toBe(200);
    await given.close();
  });
});

const made = makeCertificates();
const certificates = made as Certificates;
afterAll(() => made?.remove());

describe.skipIf(made === null)('an https target', () => {
  let secure: https.Server;
  let url: string;
  let verify: string;
  beforeAll(async () => {
    const { cert, key } = certificates.server;
    secure = https.createServer({ cert, key }, (request, response) => response.end(`secure ${request.url}`));
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(secure.address() as net.AddressInfo).port}`;
    verify = certificates.authority.cert;
  });
  afterAll(async () => {
    secure.closeAllConnections();
    await new Promise<unknown>((resolve) => secure.close(resolve));
  });

  test('through CONNECT, with the credentials of the proxy, and the tunnel used again', async () => {
    const proxies = { https: proxy.url.replace('http://', 'http://user:secret@') };
    for (const path of ['/a', '/b']) {
      const response = await session.get(url + path, { verify, proxies });
      expect(response.text).toBe(`secure ${path}`);
    }
    expect(proxy.seen).toEqual([`CONNECT ${url.slice(8)}`]);
    expect(proxy.headers[0]!['proxy-authorization']).toBe(`Basic ${btoa('user:secret')}`);
  });

  test('through an https proxy', async () => {
    const secureProxy = await new TestProxy(certificates).listen();
    const proxies = secureProxy.url;
    expect((await session.get(`${url}/a`, { verify, proxies })).text).toBe('secure /a');
    expect((await session.get(`${server.url}/b`, { verify, proxies })).text).toBe('this is /b');
    expect(secureProxy.seen).toEqual([`CONNECT ${url.slice(8)}`, `GET ${server.url}/b`]);
    await expect(session.get(`${url}/a`, { proxies })).rejects.toBeInstanceOf(requests.ProxyError);
    await secureProxy.close();
  });

  test('is verified as without a proxy', async () => {
    const failure = session.get(url, { proxies: proxy.url });
    await expect(failure).rejects.toBeInstanceOf(requests.SSLError);
    await expect(failure).rejects.not.toBeInstanceOf(requests.ProxyError);
  });

  test.each<[string, (socket: net.Socket) => unknown, RegExp]>([
    [
      'answers 407',
      (socket) => socket.write('HTTP/1.1 407 Who are you\r\n\r\n'),
      /answered CONNECT with 407 Who are you/,
    ],
    [
      'answers 502 in pieces',
      (socket) => socket.write('HTTP/1.1 502 No\r\n') && setTimeout(() => socket.write('\r\n'), 10),
      /502 No/,
    ],
    [
      'drops the connection',
      (socket) => socket.destroy(),
      /closed the connection before there was a tunnel|ECONNRESET/,
    ],
    ['ends the connection', (socket) => socket.end(), /closed the connection before there was a tunnel/],
    ['talks nonsense', (socket) => socket.write('SSH-2.0-OpenSSH\r\n\r\n'), /what is not HTTP/],
    ['talks on and on', (socket) => socket.write('HTTP/1.1 200 OK\r\nX: '.padEnd(20_000, 'x')), /with no end/],
  ])('whose proxy %s is a ProxyError after one attempt (U10)', async (_what, answer, message) => {
    const bad = await new RawServer(answer).listen();
    const failure = session.get(url, { verify, proxies: bad.url });
    await expect(failure).rejects.toBeInstanceOf(requests.ProxyError);
    await expect(failure).rejects.toThrow(message);
    expect(bad.requests).toBe(1);
    await bad.close();
  });

  test('whose proxy is not there is a ProxyError', async () => {
    const proxies = `http://127.0.0.1:${await refusedPort()}`;
    await expect(session.get(url, { proxies })).rejects.toMatchObject({
      code: 'ERR_PROXY',
      cause: { code: 'ECONNREFUSED' },
    });
  });

  test('whose proxy never answers: the connect timeout, a kill; and its connection is closed', async () => {
    const sockets = new Set<net.Socket>();
    const silent = await new RawServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }).listen();
    await inHub(function* () {
      const failure: unknown = yield* grequests.map(
        [grequests.get(url, { proxies: silent.url, timeout: { connect: 50 } })],
        { exceptionHandler: (_request, error) => error },
      );
      expect((failure as unknown[])[0]).toBeInstanceOf(requests.ConnectTimeout);
      while (sockets.size !== 0) yield* sleep(2);
      const child = spawn(() => requests.get(url, { proxies: silent.url }));
      do yield* sleep(2);
      while (sockets.size === 0);
      yield* child.kill();
    });
    await eventually(() => sockets.size === 0, 'the connections to the proxy are closed');
    await silent.close();
  });
});

describe('socks5', () => {
  /** A SOCKS 5 proxy; notes what it is asked, and knows named.test. */
  function socksProxy(seen: string[], login: string | null = null, refusal = 0): Promise<net.Server> {
    const proxyServer = net.createServer((socket) => {
      let state = 'methods';
      socket.on('error', () => undefined);
      const onData = (data: Buffer): void => {
        if (state === 'methods') {
          state = login === null ? 'ask' : 'login';
          socket.write(Buffer.of(5, login === null ? 0 : data.subarray(2).includes(2) ? 2 : 255));
        } else if (state === 'login') {
          const user = data.subarray(2, 2 + data[1]!).toString();
          const password = data.subarray(3 + data[1]!).toString();
          state = 'ask';
          socket.write(Buffer.of(1, `${user}:${password}` === login ? 0 : 1));
        } else {
          const name = data[3] === 3;
          const host = name ? data.subarray(5, 5 + data[4]!).toString() : [...data.subarray(4, 8)].join('.');
          const port = data.readUInt16BE(data.length - 2);
          seen.push(`${host}:${port}`);
          // The answer comes byte by byte.
          for (const byte of [5, refusal, 0, 1, 0, 0, 0, 0, 0, 0]) socket.write(Buffer.of(byte));
          if (refusal !== 0) return;
          socket.off('data', onData);
          const onward = net.connect(port, '127.0.0.1');
          onward.on('error', () => socket.destroy());
          onward.pipe(socket).pipe(onward);
        }
      };
      socket.on('data', onData);
    });
    return new Promise((resolve) => {
      proxyServer.listen(0, '127.0.0.1', () => resolve(proxyServer));
    });
  }
  const portOf = (given: net.Server): number => (given.address() as net.AddressInfo).port;

  test('socks5 looks names up here, socks5h leaves that to the proxy', async () => {
    const seen: string[] = [];
    const socks = await socksProxy(seen);
    const { port } = server;
    for (const [scheme, host] of [
      ['socks5', '127.0.0.1'],
      ['socks5h', 'named.test'],
      ['socks5', 'localhost'],
    ]) {
      const response = await session.get(`http://${host}:${port}/x`, {
        proxies: `${scheme}://127.0.0.1:${portOf(socks)}`,
      });
      expect(response.text).toBe('this is /x');
    }
    expect(seen.slice(0, 2)).toEqual([`127.0.0.1:${port}`, `named.test:${port}`]);
    expect(seen[2]).not.toContain('localhost');
    await session.close();
    socks.close();
  });

  test.skipIf(made === null)('https through it', async () => {
    const { cert, key } = certificates.server;
    const secure = https.createServer({ cert, key }, (_request, response) => response.end('secure'));
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const socks = await socksProxy([]);
    const response = await session.get(`https://127.0.0.1:${portOf(secure)}/`, {
      proxies: `socks5h://127.0.0.1:${portOf(socks)}`,
      verify: certificates.authority.cert,
    });
    expect(response.text).toBe('secure');
    await session.close();
    socks.close();
    secure.close();
  });

  test('user and password; each refusal is a ProxyError', async () => {
    const seen: string[] = [];
    const socks = await socksProxy(seen, 'user:secret');
    const at = (login: string): PromiseLike<requests.Response> =>
      session.get(`${server.url}/x`, { proxies: `socks5://${login}127.0.0.1:${portOf(socks)}` });
    expect((await at('user:secret@')).text).toBe('this is /x');
    await expect(at('user:wrong@')).rejects.toThrow(/does not accept the user and password/);
    await expect(at('')).rejects.toThrow(/accepts no way to log in/);
    const strict = await socksProxy(seen, null, 2);
    const refused = session.get(server.url, { proxies: `socks5://127.0.0.1:${portOf(strict)}` });
    await expect(refused).rejects.toMatchObject({ code: 'ERR_PROXY' });
    await expect(refused).rejects.toThrow(/cannot connect: not allowed by its rules/);
    await session.close();
    socks.close();
    strict.close();
  });
});
