/**
 * Dispatchers of undici 7 and 8 (where Node loads it): Agent and MockAgent, for a session and mounted (U11).
 */
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import type * as Undici7 from 'undici';
import { MockAgent } from 'undici';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Echo } from './server.ts';
import { useServer } from './use-server.ts';

type Undici = typeof Undici7;

const server = useServer();

const isNew = Number(process.versions.node.split('.')[0]) >= 22;
if (!isNew) console.warn(`skipped: undici 8 needs Node 22.19, and this is ${process.version}`);

describe.each([
  ['undici', true],
  ['undici8', isNew],
] as const)('%s', (name, loads) => {
  let undici: Undici;
  beforeAll(async () => {
    if (loads) undici = (await import(name)) as Undici;
  });

  test.skipIf(!loads)('an Agent sends everything of a session, and stays open', async () => {
    const agent = new undici.Agent({ connections: 1 });
    const session = new requests.Session({ dispatcher: agent });
    const all = Array.from({ length: 5 }, () => grequests.post(`${server.url}/echo`, { session, data: 'x' }));
    const echoes = (await grequests.map(all)).map((response) => response!.json<Echo>().body);
    expect([echoes, server.connections]).toEqual([['x', 'x', 'x', 'x', 'x'], 1]);
    expect((await session.get(`${server.url}/redirect/2`)).history.length).toBe(2);
    expect((await session.get(`${server.url}/gzip`)).text).toBe('zipped ');
    const streamed = await session.get(`${server.url}/bytes/100000`, { stream: true });
    expect((await streamed.read()).byteLength).toBe(100_000);
    const chunks = await session.put(`${server.url}/echo`, { data: new Set(['a', 'b']) });
    expect(chunks.json<Echo>()).toMatchObject({ body: 'ab', headers: { 'transfer-encoding': 'chunked' } });
    await expect(session.get(`${server.url}/hang`, { timeout: 50 })).rejects.toBeInstanceOf(requests.ReadTimeout);
    await session.close();
    expect((await session.get(`${server.url}/x`)).statusCode).toBe(200);
    await agent.close();
  });

  test.skipIf(!loads)('a MockAgent answers, and says what it does not know', async () => {
    const agent = new undici.MockAgent();
    agent.disableNetConnect();
    const pool = agent.get('http://mocked.test');
    pool.intercept({ path: '/a?b=1', method: 'GET' }).reply(200, { ok: true }, { headers: { 'x-mock': 'yes' } });
    pool.intercept({ path: '/post', method: 'POST', body: 'data' }).reply(503, 'no').times(1);
    pool.intercept({ path: '/post', method: 'POST', body: 'data' }).reply(201, 'made');
    pool.intercept({ path: '/bad', method: 'GET' }).replyWithError(new Error('as told'));
    const session = new requests.Session({ dispatcher: agent });
    const response = await session.get('http://mocked.test/a', { params: { b: 1 } });
    expect([response.json(), response.headers.get('X-Mock')]).toEqual([{ ok: true }, 'yes']);
    const retries = { limit: 1, backoff: 0, methods: ['POST'] };
    expect((await session.post('http://mocked.test/post', { data: 'data', retries })).text).toBe('made');
    await expect(session.get('http://mocked.test/bad')).rejects.toBeInstanceOf(requests.ConnectionError);
    await expect(session.get('http://mocked.test/none')).rejects.toBeInstanceOf(requests.RequestException);
    await agent.close();
  });

  test.skipIf(!loads)('mounted: the longest prefix, on its boundary', async () => {
    const agent = new undici.MockAgent();
    agent.disableNetConnect();
    for (const origin of ['http://h', 'http://h:80', 'http://h:8080', 'https://any', 'http://127.0.0.1']) {
      agent
        .get(origin)
        .intercept({ path: () => true, method: 'GET' })
        .reply(200, `mock ${origin}`)
        .persist();
    }
    const other = new undici.MockAgent();
    other.disableNetConnect();
    other
      .get('http://h')
      .intercept({ path: () => true, method: 'GET' })
      .reply(200, 'other')
      .persist();
    const session = new requests.Session({ trustEnv: false });
    session.mount('http://h', agent);
    session.mount('HTTPS://', agent);
    session.mount('http://h/api', other);
    const text = async (url: string): Promise<string> => (await session.get(url)).text;
    expect(await text('http://h/')).toBe('mock http://h');
    expect(await text('http://H:80/apis?api')).toBe('mock http://h:80');
    expect(await text('http://h/api')).toBe('other');
    expect(await text('http://h/api?x')).toBe('other');
    expect(await text('http://h/api/y')).toBe('other');
    expect(await text('https://any/')).toBe('mock https://any');
    // Not mounted: another port, another host, another scheme.
    expect(await text(`${server.url}/x`)).toBe('this is /x');
    session.mount(server.url.replace(/:\d+$/, ''), agent);
    expect(await text(`${server.url}/x`)).toBe('this is /x');
    session.mount('http://h/api/', null);
    expect(await text('http://h/api')).toBe('other');
    session.mount('http://h/api', null);
    expect(await text('http://h/api')).toBe('mock http://h');
    await session.close();
    await agent.close();
    await other.close();
  });
});

test.each(['h', 'ftp://h', 'http://h/?q', 'http://u@h/', ''])('mount refuses %j', (prefix) => {
  const session = new requests.Session();
  const dispatcher = { dispatch: () => true, close: () => Promise.resolve(), destroy: () => Promise.resolve() };
  expect(() => session.mount(prefix, dispatcher)).toThrow(requests.InvalidURL);
  expect(() => session.mount('http://h', {} as typeof dispatcher)).toThrow(/^dispatcher must be a dispatcher/);
});

describe('verify, cert and proxies where a dispatcher makes the connections', () => {
  const mountedAt = (prefix: string): { session: requests.Session; agent: MockAgent } => {
    const agent = new MockAgent();
    agent.disableNetConnect();
    const reply = agent.get('http://mounted.test').intercept({ path: () => true, method: 'GET' });
    reply.reply(200, 'mocked').persist();
    const session = new requests.Session({ verify: true, proxies: false });
    session.mount(prefix, agent);
    return { session, agent };
  };

  test.each<[name: string, options: requests.SessionVerbOptions]>([
    ['verify', { verify: false }],
    ['verify', { verify: true }],
    ['cert', { cert: null }],
    ['proxies', { proxies: 'http://127.0.0.1:1' }],
    ['proxies', { proxies: false }],
  ])('%s of a request is refused at the call: %j', async (name, options) => {
    const { session, agent } = mountedAt('http://mounted.test');
    const message = `${name} cannot be given for http://mounted.test: the dispatcher mounted there makes the connections`;
    expect(() => session.get('http://mounted.test/', options)).toThrow(new TypeError(message));
    expect(() => grequests.get('http://mounted.test/', { session, ...options })).toThrow(message);
    const prepared = session.prepare('GET', 'http://mounted.test/');
    expect(() => session.send(prepared, options)).toThrow(message);
    await agent.close();
  });

  test('those of the session are for all else, and trustEnv does no harm', async () => {
    const { session, agent } = mountedAt('http://mounted.test');
    expect((await session.get('http://mounted.test/')).text).toBe('mocked');
    expect((await session.get('http://mounted.test/', { trustEnv: false })).text).toBe('mocked');
    expect((await session.get(`${server.url}/x`, { verify: false, proxies: false })).text).toBe('this is /x');
    await session.close();
    await agent.close();
  });

  test('a redirect that leads there with one is that request’s failure', async () => {
    const { session, agent } = mountedAt('http://mounted.test');
    const url = `${server.url}/redirect-to?url=http://mounted.test/`;
    expect((await session.get(url)).text).toBe('mocked');
    await expect(session.get(url, { verify: false })).rejects.toThrow(/^verify cannot be given for http:\/\/mounted/);
    await session.close();
    await agent.close();
  });
});
