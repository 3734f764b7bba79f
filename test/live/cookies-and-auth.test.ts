/**
 * Rows of the specification: cookies and credentials. The values are what Python's requests gave, unless a row says
 * "ours".
 */
import * as requests from 'greenlets/requests';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { type Answer, base, failure, describeLive, statuses, thrownBy } from './httpbin.ts';

const cookiesOf = (response: requests.Response): unknown => response.json<Answer>().cookies;

describeLive('httpbin', () => {
  test('R24: cookies of redirects', async () => {
    const alone = await requests.get(`${base}/cookies/set?k=v`);
    expect(cookiesOf(alone)).toEqual({ k: 'v' });
    expect([alone.cookies.getDict(), alone.history[0]!.cookies.getDict()]).toEqual([{}, { k: 'v' }]);
    const session = new requests.Session();
    await session.get(`${base}/cookies/set?k=v`);
    expect(cookiesOf(await session.get(`${base}/cookies`))).toEqual({ k: 'v' });
    expect(cookiesOf(await session.get(`${base}/cookies/delete?k`))).toEqual({});
    expect(session.cookies.getDict()).toEqual({});
    expect(cookiesOf(await requests.get(`${base}/cookies`))).toEqual({});
  });

  test('R25: cookies of one request', async () => {
    const session = new requests.Session();
    expect(cookiesOf(await session.get(`${base}/cookies`, { cookies: { p: '42' } }))).toEqual({ p: '42' });
    expect(cookiesOf(await session.get(`${base}/cookies`))).toEqual({});
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
    expect([response.statusCode, response.json()]).toEqual([200, { authenticated: true, token: 'token' }]);
  });

  test.each(['MD5', 'SHA-256', 'SHA-512'])('R30: Digest with %s', async (algorithm) => {
    const url = `${base}/digest-auth/auth/user/pass/${algorithm}`;
    const right = await requests.get(url, { auth: new requests.DigestAuth('user', 'pass') });
    expect([right.statusCode, statuses(right.history)]).toEqual([200, [401]]);
    const wrong = await requests.get(url, { auth: new requests.DigestAuth('user', 'wrong') });
    expect([wrong.statusCode, wrong.history.length]).toEqual([401, 1]);
  });

  test('Digest in a session: the cookies of the refusal are kept, a streamed response works', async () => {
    const session = new requests.Session({ auth: new requests.DigestAuth('user', 'pass') });
    const response = await session.get(`${base}/digest-auth/auth/user/pass`, { stream: true });
    await response.read();
    expect([response.statusCode, session.cookies.get('fake')]).toEqual([200, 'fake_value']);
  });

  test.each(['MD5', 'SHA-256'])('R32: Digest with auth-int and %s (ours; requests gives up)', async (algorithm) => {
    const url = `${base}/digest-auth/auth-int/user/pass/${algorithm}`;
    const response = await requests.get(url, { auth: new requests.DigestAuth('user', 'pass') });
    expect(response.statusCode).toBe(200);
  });

  test('U16: the password of a URL is shown nowhere', async () => {
    const url = base.replace('//', '//user:hunter2@');
    const response = await requests.get(`${url}/status/404`);
    const raised = thrownBy(() => response.raiseForStatus());
    const { error } = await failure(requests.get(`${url}/delay/1`, { timeout: 50 }));
    expect([raised, error]).toEqual([expect.any(requests.HTTPError), expect.any(requests.ReadTimeout)]);
    const shown = [response, response.request, response.headers, raised, error].map((value) => inspect(value));
    expect([...shown, String(raised), String(error), response.url].join('\n')).not.toMatch(/hunter2|aHVudGVyMg|Basic/);
  });
});
