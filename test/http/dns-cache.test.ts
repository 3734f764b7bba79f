/**
 * dnsCache: how often a name is looked up. The lookup is a real one of Node's shape that knows a name of ours.
 */
import type { LookupAddress } from 'node:dns';
import { setTimeout as wait } from 'node:timers/promises';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { Agent, interceptors } from 'undici';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Echo, refusedPort } from './server.ts';
import { useServer } from './use-server.ts';

const server = useServer();
let asked: string[];
beforeEach(() => {
  asked = [];
});

/** Knows hosts below `.here`, and counts. */
const lookup: requests.Lookup = (hostname, options, done) => {
  asked.push(hostname);
  const known: LookupAddress[] = hostname.endsWith('.here') ? [{ address: '127.0.0.1', family: 4 }] : [];
  const error = known.length === 0 ? Object.assign(new Error(`no ${hostname}`), { code: 'ENOTFOUND' }) : null;
  expect(options.all).toBe(true);
  setTimeout(done, 5, error, known);
};

/** The URL of a host at our server that wants a connection for each request. */
const at = (host: string, path = '/echo'): string => `http://${host}:${server.port}${path}`;
const close = { headers: { Connection: 'close' } };

test('a name is looked up once for many connections, at once and one after the other', async () => {
  const session = new requests.Session({ dnsCache: { lookup } });
  const all = Array.from({ length: 5 }, () => grequests.get(at('one.here'), { session, ...close }));
  const hosts = (await grequests.map(all)).map((response) => response!.json<Echo>().headers['host']);
  expect(hosts).toEqual(Array(5).fill(`one.here:${server.port}`));
  await session.get(at('one.here'), close);
  await session.get(at('two.here'), close);
  expect([asked, server.connections]).toEqual([['one.here', 'two.here'], 7]);
  await session.close();
});

test('ttl: an address is asked for again when it has been kept so long', async () => {
  const session = new requests.Session({ dnsCache: { lookup, ttl: 40 } });
  await session.get(at('a.here'), close);
  await wait(45);
  await session.get(at('a.here'), close);
  expect(asked).toEqual(['a.here', 'a.here']);
  await session.close();
});

test('size: the oldest is forgotten', async () => {
  const session = new requests.Session({ dnsCache: { lookup, size: 2 } });
  for (const host of ['a', 'b', 'a', 'b', 'c', 'b', 'a']) await session.get(at(`${host}.here`), close);
  expect(asked.map((host) => host[0])).toEqual(['a', 'b', 'c', 'a']);
  await session.close();
});

test('a failure is not kept', async () => {
  const session = new requests.Session({ dnsCache: { lookup } });
  for (let i = 0; i < 2; i++) {
    const error: unknown = await session.get(at('nowhere')).then(null, (thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(requests.ConnectionError);
    expect((error as requests.ConnectionError).cause).toMatchObject({ code: 'ENOTFOUND' });
  }
  expect(asked).toEqual(['nowhere', 'nowhere']);
  await session.close();
});

test('true asks the system; false, and no option, keep nothing', async () => {
  for (const dnsCache of [true, false, undefined]) {
    const session = new requests.Session({ dnsCache });
    const texts = [];
    for (let i = 0; i < 2; i++) texts.push((await session.get(at('localhost', '/x'), close)).text);
    expect(texts).toEqual(['this is /x', 'this is /x']);
    await session.close();
  }
});

describe('proxies', () => {
  test('their names are looked up there too', async () => {
    for (const scheme of ['http', 'socks5']) {
      const proxies = `${scheme}://proxy.here:${await refusedPort()}`;
      const session = new requests.Session({ dnsCache: { lookup }, proxies });
      for (let i = 0; i < 2; i++) await expect(session.get('http://far.here/')).rejects.toThrow(requests.ProxyError);
      await session.close();
    }
    expect(asked).toEqual(['proxy.here', 'proxy.here']);
  });
});

test('undici’s own interceptor, mounted', async () => {
  const agent = new Agent();
  const dns = interceptors.dns({
    lookup: (origin, _options, done) => {
      asked.push(origin.hostname);
      done(null, [{ address: '127.0.0.1', family: 4, ttl: 60_000 }]);
    },
  });
  const session = new requests.Session();
  session.mount('http://one.here', agent.compose(dns));
  session.mount(`http://one.here:${server.port}`, agent.compose(dns));
  for (let i = 0; i < 3; i++) {
    expect((await session.get(at('one.here'))).json<Echo>().headers['host']).toBe(`one.here:${server.port}`);
  }
  expect(asked).toEqual(['one.here']);
  await session.close();
  await agent.close();
});

test.each<[dnsCache: unknown, message: RegExp]>([
  [5, /^dnsCache must be true, false or { ttl, size, lookup }: received 5$/],
  [{ tll: 5 }, /did you mean 'ttl'/],
  [{ ttl: -1 }, /^dnsCache.ttl must be a number of milliseconds, 0 or more: received -1$/],
  [{ size: 0 }, /^dnsCache.size must be a whole number, 1 or more: received 0$/],
  [{ lookup: 'dns' }, /^dnsCache.lookup must be a function: received "dns"$/],
])('refused: %j', (dnsCache, message) => {
  expect(() => new requests.Session({ dnsCache: dnsCache as requests.DnsCacheGiven })).toThrow(message);
});
