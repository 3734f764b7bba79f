/**
 * Sessions, prepared requests, hooks, retries, time limits and failures, after requests' own tests.
 */
import * as requests from 'greenlets/requests';
import { MockAgent } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fullPort } from '../http/server.ts';
import { failureOf, prepare, thrownBy, useHttpbin } from './harness.ts';

const server = useHttpbin();

test('the entry points', () => {
  const { Session, get, head, put, patch, post } = requests;
  const session = new Session();
  for (const verb of [get, head, put, patch, post, session.get, session.head]) expect(verb).toBeTypeOf('function');
});

describe('plain requests', () => {
  test('head and put', async () => {
    for (const verb of [requests.head, requests.put]) {
      expect((await verb(`${server.url}/echo`)).statusCode).toBe(200);
    }
  });

  test('with a header', async () => {
    await requests.get(server.url, { headers: { 'User-agent': 'Mozilla/5.0' } });
    expect(server.seen[0]!.headers['user-agent']).toBe('Mozilla/5.0');
  });

  test.each(['get', 'GET'])('by the method %s', async (method) => {
    expect((await requests.request(method, server.url)).ok).toBe(true);
  });
});

describe('prepared requests', () => {
  test('are sent', async () => {
    const session = new requests.Session();
    expect((await session.send(prepare('GET', server.url))).statusCode).toBe(200);
  });

  test.each<[what: string, request: unknown]>([
    ['what is none', { method: 'POST', url: '/' }],
    ['a URL', 'http://localhost/'],
  ])('not %s', (_what, request) => {
    const session = new requests.Session();
    expect(thrownBy(() => session.send(request as requests.PreparedRequest))).toBeInstanceOf(TypeError);
  });

  test('with a URL as an object', () => {
    expect(new requests.Session().prepare('GET', new URL('https://httpbin.org/')).url).toBe('https://httpbin.org/');
  });

  test.each<[what: string, url: string, options: requests.PrepareOptions]>([
    ['data', 'http://www.example.com', { data: 'foo=bar' }],
    ['data and cookies', 'http://www.example.com', { data: 'foo=bar', cookies: { foo: 'bar' } }],
    ['a URL beyond ASCII', 'http://www.example.com/üniçø∂é', {}],
  ])('a copy is equal: %s', (_what, url, options) => {
    const request = prepare('GET', url, options);
    const copy = request.copy();
    expect(copy).not.toBe(request);
    for (const name of ['method', 'url', 'body', 'extras'] as const) expect(copy[name]).toEqual(request[name]);
    expect([...copy.headers]).toEqual([...request.headers]);
  });

  test('of a session have its hooks', async () => {
    const seen: string[] = [];
    const session = new requests.Session({ hooks: { response: () => void seen.push('session') } });
    await session.send(session.prepare('GET', server.url));
    expect(seen).toEqual(['session']);
  });
});

describe('hooks', () => {
  test('get the response', async () => {
    const given: unknown[][] = [];
    const hook = (...args: unknown[]): void => void given.push(args);
    const response = await new requests.Session().get(server.url, { hooks: { response: hook } });
    expect(given).toEqual([[response]]);
  });

  test('of a prepared request are called when it is sent', async () => {
    const marked = new WeakSet<requests.Response>();
    const hook = (response: requests.Response): requests.Response => {
      marked.add(response);
      return response;
    };
    const request = prepare('GET', server.url, { hooks: { response: hook } });
    expect(marked.has(await new requests.Session().send(request))).toBe(true);
  });

  test.each<
    [what: string, hooks: (next: (response: requests.Response) => unknown) => requests.HooksGiven, path: string]
  >([
    ['one', (next) => ({ response: next }), '/a/t/a'],
    ['one, one that gives nothing, and one', (next) => ({ response: [next, () => null, next] }), '/t/a'],
  ])('pass on what they give: %s', async (_what, hooks, path) => {
    const next = ({ url }: requests.Response): unknown => requests.get(url.replace(/\/\w(?=\/)/, ''));
    const response = await requests.get(`${server.url}/d/a/t/a`, { hooks: hooks(next) });
    expect(response.url).toBe(server.url + path);
  });
});

describe('mounted dispatchers', () => {
  /** A session whose dispatchers answer with the prefix that they are mounted at; null for what goes nowhere. */
  async function mountedAt(prefixes: readonly string[], urls: readonly string[]): Promise<(string | null)[]> {
    const session = new requests.Session({ trustEnv: false });
    const agents = prefixes.map((prefix) => {
      const agent = new MockAgent();
      agent.disableNetConnect();
      agent
        .get(/.*/)
        .intercept({ path: () => true, method: 'GET' })
        .reply(200, prefix)
        .persist();
      session.mount(prefix, agent);
      return agent;
    });
    const found: (string | null)[] = [];
    for (const url of urls) {
      const sent = session.get(url, { timeout: { total: 5000 } });
      found.push(await sent.then(({ text }) => text, () => null)); // prettier-ignore
    }
    for (const agent of agents) await agent.close();
    await session.close();
    return found;
  }

  test('the most particular one, in whatever order; a host ends where it ends', async () => {
    const prefixes = ['http://git.test', 'http://github.test', 'http://', 'http://github.test/about/'];
    const urls = ['http://github.test/about/x', 'http://github.test/x', 'http://git.test/x', 'http://gittip.test/'];
    expect(await mountedAt(prefixes, urls)).toEqual([
      'http://github.test/about/',
      'http://github.test',
      'http://git.test',
      'http://',
    ]);
    expect(await mountedAt([...prefixes].reverse(), urls)).toEqual([
      'http://github.test/about/',
      'http://github.test',
      'http://git.test',
      'http://',
    ]);
  });

  const prefix = 'http://prefix.invalid';
  test.each<[prefix: string, url: string, found: string | null]>([
    [prefix, `${prefix}/another/path`, prefix],
    [`${prefix}/some/path`, `${prefix}/some/path/longer/path`, `${prefix}/some/path`],
    [prefix, 'http://another.prefix.invalid/', null],
    [
      'hTtP://pReFix.InvaLid/MixEd_CAse_PREfix',
      'hTtP://pReFix.InvaLid/MixEd_CAse_PREfix/full_url',
      'hTtP://pReFix.InvaLid/MixEd_CAse_PREfix',
    ],
    ['hTtP://pReFix.InvaLid/path', 'HtTp://PREFIX.invalid/path/another_url', 'hTtP://pReFix.InvaLid/path'],
    // A path is not the same in another case.
    [`${prefix}/MixEd`, `${prefix}/mixed/another_url`, null],
    [`${prefix}/`, `${prefix}/some/path`, `${prefix}/`],
    [`${prefix}/`, 'http://prefix.invalid.other.invalid/some/path', null],
    [prefix, `${prefix}/some/path`, prefix],
    [prefix, 'http://prefix.invalid.other.invalid/some/path', null],
  ])('at %s: %s goes to %s', async (mounted, url, found) => {
    expect(await mountedAt([mounted], [url])).toEqual([found]);
  });
});

describe('retries', () => {
  test('in vain give the last response', async () => {
    const retries = { limit: 2, statuses: [500], backoff: 0 };
    const response = await requests.get(`${server.url}/status/500`, { retries });
    expect([response.statusCode, server.seen.length]).toEqual([500, 3]);
  });

  test('no connections at all are none to make a session with', () => {
    expect(thrownBy(() => new requests.Session({ connections: 0 }))).toBeInstanceOf(RangeError);
  });
});

describe('time limits', () => {
  let full: Awaited<ReturnType<typeof fullPort>>;
  beforeAll(async () => {
    full = await fullPort();
  });
  afterAll(() => full.close());

  test('that are up are a Timeout', async () => {
    const error = await failureOf(requests.get(`${server.url}/hang`, { timeout: 100 }));
    expect(error).toBeInstanceOf(requests.Timeout);
    expect(error).toBeInstanceOf(requests.ReadTimeout);
  });

  test.each<unknown>([[3, 4, 5], 'foo'])('are not %j', (timeout) => {
    const options = { timeout: timeout as number };
    expect(thrownBy(() => requests.get(server.url, options)).message).toMatch(/^timeout/);
  });

  test.each<[requests.TimeoutGiven]>([[null], [{ connect: null, read: null }]])('%j is none', async (timeout) => {
    expect((await requests.get(server.url, { timeout })).statusCode).toBe(200);
  });

  test.each<[requests.TimeoutGiven]>([[{ connect: null, read: 100 }], [{ read: 100 }]])(
    '%j while nothing comes',
    async (timeout) => {
      expect(await failureOf(requests.get(`${server.url}/hang`, { timeout }))).toBeInstanceOf(requests.ReadTimeout);
    },
  );

  test.each<[requests.TimeoutGiven]>([
    [{ connect: 100, read: null }],
    [{ connect: 100 }],
    [{ connect: 100, read: 100 }],
    [100],
  ])('%j while there is no connection', async (timeout) => {
    const error = await failureOf(requests.get(`http://127.0.0.1:${full.port}/`, { timeout }));
    for (const type of [requests.ConnectTimeout, requests.ConnectionError, requests.Timeout]) {
      expect(error).toBeInstanceOf(type);
    }
  });
});

describe('failures', () => {
  test.each(['http://doesnotexist.invalid', 'http://localhost:1'])('of %s', async (url) => {
    expect(await failureOf(requests.get(url, { timeout: 5000 }))).toBeInstanceOf(requests.ConnectionError);
  });

  test('of an address that is none', () => {
    expect(thrownBy(() => requests.get('http://fe80::5054:ff:fe5a:fc0'))).toBeInstanceOf(requests.InvalidURL);
  });
});
