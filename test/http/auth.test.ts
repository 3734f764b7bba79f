/**
 * Credentials: which are sent, where they go, and Digest.
 */
import * as requests from 'greenlets/requests';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { sleep } from 'greenlets';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectedResponse, parametersOf } from './digest-server.ts';
import { type Echo, inHub, routes } from './server.ts';
import { useServer } from './use-server.ts';

/** What the next Digest challenges say. */
let challenge: string | string[];
const accepted = new Map<string, number>();
const server = useServer((request, response, body) => {
  if (!request.url!.startsWith('/digest')) {
    routes(request, response, body);
    return;
  }
  const header = request.headers.authorization ?? '';
  const { nonce, response: given, nc } = parametersOf(header).values;
  const isGood = header !== '' && given === expectedResponse(header, request.method!, 'pässword', body);
  const isFresh = nc === undefined || Number.parseInt(nc, 16) > (accepted.get(nonce!) ?? 0);
  if (isGood && isFresh) {
    if (nc !== undefined) accepted.set(nonce!, Number.parseInt(nc, 16));
    response.end(`welcome ${body}`);
    return;
  }
  response.writeHead(401, { 'WWW-Authenticate': challenge, 'Set-Cookie': 'seen=1; Path=/' });
  response.end('who are you');
});
beforeEach(() => {
  accepted.clear();
});

function basic(user: string, password: string, encoding: BufferEncoding = 'utf8'): string {
  return `Basic ${Buffer.from(`${user}:${password}`, encoding).toString('base64')}`;
}

async function authorization(options?: requests.VerbOptions, url = `${server.url}/echo`): Promise<string | undefined> {
  return (await requests.get(url, options)).json<Echo>().headers['authorization'];
}

describe('what is sent (R28, R29)', () => {
  test.each<[what: string, auth: requests.AuthGiven, header: string]>([
    ['a pair', ['user', 'pass'], basic('user', 'pass')],
    ['an object', { username: 'user', password: 'pass' }, basic('user', 'pass')],
    ['Latin-1 as such', ['é', 'ü'], basic('é', 'ü', 'latin1')],
    ['the rest as UTF-8, where requests fails', ['имя', 'п'], basic('имя', 'п')],
    ['a token', { bearer: 'abc.def' }, 'Bearer abc.def'],
    ['a function', (request) => request.copy({ headers: { Authorization: 'Mine' } }), 'Mine'],
    ['an object that signs', { onRequest: (request) => request.copy({ headers: { authorization: 'X' } }) }, 'X'],
  ])('%s', async (_what, auth, header) => {
    expect(await authorization({ auth })).toBe(header);
  });

  test('of URL, session, request and header, the one that is nearest wins', async () => {
    const session = new requests.Session({ auth: ['session', ''] });
    const named = new requests.Session({ auth: ['session', ''], headers: { Authorization: 'session' } });
    const url = `http://url:pw@127.0.0.1:${server.port}/echo`;
    expect(await authorization({}, url)).toBe(basic('url', 'pw'));
    expect(await authorization({ session }, url)).toBe(basic('session', ''));
    expect(await authorization({ session, auth: null }, url)).toBe(basic('url', 'pw'));
    expect(await authorization({ session, auth: null })).toBeUndefined();
    expect(await authorization({ session: named })).toBe('session');
    expect(await authorization({ session: named, auth: ['a', 'b'] })).toBe(basic('a', 'b'));
    expect(await authorization({ session, auth: ['a', 'b'], headers: { authorization: 'own' } }, url)).toBe('own');
  });

  test('escapes in the URL are undone, and the URL is without them', async () => {
    const response = await requests.get(`http://u%40x:p%3Aw@127.0.0.1:${server.port}/echo`);
    expect(response.json<Echo>().headers['authorization']).toBe(basic('u@x', 'p:w'));
    expect(response.url).toBe(`${server.url}/echo`);
  });

  test('a function sees the body, and may wait', async () => {
    const auth = function* (request: requests.PreparedRequest) {
      yield* sleep(1);
      return request.copy({ headers: { 'X-Signature': `${request.method} ${String(request.body)}` } });
    };
    await inHub(() => requests.post(`${server.url}/echo`, { auth, json: [1] })[Symbol.iterator]() as never);
    expect(server.seen[0]!.headers['x-signature']).toBe('POST [1]');
    await requests.post(`${server.url}/echo`, { auth: (request) => Promise.resolve(request), data: 'x' });
    expect(server.seen[1]!.body).toBe('x');
  });

  test('what it throws is the failure; what is no request is a TypeError', async () => {
    const refuse = (): never => {
      throw new RangeError('no key');
    };
    await expect(requests.get(server.url, { auth: refuse })).rejects.toThrow('no key');
    await expect(requests.get(server.url, { auth: () => 'Bearer x' })).rejects.toThrow(TypeError);
    expect(server.seen).toEqual([]);
  });

  test.each<[what: string, auth: unknown]>([
    ['a string', 'user:pass'],
    ['three strings', ['a', 'b', 'c']],
    ['numbers', [1, 2]],
    ['an empty object', {}],
    ['a token with a line break', { bearer: 'a\r\nb' }],
  ])('%s is refused, and not shown', (_what, auth) => {
    const attempt = (): unknown => requests.get(server.url, { auth: auth as requests.AuthGiven });
    expect(attempt).toThrow(/auth/);
    expect(attempt).not.toThrow(/user:pass/);
  });
});

describe('redirects', () => {
  /** `should_strip_auth` of Python's requests 2.28.1, recorded. */
  test.each<[from: string, to: string, strips: boolean]>([
    ['http://example.com/foo', 'http://another.example.com/', true],
    ['http://example.com/foo', 'http://example.com/bar', false],
    ['http://example.com/foo', 'https://example.com/bar', false],
    ['http://example.com/foo', 'https://example.com:443/bar', false],
    ['https://example.com/foo', 'https://example.com:443/bar', false],
    ['http://example.com:80/foo', 'https://example.com/bar', false],
    ['https://example.com/foo', 'http://example.com/bar', true],
    ['http://example.com/foo', 'http://example.com:1234/bar', true],
    ['http://example.com:1234/foo', 'https://example.com:4321/bar', true],
    ['https://example.com:443/foo', 'https://example.com/bar', false],
    ['http://example.com:80/foo', 'http://example.com/bar', false],
    ['http://example.com:8080/foo', 'https://example.com/bar', true],
  ])('from %s to %s: stripped %s (R23)', async (from, to, strips) => {
    const sent: (string | undefined)[] = [];
    const dispatcher = {
      dispatch(options: requests.DispatchOptions, handler: requests.DispatchHandler): boolean {
        const at = options.headers.findIndex((text) => text.toLowerCase() === 'authorization');
        sent.push(at < 0 ? undefined : options.headers[at + 1]);
        const controller = { abort() {}, pause() {}, resume() {}, rawHeaders: null } as never;
        const isFirst = sent.length % 2 === 1;
        handler.onRequestStart(controller, {});
        handler.onResponseStart(controller, isFirst ? 302 : 200, isFirst ? { location: to } : {}, '');
        handler.onResponseEnd(controller, {});
        return true;
      },
      close: () => Promise.resolve(),
      destroy: () => Promise.resolve(),
    };
    const session = new requests.Session({ dispatcher });
    await session.get(from, { auth: ['a', 'b'] });
    await session.get(from, { auth: (request) => request.copy({ headers: { Authorization: 'signed' } }) });
    const basicly = basic('a', 'b');
    expect(sent).toEqual(strips ? [basicly, undefined, 'signed', undefined] : [basicly, basicly, 'signed', 'signed']);
  });

  test('credentials that were left behind do not come back', async () => {
    const elsewhere = `http://localhost:${server.port}`;
    const back = encodeURIComponent(`${elsewhere}/redirect-to?url=${encodeURIComponent(`${server.url}/echo`)}`);
    await requests.get(`${server.url}/redirect-to?url=${back}`, {
      auth: (request) => request.copy({ headers: { Authorization: 'signed' } }),
      headers: { 'X-Api-Key': 'k' },
    });
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['signed', undefined, undefined]);
    // As in requests: other headers go along.
    expect(server.seen.map(({ headers }) => headers['x-api-key'])).toEqual(['k', 'k', 'k']);
  });
});

describe('Digest (R30, R32)', () => {
  test.each<[algorithm: string, header: string]>([
    [
      'MD5',
      'Digest username="user", realm="the realm", nonce="abc", uri="/x/y?a=b&c=d", response="cbf58aa8529e07e030a0fa52e31be771", opaque="op", algorithm="MD5", qop="auth", nc=00000001, cnonce="3b1a622fb277eeff"',
    ],
    [
      'none',
      'Digest username="user", realm="the realm", nonce="abc", uri="/x/y?a=b&c=d", response="75082e6d9f9d802e90ab4e27acaf096d", opaque="op"',
    ],
    [
      'MD5-SESS',
      'Digest username="user", realm="the realm", nonce="abc", uri="/x/y?a=b&c=d", response="c84dc861128379c4804fcfdf63fa2ca1", opaque="op", algorithm="MD5-SESS", qop="auth", nc=00000001, cnonce="de518ba7400cfd91"',
    ],
    [
      'SHA-256',
      'Digest username="user", realm="the realm", nonce="abc", uri="/x/y?a=b&c=d", response="49767a8316490328bd8efce28078b0d7dfff0d17926cf04e5a617393acf407f0", opaque="op", algorithm="SHA-256", qop="auth", nc=00000001, cnonce="e1985e4c0dc81fe5"',
    ],
    [
      'SHA-512',
      'Digest username="user", realm="the realm", nonce="abc", uri="/x/y?a=b&c=d", response="9d7e4005adeb920c780eacd3ef99594ee4f072340baee2e7ffd180c863335d771502057db0777d631977d8cd59f6ade106def91f7298ae52ad726f8b7ff13b8c", opaque="op", algorithm="SHA-512", qop="auth", nc=00000001, cnonce="e2256658921d0445"',
    ],
  ])("the test's own server accepts what requests sends: %s", (_algorithm, header) => {
    expect(expectedResponse(header, 'GET', 'pässword')).toBe(parametersOf(header).values['response']);
  });

  const auth = (): requests.DigestAuth => new requests.DigestAuth('user', 'pässword');

  test.each(['MD5', 'MD5-SESS', 'SHA', 'SHA-256', 'SHA-512', null])('%s', async (algorithm) => {
    challenge = `Digest realm="the realm", nonce="abc", qop="auth", opaque="op"${algorithm === null ? '' : `, algorithm=${algorithm}`}`;
    const response = await requests.get(`${server.url}/digest?a=b&c=d`, { auth: auth() });
    expect([response.statusCode, response.history.map(({ statusCode }) => statusCode)]).toEqual([200, [401]]);
    const header = server.seen[1]!.headers.authorization!;
    const { values, quoted } = parametersOf(header);
    expect(values).toMatchObject({ uri: '/digest?a=b&c=d', nc: '00000001', qop: 'auth', realm: 'the realm' });
    // As requests quotes them.
    expect(quoted).toEqual([
      ...['username', 'realm', 'nonce', 'uri', 'response', 'opaque'],
      ...(algorithm === null ? [] : ['algorithm']),
      ...['qop', 'cnonce'],
    ]);
    expect(server.seen[1]!.headers.cookie).toBe('seen=1');
  });

  test('without qop', async () => {
    challenge = 'Digest realm="r", nonce="n"';
    const response = await requests.get(`${server.url}/digest`, { auth: auth() });
    expect(response.statusCode).toBe(200);
    expect(server.seen[1]!.headers.authorization).not.toMatch(/qop|nc=|opaque|algorithm/);
  });

  test('auth-int: the body is part of it', async () => {
    challenge = 'Digest realm="r", nonce="n", qop="auth-int", algorithm=SHA-256';
    const response = await requests.post(`${server.url}/digest`, { auth: auth(), data: 'the bödy' });
    expect([response.statusCode, response.text]).toEqual([200, 'welcome the bödy']);
    expect(server.seen[1]!.headers.authorization).toContain('qop="auth-int"');
    const streamed = await requests.post(`${server.url}/digest`, { auth: auth(), data: new Set(['a', 'b']) });
    expect([streamed.statusCode, streamed.history.length]).toEqual([401, 0]);
  });

  test('a nonce is used again with a higher count, by a whole session at once, until the server wants another', async () => {
    challenge = 'Digest realm="r", nonce="one", qop="auth"';
    const session = new requests.Session({ auth: auth() });
    await session.get(`${server.url}/digest/1`);
    await session.get(`${server.url}/digest/2`);
    const third = await session.get(`${server.url}/digest/3`);
    expect(third.history).toEqual([]);
    const counts = server.seen.map(({ headers }) => parametersOf(headers.authorization ?? '').values['nc']);
    expect(counts).toEqual([undefined, '00000001', '00000002', '00000003']);
    accepted.set('one', 0xff);
    challenge = 'Digest realm="r", nonce="two", qop="auth", stale=true';
    const fourth = await session.get(`${server.url}/digest/4`);
    expect([fourth.statusCode, fourth.history.length]).toEqual([200, 1]);
  });

  test('a wrong password: asked once, and the refusal is the response', async () => {
    challenge = 'Digest realm="r", nonce="n", qop="auth"';
    const response = await requests.get(`${server.url}/digest`, { auth: new requests.DigestAuth('user', 'wrong') });
    expect([response.statusCode, response.history.length, server.seen.length]).toEqual([401, 1, 2]);
  });

  test.each<[what: string, header: string | string[], algorithm: string]>([
    ['after another', 'Basic realm="a, Digest", Digest realm="r", nonce="n", qop="auth"', 'MD5'],
    ['before another', 'Digest realm="r", nonce="n", qop="auth", Basic realm="b"', 'MD5'],
    [
      'the strongest of two lines',
      [
        'Digest realm="r", nonce="m", qop="auth", algorithm=MD5',
        'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256',
      ],
      'SHA-256',
    ],
    ['with escapes and odd spacing', String.raw`digest  realm = "a \"b\", c" ,nonce="n",qop=auth`, 'MD5'],
    [
      'beside one that nobody knows',
      'Negotiate abc==, Digest realm="r", nonce="n", algorithm=X, Digest realm="r",nonce="n"',
      'MD5',
    ],
  ])('the challenge stands %s', async (_what, header, algorithm) => {
    challenge = header;
    const response = await requests.get(`${server.url}/digest`, { auth: auth() });
    expect(response.statusCode).toBe(200);
    expect(parametersOf(server.seen[1]!.headers.authorization!).values['algorithm'] ?? 'MD5').toBe(algorithm);
  });

  test.each(['Basic realm="b"', 'Digest realm="r"', 'Digest realm="r", nonce="n", algorithm=X', ''])(
    'no answer to: %s',
    async (header) => {
      challenge = header;
      const response = await requests.get(`${server.url}/digest`, { auth: auth() });
      expect([response.statusCode, response.history.length, server.seen.length]).toEqual([401, 0, 1]);
    },
  );

  test('a body is sent again; one that cannot be is an error', async () => {
    challenge = 'Digest realm="r", nonce="n", qop="auth"';
    const again = await requests.post(`${server.url}/digest`, { auth: auth(), data: new Set(['a', 'b']) });
    expect([again.statusCode, again.text]).toEqual([200, 'welcome ab']);
    const once = requests.post(`${server.url}/digest`, { auth: auth(), data: ['a'][Symbol.iterator]() });
    await expect(once).rejects.toThrow(requests.UnrewindableBodyError);
  });

  test('a streamed response, and a redirect to what asks', async () => {
    challenge = 'Digest realm="r", nonce="n", qop="auth"';
    const streamed = await requests.get(`${server.url}/digest`, { auth: auth(), stream: true });
    expect([streamed.statusCode, streamed.history[0]!.text]).toEqual([200, 'who are you']);
    expect(Buffer.from(await streamed.read()).toString()).toBe('welcome ');
    const redirected = await requests.get(`${server.url}/redirect-to?url=/digest`, { auth: auth() });
    expect(redirected.history.map(({ statusCode }) => statusCode)).toEqual([302, 401]);
  });

  test('a name beyond ASCII, with quotes', async () => {
    challenge = 'Digest realm="r", nonce="n", qop="auth"';
    const named = new requests.DigestAuth('имя "x"', 'pässword');
    expect((await requests.get(`${server.url}/digest`, { auth: named })).statusCode).toBe(200);
  });
});

test('answers of an onResponse that never has enough are limited', async () => {
  const auth: requests.Auth = { onResponse: (response) => response.request };
  const response = await requests.get(server.url, { auth });
  expect([response.history.length, server.seen.length]).toEqual([10, 11]);
});

describe('netrc', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'netrc-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function netrc(text: string): requests.NetrcAuth {
    const path = join(folder, 'netrc');
    writeFileSync(path, text);
    return new requests.NetrcAuth(path);
  }

  test.each<[what: string, text: string, header: string | undefined]>([
    ['one line', 'machine 127.0.0.1 login u password p', basic('u', 'p')],
    [
      'several lines',
      'machine other login x password y\nmachine 127.0.0.1\n  login u\n  account a\n  password p\n',
      basic('u', 'p'),
    ],
    ['the default', 'machine other login x password y\ndefault login d password e', basic('d', 'e')],
    ['another host', 'machine 127.0.0 login u password p', undefined],
    [
      'quotes, comments and a macro',
      '# one\nmacdef m\nmachine 127.0.0.1 login x\n\nmachine 127.0.0.1 login "a b" password "c\\"d" # two',
      basic('a b', 'c"d'),
    ],
  ])('%s', async (_what, text, header) => {
    expect(await authorization({ auth: netrc(text) })).toBe(header);
  });

  test('a URL wins, and a redirect to another host gets nothing of it', async () => {
    const auth = netrc('machine 127.0.0.1 login u password p\nmachine localhost login l password m');
    expect(await authorization({ auth }, `http://url:pw@127.0.0.1:${server.port}/echo`)).toBe(basic('url', 'pw'));
    const away = `${server.url}/redirect-to?url=http://localhost:${server.port}/echo`;
    expect(await authorization({ auth }, away)).toBeUndefined();
  });

  test('malformed, or missing', () => {
    expect(() => netrc('machine h login secret-token password')).toThrow('the netrc file is malformed');
    expect(() => new requests.NetrcAuth(join(folder, 'none'))).toThrow(/ENOENT/);
  });

  test('without asking for it, it is not read', async () => {
    writeFileSync(join(folder, 'env'), 'machine 127.0.0.1 login u password p');
    process.env['NETRC'] = join(folder, 'env');
    expect(await authorization()).toBeUndefined();
    expect(await authorization({ auth: new requests.NetrcAuth() })).toBe(basic('u', 'p'));
    delete process.env['NETRC'];
  });
});

test('no secret is shown (U16)', async () => {
  const auth = new requests.DigestAuth('user', 'hunter2');
  const response = await requests.get(`http://u:hunter2@127.0.0.1:${server.port}/echo`);
  const failure: unknown = await requests.get('http://u:hunter2@127.0.0.1:1/').then(null, (error: unknown) => error);
  const shown = [inspect(auth), inspect(response), inspect(response.request), inspect(response.headers)];
  expect([...shown, String(failure), inspect((failure as requests.RequestException).request)].join()).not.toContain(
    'hunter2',
  );
});
