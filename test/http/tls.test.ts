/**
 * TLS: verify and cert, with certificates made here by openssl, against node:https.
 */
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { readFileSync, writeFileSync } from 'node:fs';
import * as https from 'node:https';
import type * as net from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Certificates, type Identity, makeCertificates } from './certificates.ts';
import { RawServer } from './server.ts';

const made = makeCertificates();
const certificates = made as Certificates;

/** An https server that tells who asks, and counts its connections. */
class SecureServer {
  readonly server: https.Server;
  connections: number;
  resumed: number;
  url: string;

  constructor(identity: Identity, options: https.ServerOptions = {}) {
    this.connections = 0;
    this.resumed = 0;
    this.url = '';
    this.server = https.createServer({ cert: identity.cert, key: identity.key, ...options }, (request, response) => {
      const name = Reflect.get((request.socket as TLSSocket).getPeerCertificate().subject ?? {}, 'CN') as unknown;
      if (request.url === '/redirect') response.writeHead(302, { Location: '/' });
      response.end(`hello ${typeof name === 'string' ? name : 'nobody'}`);
    });
    this.server.on('secureConnection', (socket) => {
      this.connections++;
      if (socket.isSessionReused()) this.resumed++;
    });
    this.server.on('tlsClientError', () => undefined);
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `https://127.0.0.1:${(this.server.address() as net.AddressInfo).port}/`;
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<unknown>((resolve) => this.server.close(resolve));
  }
}

describe.skipIf(made === null)('TLS', () => {
  let server: SecureServer;
  let mutual: SecureServer;
  let session: requests.Session;
  beforeAll(async () => {
    server = await new SecureServer(certificates.server).listen();
    mutual = await new SecureServer(certificates.server, {
      ca: certificates.authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    }).listen();
  });
  afterAll(async () => {
    await server.close();
    await mutual.close();
    certificates.remove();
  });
  beforeEach(() => {
    session = new requests.Session();
    server.connections = 0;
    server.resumed = 0;
  });

  const get = (options: requests.SessionVerbOptions, url = server.url): PromiseLike<requests.Response> =>
    session.get(url, options);

  describe('verify', () => {
    test('by default, and true: a certificate that nobody vouches for is an SSLError', async () => {
      for (const verify of [undefined, true, null]) {
        const failure = get({ verify });
        await expect(failure).rejects.toBeInstanceOf(requests.SSLError);
      }
      await expect(get({})).rejects.toMatchObject({
        code: 'ERR_SSL',
        cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      });
    });

    test('false: any certificate', async () => {
      expect((await get({ verify: false })).text).toBe('hello nobody');
      expect((await requests.get(server.url, { verify: false })).statusCode).toBe(200);
    });

    test.each<[string, () => requests.VerifyGiven]>([
      ['a path', () => certificates.authority.certPath],
      ['PEM text', () => certificates.authority.cert],
      ['bytes', () => Buffer.from(certificates.authority.cert)],
      ['several', () => [certificates.client.certPath, certificates.authority.cert]],
    ])('%s of certificates to trust', async (_what, verify) => {
      expect((await get({ verify: verify() })).text).toBe('hello nobody');
    });

    test('trusts these only, and checks all else', async () => {
      await expect(get({ verify: certificates.client.cert })).rejects.toBeInstanceOf(requests.SSLError);
      for (const [identity, code] of [
        [certificates.another, 'ERR_TLS_CERT_ALTNAME_INVALID'],
        [certificates.expired, 'CERT_HAS_EXPIRED'],
      ] as const) {
        const wrong = await new SecureServer(identity).listen();
        const failure = get({ verify: certificates.authority.cert }, wrong.url);
        await expect(failure).rejects.toMatchObject({ code: 'ERR_SSL', cause: { code } });
        expect((await get({ verify: false }, wrong.url)).statusCode).toBe(200);
        await wrong.close();
      }
    });

    test('a server without TLS is an SSLError', async () => {
      const raw = await new RawServer((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n')).listen();
      const failure = get({ verify: false }, raw.url.replace('http', 'https'));
      await expect(failure).rejects.toBeInstanceOf(requests.SSLError);
      await raw.close();
    });

    test('is a default of the session, and of a batch by its session; the request has the last word', async () => {
      const lax = new requests.Session({ verify: false });
      expect((await lax.get(server.url)).statusCode).toBe(200);
      expect((await lax.get(`${server.url}redirect`)).history.length).toBe(1);
      await expect(lax.get(server.url, { verify: true })).rejects.toBeInstanceOf(requests.SSLError);
      const [one, two] = await grequests.map([grequests.get(server.url), grequests.get(server.url, { verify: true })], {
        session: lax,
      });
      expect([one!.statusCode, two]).toEqual([200, null]);
      await lax.close();
    });

    test('a connection that was not verified is never used for a request that verifies', async () => {
      await get({ verify: false });
      await expect(get({})).rejects.toBeInstanceOf(requests.SSLError);
      await expect(get({ verify: certificates.client.cert })).rejects.toBeInstanceOf(requests.SSLError);
      server.connections = 0;
      server.resumed = 0;
      // Nor is one that was verified otherwise, nor its TLS session; the same verification is.
      const fresh = [certificates.another.cert, certificates.authority.cert];
      await get({ verify: fresh });
      await get({ verify: [certificates.another.certPath, certificates.authority.certPath] });
      await get({ verify: false });
      expect([server.connections, server.resumed]).toEqual([1, 0]);
    });

    test.each<[unknown, RegExp]>([
      [1, /^verify must be true, false, or certificates as PEM or paths: received 1$/],
      [[], /^verify must be true, false/],
      [{}, /^verify must be true, false/],
      ['/no/such/file.pem', /^verify cannot be read: ENOENT/],
      ['-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----', /^verify cannot be used/],
    ])('%j is refused at the call', (verify, message) => {
      expect(() => requests.get(server.url, { verify } as requests.VerbOptions)).toThrow(message);
      expect(() => new requests.Session({ verify } as requests.SessionOptions)).toThrow(message);
    });
  });

  describe('cert', () => {
    const verify = made?.authority.cert;

    test('none where the server wants one', async () => {
      await expect(get({ verify }, mutual.url)).rejects.toBeInstanceOf(requests.ConnectionError);
    });

    test.each<[string, () => requests.CertGiven]>([
      ['[cert, key] as paths', () => [certificates.client.certPath, certificates.client.keyPath]],
      ['[cert, key] as PEM', () => [certificates.client.cert, certificates.client.key]],
      ['{ cert, key }', () => ({ cert: certificates.client.certPath, key: certificates.client.key })],
      [
        '{ cert, key, passphrase }',
        () => ({ cert: certificates.client.cert, key: certificates.lockedKey, passphrase: 'secret' }),
      ],
      ['{ pfx, passphrase } as a path', () => ({ pfx: certificates.clientPfx, passphrase: 'secret' })],
      ['{ pfx, passphrase } as bytes', () => ({ pfx: readFileSync(certificates.clientPfx), passphrase: 'secret' })],
      [
        'one path with both',
        () => {
          const path = join(certificates.folder, 'both.pem');
          writeFileSync(path, certificates.client.cert + certificates.client.key);
          return path;
        },
      ],
      ['one PEM with both', () => certificates.client.cert + certificates.client.key],
    ])('%s', async (_what, cert) => {
      expect((await get({ verify, cert: cert() }, mutual.url)).text).toBe('hello client');
      const own = new requests.Session({ verify, cert: cert() });
      expect((await own.get(mutual.url)).text).toBe('hello client');
      await own.close();
    });

    test('another certificate is another connection', async () => {
      const cert: requests.CertGiven = [certificates.client.cert, certificates.client.key];
      const other: requests.CertGiven = [certificates.server.cert, certificates.server.key];
      mutual.connections = 0;
      const texts = [];
      for (const given of [cert, other, cert, other]) texts.push((await get({ verify, cert: given }, mutual.url)).text);
      expect(texts).toEqual(['hello client', 'hello server', 'hello client', 'hello server']);
      expect(mutual.connections).toBe(2);
    });

    test.each<[unknown, RegExp]>([
      [1, /^cert must be a path, \[cert, key\] or/],
      [['a'], /^cert must be a path/],
      [{}, /^cert must have a cert or a pfx/],
      [{ crt: 'x' }, /did you mean 'cert'/],
      ['/no/such/file.pem', /^cert cannot be read: ENOENT/],
      [['-----BEGIN x', '/no/such.key'], /^the key of cert cannot be read/],
      [['-----BEGIN x', '-----BEGIN x'], /^verify or cert cannot be used/],
    ])('%j is refused at the call', (cert, message) => {
      expect(() => requests.get('https://h/', { cert } as requests.VerbOptions)).toThrow(message);
    });
  });

  test('with a dispatcher of the user, which makes the connections', () => {
    const dispatcher = { dispatch: () => true, close: () => Promise.resolve(), destroy: () => Promise.resolve() };
    expect(() => new requests.Session({ dispatcher, verify: false })).toThrow(/^verify belongs to the dispatcher/);
    const given = new requests.Session({ dispatcher });
    expect(() => given.get('https://h/', { cert: 'x' })).toThrow(/^cert belongs to the dispatcher/);
  });
});
