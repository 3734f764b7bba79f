/**
 * TLS, after requests' own tests, with certificates made here by openssl.
 */
import * as requests from 'greenlets/requests';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Certificates, type Identity, makeCertificates } from '../http/certificates.ts';
import { failureOf, httpbin, thrownBy, useHttpbin } from './harness.ts';

const made = makeCertificates();
const certificates = made as Certificates;
const plain = useHttpbin();
afterAll(() => made?.remove());

/** An https server that notes its connections, and the headers of what comes. */
class SecureServer {
  readonly headers: http.IncomingHttpHeaders[];
  /** The names of the certificates that its connections came with. */
  readonly clients: unknown[];
  connections: number;
  private readonly server: https.Server;

  constructor({ cert, key }: Identity, options: https.ServerOptions = {}) {
    this.headers = [];
    this.clients = [];
    this.connections = 0;
    this.server = https.createServer({ cert, key, ...options }, (request, response) => {
      this.headers.push(request.headers);
      httpbin(request, response, '');
    });
    this.server.on('connection', () => this.connections++);
    this.server.on('secureConnection', (socket) => this.clients.push(socket.getPeerCertificate().subject?.CN));
    this.server.on('tlsClientError', () => undefined);
  }

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as net.AddressInfo).port}`;
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<unknown>((resolve) => this.server.close(resolve));
  }
}

describe.skipIf(made === null)('https', () => {
  let server: SecureServer;
  let verify: string;
  let session: requests.Session;
  beforeAll(async () => {
    server = await new SecureServer(certificates.server).listen();
    verify = certificates.authority.certPath;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    session = new requests.Session();
    server.connections = 0;
    server.headers.length = 0;
  });
  afterEach(() => session.close());

  test('a redirect', async () => {
    expect((await session.get(`${server.url}/redirect/1`, { verify })).statusCode).toBe(200);
  });

  test('an authority that is not known', async () => {
    expect(await failureOf(session.get(server.url))).toBeInstanceOf(requests.SSLError);
  });

  test.each<[what: string, options: requests.VerbOptions, message: RegExp]>([
    ['verify', { verify: '/garbage' }, /^verify cannot be read: .*'\/garbage'/],
    ['cert', { cert: '/garbage' }, /^cert cannot be read: .*'\/garbage'/],
    ['the key of cert', { cert: ['-----BEGIN x', '/garbage'] }, /^the key of cert cannot be read: .*'\/garbage'/],
  ])('a file that is not there: %s', (_what, options, message) => {
    const error = thrownBy(() => session.get(server.url, options));
    expect(error).toBeInstanceOf(requests.RequestException);
    expect(error.message).toMatch(message);
  });

  test('a certificate is read for http too', async () => {
    const { certPath, keyPath } = certificates.client;
    expect((await session.get(plain.url, { cert: [certPath, keyPath] })).statusCode).toBe(200);
    expect(thrownBy(() => session.get(plain.url, { cert: '.' }))).toBeInstanceOf(requests.RequestException);
  });

  test('credentials do not go on to http', async () => {
    const params = { url: `${plain.url}/echo` };
    const options = { params, auth: ['user', 'pass'] as const, verify };
    const response = await session.get(`${server.url}/redirect-to`, options);
    expect(server.headers[0]!.authorization).toBe('Basic dXNlcjpwYXNz');
    expect(response.request.headers.has('authorization')).toBe(false);
    expect(plain.seen[0]!.headers.authorization).toBeUndefined();
  });

  describe('the environment names authorities', () => {
    afterEach(() => vi.unstubAllEnvs());

    test.each<Record<string, string>>([
      {},
      { REQUESTS_CA_BUNDLE: '/some/path' },
      { REQUESTS_CA_BUNDLE: '' },
      { CURL_CA_BUNDLE: '/some/path' },
      { CURL_CA_BUNDLE: '' },
      { REQUESTS_CA_BUNDLE: '', CURL_CA_BUNDLE: '' },
      { REQUESTS_CA_BUNDLE: '/some/path', CURL_CA_BUNDLE: '/curl/path' },
      { REQUESTS_CA_BUNDLE: '', CURL_CA_BUNDLE: '/curl/path' },
    ])('and is not read: %j', async (environment) => {
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      const given = new requests.Session();
      expect((await failureOf(given.get(server.url))).cause).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
      expect((await given.get(server.url, { verify })).statusCode).toBe(200);
      await given.close();
    });
  });

  describe('connections are kept apart', () => {
    test('not verified, and verified', async () => {
      expect((await session.get(server.url, { verify: false })).statusCode).toBe(200);
      expect(await failureOf(session.get(server.url))).toBeInstanceOf(requests.SSLError);
      expect(server.connections).toBe(2);
    });

    test('not verified, and verified by its own authority: an expired certificate', async () => {
      const expired = await new SecureServer(certificates.expired).listen();
      expect((await session.get(expired.url, { verify: false })).statusCode).toBe(200);
      const error = await failureOf(session.get(expired.url, { verify }));
      expect([error instanceof requests.SSLError, error.cause]).toMatchObject([true, { code: 'CERT_HAS_EXPIRED' }]);
      expect(expired.connections).toBe(2);
      await session.close();
      await expired.close();
    });

    test('not verified, and verified by its own authority: a good certificate', async () => {
      expect((await session.get(server.url, { verify: false })).statusCode).toBe(200);
      expect((await session.get(server.url, { verify })).statusCode).toBe(200);
      expect(server.connections).toBe(2);
    });

    test('with a certificate of ours', async () => {
      const options = { ca: certificates.authority.cert, requestCert: true, rejectUnauthorized: true };
      const mutual = await new SecureServer(certificates.server, options).listen();
      const cert = [certificates.client.certPath, certificates.client.keyPath] as const;
      expect((await session.get(mutual.url, { verify: false, cert })).statusCode).toBe(200);
      expect(mutual.clients).toEqual(['client']);
      expect(await failureOf(session.get(mutual.url, { cert }))).toBeInstanceOf(requests.SSLError);
      await session.close();
      await mutual.close();
    });
  });

  test('the credentials of a proxy are for the proxy alone', async () => {
    const seen: (string | undefined)[] = [];
    const proxy = http.createServer((request, response) => {
      seen.push(request.headers['proxy-authorization']);
      response.end();
    });
    proxy.on('connect', (request, socket) => {
      seen.push(request.headers['proxy-authorization']);
      const { port } = new URL(server.url);
      const onward = net.connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const proxies = `http://test:pass@127.0.0.1:${(proxy.address() as net.AddressInfo).port}`;
    await session.get('http://example.com', { proxies });
    await session.get(server.url, { proxies, verify });
    expect(seen).toEqual(['Basic dGVzdDpwYXNz', 'Basic dGVzdDpwYXNz']);
    expect(server.headers[0]).not.toHaveProperty('proxy-authorization');
    await session.close();
    proxy.closeAllConnections();
    await new Promise<unknown>((resolve) => proxy.close(resolve));
  });

  test('TLS that breaks in the middle of a body', async () => {
    let breakOff = (): unknown => undefined;
    const between = net.createServer((socket) => {
      const onward = net.connect(Number(new URL(server.url).port), '127.0.0.1');
      for (const one of [socket, onward]) one.on('error', () => undefined);
      socket.pipe(onward).pipe(socket);
      socket.on('close', () => onward.destroy());
      breakOff = () => socket.write('this is no TLS');
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    const { port } = between.address() as net.AddressInfo;
    const response = await session.get(`https://127.0.0.1:${port}/stall`, { verify, stream: true });
    const pieces = response.iterContent(null);
    expect(Buffer.from((await pieces.next()).value!).toString()).toBe('first');
    breakOff();
    const error: unknown = await pieces.next().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    // undici may hear of the closed connection before it hears why.
    const types = [requests.SSLError, requests.ChunkedEncodingError];
    expect(types.map((type) => error instanceof type)).toContain(true);
    await new Promise<unknown>((resolve) => between.close(resolve));
  });
});
