/**
 * grequests' own tests.
 */
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Echo } from '../http/server.ts';
import { useHttpbin } from './harness.ts';

const server = useHttpbin();
const N = 5;
let urls: string[];
beforeAll(() => {
  urls = Array.from({ length: N }, (_, i) => `${server.url}/echo?p=${i}`);
});

/** One request, by map. */
async function get(path: string, options?: grequests.VerbOptions): Promise<requests.Response> {
  const [response] = await grequests.map([grequests.get(server.url + path, options)]);
  return response!;
}

describe('several requests', () => {
  test('map gives the responses in the order of the requests', async () => {
    const requestsOf = urls.map((url) => grequests.get(url));
    const responses = await grequests.map(requestsOf, { size: N });
    expect(responses.map((response) => response!.url)).toEqual(urls);
  });

  test('imap gives each response once', async () => {
    const source = (function* () {
      for (const url of urls) yield grequests.get(url);
    })();
    const found: string[] = [];
    for await (const response of grequests.imap(source, { size: N })) found.push(response.url);
    expect([found.length, new Set(found)]).toEqual([N, new Set(urls)]);
  });

  test('hooks are called with each', async () => {
    const seen = new Set<string>();
    const hook = (response: requests.Response): requests.Response => {
      seen.add(response.url);
      return response;
    };
    await grequests.map(
      urls.map((url) => grequests.get(url, { hooks: { response: [hook] } })),
      { size: N },
    );
    expect(seen).toEqual(new Set(urls));
  });

  test('the callback is called', async () => {
    let ok = false;
    await get('/echo', {
      callback: (response) => {
        ok = response.ok;
        return response;
      },
    });
    expect(ok).toBe(true);
  });

  test('request takes the method, and data that are numbers', async () => {
    const all = urls.map((_, p) => grequests.request('POST', `${server.url}/echo`, { data: { p } }));
    const responses = await grequests.map(all, { size: N });
    expect(responses.map((response) => response!.json<Echo>().body)).toEqual(['p=0', 'p=1', 'p=2', 'p=3', 'p=4']);
  });

  test('stream leaves the body alone', async () => {
    const all = [grequests.get(`${server.url}/stream/10`)];
    const [response] = await grequests.map(all, { size: 2, stream: true });
    expect(() => response!.content).toThrow(requests.ContentNotReadError);
    expect(Buffer.from(await response!.read()).toString()).toMatch(/^{"id":0}\n.*\n{"id":9}\n$/s);
  });

  test('they wait beside each other', async () => {
    const started = performance.now();
    await grequests.map(
      Array.from({ length: 10 }, () => grequests.get(`${server.url}/delay/200`)),
      { size: 10 },
    );
    expect([server.maxInFlight, performance.now() - started < 2000]).toEqual([10, true]);
  });
});

test('sessions and cookies', async () => {
  expect((await get('/cookies/set', { params: { k1: 'v1' } })).json()).toEqual({ cookies: { k1: 'v1' } });
  const session = new requests.Session();
  await get('/cookies/set', { session, params: { k1: 'v1' } });
  expect(session.cookies.getDict()).toEqual({ k1: 'v1' });
  await get('/cookies/set', { session, params: { k2: 'v2' } });
  expect(session.cookies.getDict()).toEqual({ k1: 'v1', k2: 'v2' });
  await get('/cookies');
  expect(server.seen.at(-1)!.headers.cookie).toBeUndefined();
  expect((await get('/cookies', { cookies: { p1: '42' } })).json()).toEqual({ cookies: { p1: '42' } });
  await session.close();
});

describe('a request whose time is up', () => {
  const late = (): grequests.AsyncRequest => grequests.get(`${server.url}/hang`, { timeout: 20 });
  const both = (): grequests.AsyncRequest[] => [late(), grequests.get(server.url)];

  async function collected<T>(results: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = [];
    for await (const one of results) all.push(one);
    return all;
  }

  test('is null in map', async () => {
    const [first, second, ...others] = await grequests.map(both());
    expect([first, second!.ok, others]).toEqual([null, true, []]);
  });

  test('is null in map if the handler gives nothing', async () => {
    const [first, second, ...others] = await grequests.map(both(), { exceptionHandler: () => undefined });
    expect([first, (second as requests.Response).ok, others]).toEqual([null, true, []]);
  });

  test('is what the handler gives in map', async () => {
    const [first, second, ...others] = await grequests.map(both(), { exceptionHandler: (_request, error) => error });
    expect(first).toBeInstanceOf(requests.Timeout);
    expect([(second as requests.Response).ok, others]).toEqual([true, []]);
  });

  test('is left out of imap', async () => {
    expect(await collected(grequests.imap([late()]))).toEqual([]);
  });

  test('is left out of imap if the handler gives nothing', async () => {
    expect(await collected(grequests.imap([late()], { exceptionHandler: () => undefined }))).toEqual([]);
  });

  test('is what the handler gives in imap', async () => {
    const results: AsyncIterable<unknown> = grequests.imap([late()], { exceptionHandler: () => 'a value' });
    expect(await collected(results)).toEqual(['a value']);
  });

  test('calls the handler of map once', async () => {
    let calls = 0;
    await grequests.map([late()], { exceptionHandler: () => void calls++ });
    expect(calls).toBe(1);
  });

  test('calls the handler of imap once', async () => {
    let calls = 0;
    await collected(grequests.imap([late()], { exceptionHandler: () => void calls++ }));
    expect(calls).toBe(1);
  });
});
