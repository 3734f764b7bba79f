/**
 * Hooks: when they are called, with what, and what they may change.
 */
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { sleep } from 'greenlets';
import { describe, expect, test } from 'vitest';
import type { Echo } from './server.ts';
import { useServer } from './use-server.ts';

const server = useServer();

describe('response', () => {
  test('is called for each redirect and the last response (R52)', async () => {
    const seen: string[] = [];
    const response = await requests.get(`${server.url}/redirect/2`, {
      hooks: { response: ({ statusCode, url }) => void seen.push(`${statusCode} ${new URL(url).pathname}`) },
    });
    expect(seen).toEqual(['302 /redirect/2', '302 /redirect/1', '200 /echo']);
    expect(response.statusCode).toBe(200);
  });

  test("those of the session come first, then the request's own; requests drops the former", async () => {
    const seen: string[] = [];
    const note = (name: string) => () => void seen.push(name);
    const session = new requests.Session({ hooks: { response: note('session') } });
    await session.get(server.url, { hooks: { response: [note('first'), note('second')] } });
    expect(seen).toEqual(['session', 'first', 'second']);
    session.hooks = null;
    await session.get(server.url);
    expect(seen).toHaveLength(3);
  });

  test('a Response that it returns takes the place; it may wait', async () => {
    const other = await requests.get(`${server.url}/other`);
    const seen: requests.Response[] = [];
    const response = await requests.get(server.url, {
      hooks: {
        response: [
          function* () {
            yield* sleep(1);
            return other;
          },
          (given) => Promise.resolve(void seen.push(given)),
        ],
      },
    });
    expect([response, seen[0]]).toEqual([other, other]);
  });

  test('another thing that it returns is a TypeError; what it throws is the failure', async () => {
    await expect(requests.get(server.url, { hooks: { response: () => 'text' } })).rejects.toThrow(TypeError);
    const broken = (): never => {
      throw new RangeError('broken');
    };
    await expect(requests.get(server.url, { hooks: { response: broken } })).rejects.toThrow('broken');
  });

  test('beside a callback both run; the failure of either is that of its request alone (G14)', async () => {
    const seen: string[] = [];
    const fail = (): never => {
      throw new RangeError('callback');
    };
    const make = (options: grequests.VerbOptions): grequests.AsyncRequest =>
      grequests.get(`${server.url}/redirect/1`, options);
    const response = (): void => void seen.push('hook');
    const results = await grequests.map(
      [
        make({ hooks: { response }, callback: () => void seen.push('callback') }),
        make({ hooks: { response }, callback: fail }),
        make({ hooks: { response: fail } }),
      ],
      { size: 1, settled: true },
    );
    expect(seen).toEqual(['hook', 'hook', 'callback', 'hook', 'hook']);
    expect(results.map(({ ok }) => ok)).toEqual([true, false, false]);
  });
});

describe('beforeRequest', () => {
  test('sees each request as it goes out, and may change it for that hop', async () => {
    const urls: string[] = [];
    const session = new requests.Session({ cookies: { c: '1' } });
    const response = await session.get(`${server.url}/redirect/1`, {
      hooks: {
        beforeRequest: (request) => {
          urls.push(`${new URL(request.url).pathname} ${request.headers.get('cookie')}`);
          return request.copy({ headers: { 'X-Hop': urls.length } });
        },
      },
    });
    expect(urls).toEqual(['/redirect/1 c=1', '/echo c=1']);
    expect(server.seen.map(({ headers }) => headers['x-hop'])).toEqual(['1', '2']);
    expect(response.request.headers.get('x-hop')).toBe('2');
  });

  test('may send it elsewhere, with another method', async () => {
    const response = await requests.get(`${server.url}/hidden`, {
      hooks: { beforeRequest: (request) => request.copy({ url: `${server.url}/echo?new`, method: 'put' }) },
    });
    expect(response.json<Echo>()).toMatchObject({ method: 'PUT', url: '/echo?new' });
  });

  test('what it throws is the failure, and nothing is sent', async () => {
    const refuse = (): never => {
      throw new RangeError('not today');
    };
    await expect(requests.get(server.url, { hooks: { beforeRequest: refuse } })).rejects.toThrow('not today');
    expect(server.seen).toEqual([]);
  });
});

describe('beforeRedirect', () => {
  test('sees where it goes and from where, and may stop it', async () => {
    const hops: string[] = [];
    const only = (request: requests.PreparedRequest, response: requests.Response): void => {
      hops.push(`${response.statusCode} ${new URL(request.url).host}`);
      if (!request.url.startsWith(server.url)) throw new RangeError(`not to ${new URL(request.url).hostname}`);
    };
    const away = `${server.url}/redirect-to?url=/redirect-to?url=http://localhost:${server.port}/`;
    await expect(requests.get(away, { hooks: { beforeRedirect: only } })).rejects.toThrow('not to localhost');
    expect(hops).toEqual([`302 127.0.0.1:${server.port}`, `302 localhost:${server.port}`]);
    expect(server.seen).toHaveLength(2);
  });

  test('may change it', async () => {
    const beforeRedirect = (request: requests.PreparedRequest): requests.PreparedRequest =>
      request.copy({ headers: { 'X-Redirected': 'yes' } });
    const response = await requests.get(`${server.url}/redirect/1`, { hooks: { beforeRedirect } });
    expect(response.json<Echo>().headers['x-redirected']).toBe('yes');
  });
});

describe('refused at the call', () => {
  test.each<[what: string, hooks: unknown, message: RegExp]>([
    ['an unknown name', { respond: () => 1 }, /unknown hook 'respond': known are beforeRequest, response/],
    ['what is no function', { response: 'x' }, /hooks.response must be a function/],
    ['one of a list', { response: [() => 1, null] }, /hooks.response must be a function/],
    ['a function alone', () => 1, /hooks must be an object/],
  ])('%s', (_what, hooks, message) => {
    expect(() => requests.get(server.url, { hooks: hooks as never })).toThrow(message);
    expect(() => new requests.Session({ hooks: hooks as never })).toThrow(TypeError);
  });
});
