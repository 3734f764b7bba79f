/**
 * Redirects, after requests' own tests.
 */
import * as requests from 'greenlets/requests';
import { describe, expect, test } from 'vitest';
import { mayKeepCredentials } from '../../src/http/redirects.ts';
import { parseUrl } from '../../src/http/url.ts';
import { answering, failureOf, useHttpbin } from './harness.ts';

const server = useHttpbin();

/** The path of a redirect to `url`. */
function to(url: string, status = 302): string {
  return `${server.url}/redirect-to?status=${status}&url=${encodeURIComponent(url)}`;
}

describe('the history', () => {
  test('of one redirect', async () => {
    const response = await requests.get(`${server.url}/redirect/1`);
    const [first] = response.history;
    expect([response.statusCode, first!.statusCode, first!.isRedirect]).toEqual([200, 302, true]);
  });

  test('is a list, of responses whose history is the part before them', async () => {
    expect((await requests.get(server.url)).history).toEqual([]);
    for (const hops of [3, 5]) {
      const { history } = await requests.get(`${server.url}/redirect/${hops}`);
      expect(Array.isArray(history)).toBe(true);
      expect(history.length).toBe(hops);
      history.forEach((response, index) => expect([...response.history]).toEqual(history.slice(0, index)));
    }
  });

  test('has the requests that were sent', async () => {
    const { history } = await requests.get(`${server.url}/redirect/3`);
    expect(history.map(({ url }) => url)).toEqual([3, 2, 1].map((left) => `${server.url}/redirect/${left}`));
    expect(history.map(({ request }) => request.url)).toEqual(history.map(({ url }) => url));
  });

  test.each([
    [30, undefined, '/redirect/20'],
    [5, { maxRedirects: 5 }, '/redirect/45'],
  ])('of %d redirects is long enough', async (most, options, path) => {
    const error = await failureOf(new requests.Session(options).get(`${server.url}/redirect/50`));
    expect(error).toBeInstanceOf(requests.TooManyRedirects);
    expect([error.request!.url, error.response!.url, error.response!.history.length]).toEqual([
      server.url + path,
      server.url + path,
      most,
    ]);
  });
});

describe('the method', () => {
  test.each([301, 302, 303])('%d makes a GET of a POST', async (status) => {
    const response = await requests.post(to('/echo', status));
    const [first] = response.history;
    expect([response.statusCode, response.request.method, first!.statusCode, first!.isRedirect]).toEqual([
      200,
      'GET',
      status,
      true,
    ]);
  });

  test.each([301, 302, 303])('%d leaves a HEAD', async (status) => {
    const response = await requests.head(to('/echo', status), { allowRedirects: true });
    expect([response.statusCode, response.request.method, response.history[0]!.statusCode]).toEqual([
      200,
      'HEAD',
      status,
    ]);
  });

  test('once changed stays so: 303, then 307', async () => {
    const response = await requests.post(to(to('/echo', 307), 303));
    expect(response.history.map(({ statusCode }) => statusCode)).toEqual([303, 307]);
    expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
  });
});

describe('the body', () => {
  test.each<[what: string, data: () => requests.Data, headers: readonly string[]]>([
    ['a form', () => ({ test: 'data' }), ['content-length', 'content-type']],
    ['chunks', () => ['x'].values(), ['transfer-encoding', 'content-type']],
  ])('of %s is dropped with its headers', async (_what, data, headers) => {
    const response = await requests.post(to('/echo'), { data: data() });
    expect([response.request.body, server.seen[1]!.body]).toEqual([null, '']);
    for (const name of headers) expect(server.seen[1]!.headers).not.toHaveProperty(name);
  });

  test.each<[what: string, data: requests.Data]>([
    ['text', 'test'],
    ['a Blob', new Blob(['test'])],
    ['part of a Blob', new Blob(['pretest']).slice(3)],
    ['what hands out iterators', { [Symbol.iterator]: () => ['te', 'st'].values() }],
  ])('of %s goes along with a 307', async (_what, data) => {
    const response = await requests.post(to('/echo', 307), { data });
    const [first] = response.history;
    expect([response.statusCode, first!.statusCode, first!.isRedirect]).toEqual([200, 307, true]);
    expect(server.seen.map(({ body }) => body)).toEqual(['test', 'test']);
  });

  test('that can be sent once is an error', async () => {
    const error = await failureOf(requests.post(to('/echo', 307), { data: ['once'].values() }));
    expect(error).toBeInstanceOf(requests.UnrewindableBodyError);
    expect(server.seen.length).toBe(1);
  });

  test('that fails when it is begun anew is the failure', async () => {
    let turns = 0;
    const data = {
      [Symbol.iterator]() {
        if (turns++ > 0) throw new RangeError('no way back');
        return ['the data'].values();
      },
    };
    const error = await failureOf(requests.post(to('/echo', 307), { data }));
    expect([error instanceof requests.RequestException, error.cause]).toEqual([true, new RangeError('no way back')]);
  });

  test.each([false, true])(
    'of a redirect that is not what its coding says is of no interest, stream: %s',
    async (stream) => {
      const raw = await answering(
        'HTTP/1.1 302 Found\r\nLocation: /get\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain',
        'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      );
      const response = await requests.get(raw.url, { stream });
      expect(Buffer.from(await response.read()).toString()).toBe('ok');
      await raw.close();
    },
  );
});

describe('the way', () => {
  test('keeps the fragment', async () => {
    const fragment = '#view=edit&token=hunter2';
    const response = await requests.get(to('/echo') + fragment);
    expect(response.history[0]!.request.url).toBe(to('/echo') + fragment);
    expect(response.url).toBe(`${server.url}/echo${fragment}`);
  });

  test('may begin with HTTP', async () => {
    const url = `${server.url}/html`;
    const response = await requests.get(to(url.replace('http', 'HTTP')));
    expect([response.statusCode, response.url]).toEqual([200, url]);
  });

  test('can be gone by hand, whether the body was read in part, whole, or not at all', async () => {
    const session = new requests.Session();
    const options = { allowRedirects: false, stream: true };
    const first = await session.get(`${server.url}/redirect/2`, options);
    await first.iterContent(8).next();
    const second = await session.send(first.next!, options);
    expect([first.isRedirect, second.isRedirect]).toEqual([true, true]);
    for await (const _ of second.iterContent()) continue;
    const third = await session.send(second.next!, options);
    expect([third.isRedirect, third.statusCode]).toEqual([false, 200]);
    for (const response of [first, third]) response.close();
    await session.close();
  });

  test('to a Location beside a 200 is gone by a hook', async () => {
    const response = await requests.get(to(`/response-headers?Location=${server.url}/echo`), {
      hooks: {
        response: (given) => {
          const location = given.isRedirect ? null : given.headers.get('location');
          return location === null ? undefined : requests.get(location);
        },
      },
    });
    expect([response.statusCode, response.url]).toEqual([200, `${server.url}/echo`]);
  });
});

describe('credentials', () => {
  test('stay with the host', async () => {
    const response = await requests.get(`${server.url}/redirect/1`, { auth: ['user', 'pass'] });
    const given = response.history[0]!.request.headers.get('authorization');
    expect(given).toBe('Basic dXNlcjpwYXNz');
    expect(response.request.headers.get('authorization')).toBe(given);
  });

  test.each<[from: string, url: string, kept: boolean]>([
    ['http://example.com/foo', 'http://another.example.com/', false],
    ['https://example.com/foo', 'http://example.com/bar', false],
    ['http://example.com/foo', 'https://example.com/bar', true],
    ['http://example.com:80/foo', 'https://example.com/bar', true],
    ['http://example.com/foo', 'https://example.com:443/bar', true],
    ['http://example.com:8080/foo', 'https://example.com/bar', false],
    ['http://example.com/foo', 'https://example.com:8443/bar', false],
    ['http://example.com:1234/foo', 'https://example.com:4321/bar', false],
    ['https://example.com:443/foo', 'https://example.com/bar', true],
    ['http://example.com:80/foo', 'http://example.com/bar', true],
    ['https://example.com/foo', 'https://example.com:443/bar', true],
    ['http://example.com/foo', 'http://example.com:80/bar', true],
  ])('from %s to %s: kept %s', (from, url, kept) => {
    expect(mayKeepCredentials(parseUrl(from, ''), parseUrl(url, ''))).toBe(kept);
  });
});
