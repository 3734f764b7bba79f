/**
 * Rows of the specification against a real httpbin: cookies, credentials, files, hooks, redirects. The values are what
 * Python's requests gives there, unless a comment says otherwise.
 */
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { startHttpbin } from './httpbin-server.ts';

const httpbin = await startHttpbin();
const base = httpbin?.url ?? '';
afterAll(() => httpbin?.close());

interface Answer {
  readonly form: Record<string, unknown>;
  readonly files: Record<string, string>;
  readonly data: string;
  readonly headers: Record<string, string>;
  readonly cookies: Record<string, string>;
}

describe.skipIf(httpbin === null)('httpbin', () => {
  const statuses = (responses: readonly requests.Response[]): number[] => responses.map(({ statusCode }) => statusCode);

  test('R11: files with data', async () => {
    const response = await requests.post(`${base}/post`, { files: { f: ['a.txt', 'hello'] }, data: { k: 'v' } });
    expect(response.json<Answer>()).toMatchObject({ files: { f: 'hello' }, form: { k: 'v' } });
  });

  test('R13 (ours): files with a Content-Type that lacks its boundary', async () => {
    const headers = { 'Content-Type': 'multipart/form-data' };
    const response = await requests.post(`${base}/post`, { files: { f: 'x' }, headers });
    expect(response.json<Answer>().files).toEqual({ f: 'x' });
  });

  test('R21: a POST that is redirected with 307 keeps its body', async () => {
    const url = `${base}/redirect-to?url=${encodeURIComponent(`${base}/post`)}&status_code=307`;
    const response = await requests.post(url, { data: 'test' });
    expect([response.json<Answer>().data, statuses(response.history)]).toEqual(['test', [307]]);
  });

  test('R22: a fragment of the redirect', async () => {
    expect((await requests.get(`${base}/redirect-to?url=get%23frag`)).url).toBe(`${base}/get#frag`);
  });

  test('R23: credentials stay on the host, other headers go along', async () => {
    const options = { auth: ['user', 'pass'], headers: { 'X-Api-Key': 'k' } } as const;
    const near = await requests.get(`${base}/redirect-to?url=/headers`, options);
    expect(near.json<Answer>().headers['Authorization']).toBe('Basic dXNlcjpwYXNz');
    const elsewhere = encodeURIComponent(`http://localhost:${httpbin!.port}/headers`);
    const far = (await requests.get(`${base}/redirect-to?url=${elsewhere}`, options)).json<Answer>();
    expect([far.headers['Authorization'], far.headers['X-Api-Key']]).toEqual([undefined, 'k']);
  });

  test('R24: cookies of redirects', async () => {
    const alone = await requests.get(`${base}/cookies/set?k=v`);
    expect(alone.json<Answer>().cookies).toEqual({ k: 'v' });
    expect([alone.cookies.getDict(), alone.history[0]!.cookies.getDict()]).toEqual([{}, { k: 'v' }]);
    const session = new requests.Session();
    await session.get(`${base}/cookies/set?k=v`);
    expect((await session.get(`${base}/cookies`)).json<Answer>().cookies).toEqual({ k: 'v' });
    expect((await session.get(`${base}/cookies/delete?k`)).json<Answer>().cookies).toEqual({});
    expect(session.cookies.getDict()).toEqual({});
    expect((await requests.get(`${base}/cookies`)).json<Answer>().cookies).toEqual({});
  });

  test('R25: cookies of one request', async () => {
    const session = new requests.Session();
    const cookies = async (options?: requests.VerbOptions): Promise<unknown> =>
      (await session.get(`${base}/cookies`, options)).json<Answer>().cookies;
    expect([await cookies({ cookies: { p: '42' } }), await cookies()]).toEqual([{ p: '42' }, {}]);
  });

  test('R26: a cookie that has expired', async () => {
    const session = new requests.Session();
    await session.get(`${base}/cookies/set?foo=bar`);
    expect(session.cookies.get('foo')).toBe('bar');
    const params = { 'Set-Cookie': 'foo=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/' };
    await session.get(`${base}/response-headers`, { params });
    expect(session.cookies.has('foo')).toBe(false);
  });

  test('R27: two cookies in one response', async () => {
    const response = await requests.get(`${base}/response-headers?Set-Cookie=a%3D1&Set-Cookie=b%3D2`);
    expect(response.cookies.getDict()).toEqual({ a: '1', b: '2' });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('R28: Basic: right, wrong, none, in the URL', async () => {
    const url = `${base}/basic-auth/user/pass`;
    const results = [
      await requests.get(url, { auth: ['user', 'pass'] }),
      await requests.get(url, { auth: ['user', 'wrong'] }),
      await requests.get(url),
      await requests.get(url.replace('//', '//user:pass@')),
    ];
    expect(statuses(results)).toEqual([200, 401, 401, 200]);
  });

  test('R29: Bearer', async () => {
    const response = await requests.get(`${base}/bearer`, { auth: { bearer: 'token' } });
    expect(response.json()).toEqual({ authenticated: true, token: 'token' });
  });

  test.each(['MD5', 'SHA-256', 'SHA-512'])('R30: Digest with %s', async (algorithm) => {
    const url = `${base}/digest-auth/auth/user/pass/${algorithm}`;
    const right = await requests.get(url, { auth: new requests.DigestAuth('user', 'pass') });
    expect([right.statusCode, statuses(right.history)]).toEqual([200, [401]]);
    const wrong = await requests.get(url, { auth: new requests.DigestAuth('user', 'wrong') });
    expect([wrong.statusCode, wrong.history.length]).toEqual([401, 1]);
  });

  test('R31: Digest in a session: the cookies of the refusal are kept, a streamed response works', async () => {
    const session = new requests.Session({ auth: new requests.DigestAuth('user', 'pass') });
    const response = await session.get(`${base}/digest-auth/auth/user/pass`, { stream: true });
    await response.read();
    expect([response.statusCode, session.cookies.get('fake')]).toEqual([200, 'fake_value']);
  });

  test.each(['MD5', 'SHA-256'])('R32 (ours): Digest with auth-int and %s; requests gives up', async (algorithm) => {
    const url = `${base}/digest-auth/auth-int/user/pass/${algorithm}`;
    const response = await requests.get(url, { auth: new requests.DigestAuth('user', 'pass') });
    expect(response.statusCode).toBe(200);
  });

  test('R49: links', async () => {
    const response = await requests.get(`${base}/response-headers`, { params: { Link: '<http://x/next>; rel=next' } });
    expect(response.links['next']?.url).toBe('http://x/next');
  });

  test('R52: the response hook, three times', async () => {
    const seen: number[] = [];
    await requests.get(`${base}/redirect/2`, { hooks: { response: ({ statusCode }) => void seen.push(statusCode) } });
    expect(seen).toEqual([302, 302, 200]);
  });

  test('G14: callback and hooks both run', async () => {
    const seen: string[] = [];
    const hooks = { response: () => void seen.push('hook') };
    const callback = (): void => void seen.push('callback');
    const fail = (): never => {
      throw new RangeError('thrown');
    };
    const url = `${base}/get`;
    const results = await grequests.map(
      [grequests.get(url, { hooks, callback }), grequests.get(url, { callback: fail })],
      { settled: true },
    );
    expect([seen, results.map(({ ok }) => ok)]).toEqual([
      ['hook', 'callback'],
      [true, false],
    ]);
  });

  test('G15: cookies of a shared session; it can be used after map, and closed', async () => {
    const session = new grequests.Session();
    const make = (path: string): grequests.AsyncRequest => grequests.get(base + path, { session });
    await grequests.map([make('/cookies/set?a=1'), make('/cookies/set?b=2')]);
    const [both] = await grequests.map([make('/cookies')]);
    expect(both?.json<Answer>().cookies).toEqual({ a: '1', b: '2' });
    expect((await session.get(`${base}/cookies`)).statusCode).toBe(200);
    await session.close();
  });

  test('U13: bodies of the web', async () => {
    const form = new FormData();
    form.append('k', 'v');
    form.append('f', new Blob(['file']), 'n.txt');
    const send = async (data: requests.Data): Promise<Answer> =>
      (await requests.post(`${base}/post`, { data })).json<Answer>();
    expect(await send(form)).toMatchObject({ form: { k: 'v' }, files: { f: 'file' } });
    expect((await send(new Blob(['blob']))).data).toBe('blob');
    expect((await send(new URLSearchParams({ a: '1' }))).form).toEqual({ a: '1' });
    const streamed = await send(new Blob(['stream']).stream());
    expect([streamed.data, streamed.headers['Transfer-Encoding']]).toEqual(['stream', 'chunked']);
  });

  test('U16: the password of a URL is shown nowhere', async () => {
    const url = `http://user:hunter2@127.0.0.1:${httpbin!.port}/status/404`;
    const response = await requests.get(url);
    const error: unknown = await Promise.resolve()
      .then(() => response.raiseForStatus())
      .catch((thrown: unknown) => thrown);
    expect([inspect(response), inspect(response.request), String(error), response.url].join()).not.toContain('hunter2');
  });
});
