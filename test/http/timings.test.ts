/**
 * Response.timings: where the time of a request went. The server decides how long each part takes at least.
 */
import { once } from 'node:events';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import * as net from 'node:net';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { MockAgent } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, makeCertificates } from './certificates.ts';
import { inHub, routes } from './server.ts';
import { useServer } from './use-server.ts';

const server = useServer((request, response, body) => {
  if (request.url !== '/slow') {
    routes(request, response, body);
    return;
  }
  setTimeout(() => {
    response.write('begun');
    setTimeout(() => response.end(), 60);
  }, 40);
});

/** Timers may fire a little before their time. */
const SLACK = 2;

test('a new connection, the head, the body, and all together', async () => {
  const session = new requests.Session();
  const { timings, elapsed } = await session.get(`${server.url}/slow`);
  expect(timings.connect).toBeGreaterThan(0);
  expect([timings.dns, timings.tls]).toEqual([null, null]);
  expect(timings.firstByte).toBeGreaterThan(40 - SLACK);
  expect(timings.download).toBeGreaterThan(0);
  expect(timings.firstByte + timings.download!).toBeGreaterThan(100 - 2 * SLACK);
  const parts = timings.queued + timings.connect! + timings.firstByte + timings.download!;
  expect(timings.total).toBeGreaterThanOrEqual(parts - SLACK);
  expect(elapsed).toBeGreaterThanOrEqual(timings.connect! + timings.firstByte - SLACK);
  await session.close();
});

test('a kept connection is not made again', async () => {
  const session = new requests.Session();
  const connects: (number | null)[] = [];
  for (let i = 0; i < 3; i++) connects.push((await session.get(`${server.url}/x`)).timings.connect);
  expect(connects).toEqual([expect.any(Number), null, null]);
  expect(server.connections).toBe(1);
  await session.close();
});

test('the name of a host is looked up once for a connection', async () => {
  const session = new requests.Session({
    dnsCache: {
      lookup: (_name, _options, done) => {
        setTimeout(() => done(null, [{ address: '127.0.0.1', family: 4 }]), 50);
      },
    },
  });
  const began = performance.now();
  const first = (await session.get(`http://host.test:${server.port}/x`)).timings;
  const all = performance.now() - began;
  expect(first.dns).toBeGreaterThan(50 - SLACK);
  expect(first.dns! + first.connect!).toBeLessThan(all + SLACK);
  expect((await session.get(`http://host.test:${server.port}/x`)).timings.dns).toBe(null);
  await session.close();
});

// The second may begin a little later than the first, and waits so much less.
describe('queued', () => {
  test('for a connection of the session', async () => {
    const session = new requests.Session({ connections: 1 });
    const all = [1, 2].map(() => grequests.get(`${server.url}/delay/200`, { session }));
    const [first, second] = (await grequests.map(all)).map((response) => response!.timings);
    expect(first!.queued).toBeLessThan(second!.queued);
    expect(second!.queued).toBeGreaterThan(100);
    expect(second!.total).toBeGreaterThan(second!.queued + 200 - SLACK);
    await session.close();
  });

  test('for the rate and a place of a batch', async () => {
    const make = (path: string): grequests.AsyncRequest => grequests.get(server.url + path);
    const paced = await grequests.map([make('/x'), make('/x')], { rate: { limit: 1, per: 200 } });
    expect(paced[1]!.timings.queued).toBeGreaterThan(100);
    const placed = await grequests.map([make('/delay/200'), make('/delay/200')], { perHost: 1 });
    expect(placed[1]!.timings.queued).toBeGreaterThan(100);
  });
});

test('of a streamed body the end is not known before it', async () => {
  await inHub(function* () {
    const response = yield* requests.get(`${server.url}/slow`, { stream: true });
    expect([response.timings.download, response.timings.total]).toEqual([null, null]);
    expect(response.timings.firstByte).toBeGreaterThan(40 - SLACK);
    yield* response.read();
    expect(response.timings.download).toBeGreaterThan(0);
    expect(response.timings.total).toBeGreaterThan(100 - 2 * SLACK);
  });
});

test('each response of a chain of redirects has its own', async () => {
  const began = performance.now();
  const response = await requests.get(`${server.url}/redirect-to?url=/delay/50`);
  const all = performance.now() - began;
  expect(response.timings.firstByte).toBeGreaterThan(50 - SLACK);
  expect(response.history[0]!.timings.total! + response.timings.total!).toBeLessThan(all + SLACK);
});

test('a dispatcher of the user does not tell how it connects', async () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  agent.get('http://mocked.test').intercept({ path: '/' }).reply(200, 'x').delay(40);
  const { timings } = await new requests.Session({ dispatcher: agent }).get('http://mocked.test/');
  expect([timings.dns, timings.connect, timings.tls]).toEqual([null, null, null]);
  expect(timings.total).toBeGreaterThan(40 - SLACK);
  await agent.close();
});

const made = makeCertificates();
describe.skipIf(made === null)('TLS', () => {
  const certificates = made as Certificates;
  let secure: https.Server;
  let url: string;
  beforeAll(async () => {
    const { cert, key } = certificates.server;
    secure = https.createServer({ cert, key }, (_request, response) => response.end('x'));
    await once(secure.listen(0, '127.0.0.1'), 'listening');
    url = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    secure.closeAllConnections();
    await new Promise((resolve) => secure.close(resolve));
    certificates.remove();
  });

  test('the handshake by itself; none on a kept connection', async () => {
    const session = new requests.Session({ verify: certificates.authority.cert });
    const first = (await session.get(url)).timings;
    expect(first.connect).toBeGreaterThan(0);
    expect(first.tls).toBeGreaterThan(0);
    expect((await session.get(url)).timings).toMatchObject({ connect: null, tls: null });
    await session.close();
  });

  test('a tunnel counts to the connection', async () => {
    const proxy = net.createServer((client) => {
      client.once('data', (head) => {
        const port = Number(/:(\d+) /.exec(head.toString())![1]);
        const upstream = net.connect(port, '127.0.0.1', () => {
          setTimeout(() => {
            client.write('HTTP/1.1 200 OK\r\n\r\n');
            client.pipe(upstream).pipe(client);
          }, 50);
        });
        upstream.on('error', () => client.destroy());
        client.on('error', () => upstream.destroy());
      });
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const proxies = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const session = new requests.Session({ verify: certificates.authority.cert, proxies });
    const { timings } = await session.get(url);
    expect(timings.connect).toBeGreaterThan(50 - SLACK);
    expect(timings.tls).toBeGreaterThan(0);
    await session.close();
    proxy.close();
  });
});
