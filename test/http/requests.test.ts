/**
 * requests: what is sent, what comes back, and which error is thrown for what.
 */
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { isControl } from 'greenlets';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Echo, inHub, RawServer, refusedPort } from './server.ts';
import { useServer } from './use-server.ts';

const server = useServer();

async function echo(method: string, options?: requests.VerbOptions, path = '/echo'): Promise<Echo> {
  return (await requests.request(method, server.url + path, options)).json<Echo>();
}

const { get, options, post, put, patch, delete: remove } = requests;
const sending = { get, options, post, put, patch, delete: remove };

describe('verbs', () => {
  test.each(['get', 'options', 'post', 'put', 'patch', 'delete'] as const)('%s', async (verb) => {
    const response = await sending[verb](`${server.url}/echo`);
    expect(response.json<Echo>().method).toBe(verb.toUpperCase());
  });

  test('head has no body and does not follow redirects (R19)', async () => {
    const response = await requests.head(`${server.url}/redirect/1`);
    expect([response.statusCode, response.text, response.history.length]).toEqual([302, '', 0]);
    expect((await requests.head(`${server.url}/redirect/1`, { allowRedirects: true })).statusCode).toBe(200);
  });

  test('request takes any method, in upper case', async () => {
    expect((await echo('purge')).method).toBe('PURGE');
  });

  test('inside a greenlet, and nothing is left', async () => {
    const text = await inHub(function* () {
      const response = yield* requests.get(`${server.url}/hello`, { timeout: 5000 });
      return response.text;
    });
    expect(text).toBe('this is /hello');
  });

  test('nothing is sent before it is waited for', async () => {
    void requests.get(`${server.url}/never`);
    await requests.get(`${server.url}/once`);
    expect(server.seen.map(({ url }) => url)).toEqual(['/once']);
  });
});

describe('what is sent', () => {
  test('default headers (R3)', async () => {
    const { headers } = await echo('GET');
    expect(headers).toMatchObject({ accept: '*/*', connection: 'keep-alive', 'user-agent': 'greenlets' });
    expect(headers['accept-encoding']).toMatch(/^gzip, deflate, br(, zstd)?$/);
  });

  test('params (R1, R2)', async () => {
    const response = await requests.get(`${server.url}/echo`, { params: { a: [1, 2], n: null, s: 'x y' } });
    expect(response.url).toBe(`${server.url}/echo?a=1&a=2&s=x+y`);
    expect(response.json<Echo>().url).toBe('/echo?a=1&a=2&s=x+y');
    const tricky = await requests.get(`${server.url}/get`, { params: { q: "a+b/c~d*e(f)'! é&=" } });
    expect(tricky.url.split('?')[1]).toBe('q=a%2Bb%2Fc~d%2Ae%28f%29%27%21+%C3%A9%26%3D');
  });

  test('header case and order are kept, null removes a default (R4)', async () => {
    await requests.get(server.url, { headers: { 'X-MiXed': '1', 'user-agent': null, 'X-Many': ['a', 'b'] } });
    const { rawHeaders, headers } = server.seen[0]!;
    expect(rawHeaders).toContain('X-MiXed');
    expect(headers['user-agent']).toBeUndefined();
    expect(headers['x-many']).toBe('a, b');
  });

  test.each<[what: string, given: requests.HeadersGiven]>([
    ['pairs', [['X-A', '1']]],
    ['a Map', new Map([['X-A', '1']])],
    ['a Headers', new Headers({ 'X-A': '1' })],
    ['numbers', { 'X-A': 1 }],
  ])('headers as %s', async (_what, headers) => {
    expect((await echo('GET', { headers })).headers['x-a']).toBe('1');
  });

  test.each<[what: string, options: requests.VerbOptions, body: string, headers: Record<string, string | undefined>]>([
    ['nothing (R15)', {}, '', { 'content-length': '0', 'content-type': undefined }],
    ['an empty string', { data: '' }, '', { 'content-length': '0' }],
    ['empty fields', { data: {} }, '', { 'content-length': '0', 'content-type': undefined }],
    ['a string (R7)', { data: 'raw é' }, 'raw é', { 'content-length': '6', 'content-type': undefined }],
    ['bytes', { data: new Uint8Array([0x68, 0x69]) }, 'hi', { 'content-length': '2', 'content-type': undefined }],
    ['an ArrayBuffer', { data: new Uint8Array([0x68, 0x69]).buffer }, 'hi', { 'content-length': '2' }],
    [
      'fields (R6)',
      { data: { a: 1, b: ['x', 'y'], c: null } },
      'a=1&b=x&b=y',
      { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '11' },
    ],
    [
      'pairs',
      {
        data: [
          ['a', '1'],
          ['a', '2'],
        ],
      },
      'a=1&a=2',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    [
      'URLSearchParams',
      { data: new URLSearchParams('a=x y') },
      'a=x+y',
      { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    ],
    [
      'JSON (R8)',
      { json: { a: null, b: 'é' } },
      '{"a":null,"b":"é"}',
      { 'content-type': 'application/json', 'content-length': '19' },
    ],
    ['an empty object as JSON (R9)', { json: {} }, '{}', { 'content-length': '2' }],
    ['an empty list as JSON (R9)', { json: [] }, '[]', { 'content-length': '2' }],
    ['false as JSON (R9)', { json: false }, 'false', { 'content-length': '5' }],
    ['0 as JSON (R9)', { json: 0 }, '0', { 'content-length': '1' }],
    ['null as JSON', { json: null }, 'null', { 'content-length': '4' }],
    ['JSON beside empty data', { json: 1, data: {} }, '1', { 'content-type': 'application/json' }],
    ['a type of the user’s', { json: 1, headers: { 'content-TYPE': 'text/x' } }, '1', { 'content-type': 'text/x' }],
    ['a generator (R14)', { data: letters() }, 'abé', { 'transfer-encoding': 'chunked', 'content-length': undefined }],
    ['an async generator', { data: laterLetters() }, 'ab', { 'transfer-encoding': 'chunked' }],
    ['a stream', { data: new Blob(['from a blob']).stream() }, 'from a blob', { 'transfer-encoding': 'chunked' }],
    [
      'a generator of known length',
      { data: letters(), headers: { 'Content-Length': '4' } },
      'abé',
      { 'content-length': '4', 'transfer-encoding': undefined },
    ],
  ])('body: %s', async (_what, options, body, headers) => {
    const got = await echo('POST', options);
    expect(got.body).toBe(body);
    const chosen = Object.keys(headers).map((name) => [name, got.headers[name]]);
    expect(chosen).toEqual(Object.entries(headers));
  });

  test('a GET with a body', async () => {
    expect((await echo('GET', { json: [1] })).body).toBe('[1]');
  });

  test('user and password of the URL, which are in no message (R28, U16)', async () => {
    const url = server.url.replace('//', '//us%40er:pa%3Ass@');
    const response = await requests.get(`${url}/echo`);
    expect(response.json<Echo>().headers['authorization']).toBe(`Basic ${btoa('us@er:pa:ss')}`);
    expect(response.url).toBe(`${server.url}/echo`);
    expect(inspect(response) + inspect(response.request) + inspect(response.request.headers)).not.toMatch(
      /pa:|pa%3A|Basic/,
    );
    const own = await requests.get(`${url}/echo`, { headers: { Authorization: 'Bearer x' } });
    expect(own.json<Echo>().headers['authorization']).toBe('Bearer x');
  });
});

function* letters(): Generator<string> {
  yield 'a';
  yield 'b';
  yield 'é';
}

async function* laterLetters(): AsyncGenerator<string | Uint8Array> {
  yield 'a';
  await Promise.resolve();
  yield new Uint8Array([0x62]);
}

describe('bad input is refused at the call', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;

  test.each<[what: string, options: unknown, type: new (...args: never[]) => Error, message: RegExp]>([
    ['an unknown option', { tiemout: 1 }, TypeError, /^unknown option 'tiemout': did you mean 'timeout'\?$/],
    ['a snake_case option', { allow_redirects: true }, TypeError, /did you mean 'allowRedirects'\?/],
    ['an option that there is not', { xyzzy: {} }, TypeError, /^unknown option 'xyzzy': known are params, data, /],
    ['options that are no object', 5000, TypeError, /^options must be an object/],
    ['options in a list', [], TypeError, /^options must be an object/],
    [
      'a timeout of NaN',
      { timeout: NaN },
      RangeError,
      /^timeout must be a number of milliseconds, 0 or more: received NaN/,
    ],
    ['a negative timeout', { timeout: -1 }, RangeError, /^timeout must .* received -1/],
    ['a timeout in words', { timeout: '5s' }, TypeError, /^timeout must be a number of milliseconds: received "5s"/],
    ['a timeout as in Python', { timeout: [1, 2] }, TypeError, /\{ connect, read, total \}/],
    [
      'a misspelt part of a timeout',
      { timeout: { conect: 1 } },
      TypeError,
      /unknown option 'conect': did you mean 'connect'/,
    ],
    ['a bad part of a timeout', { timeout: { total: '1' } }, TypeError, /^timeout.total must be a number/],
    ['two bodies', { data: 'x', json: 1 }, TypeError, /^data and json cannot both be given/],
    ['data that is a number', { data: 5 }, TypeError, /^data must be a string, bytes/],
    ['data in a list that is no pairs', { data: ['a'] }, TypeError, /^data must be/],
    ['a nested field', { data: { a: {} } }, TypeError, /^data "a" must be a string/],
    ['JSON of NaN (R10)', { json: { a: [NaN] } }, requests.InvalidJSONError, /^json cannot carry NaN/],
    ['JSON of Infinity', { json: -Infinity }, requests.InvalidJSONError, /^json cannot carry -Infinity/],
    ['JSON of a BigInt', { json: 1n }, requests.InvalidJSONError, /BigInt/],
    ['JSON of a cycle', { json: cyclic }, requests.InvalidJSONError, /circular/],
    ['JSON of a function', { json: () => 1 }, requests.InvalidJSONError, /^json cannot carry function json/],
    ['a flag that is none', { stream: 'yes' }, TypeError, /^stream must be true or false/],
    ['another', { allowRedirects: 1 }, TypeError, /^allowRedirects must be true or false/],
    ['a callback that is none', { callback: 'f' }, TypeError, /^callback must be a function/],
    ['a signal that is none', { signal: {} }, TypeError, /^signal must be an AbortSignal/],
    ['a session that is none', { session: {} }, TypeError, /^session must be a Session/],
    ['headers that are none', { headers: 'X: 1' }, TypeError, /^headers must be an object/],
    [
      'a header with a line break (R16)',
      { headers: { A: 'b\r\nC: d' } },
      requests.InvalidHeader,
      /^the value of header "A" has a line break/,
    ],
    ['a header with leading space (R16)', { headers: { A: ' b' } }, requests.InvalidHeader, /leading whitespace/],
    ['a header beyond Latin-1', { headers: { A: '€' } }, requests.InvalidHeader, /Latin-1/],
    ['a header name with a colon', { headers: { 'A:': 'b' } }, requests.InvalidHeader, /is no name of a header/],
    ['an empty header name', { headers: { '': 'b' } }, requests.InvalidHeader, /is no name of a header/],
    ['a header that is an object', { headers: { A: {} } }, requests.InvalidHeader, /must be a string or a number/],
    [
      'Transfer-Encoding',
      { headers: { 'transfer-encoding': 'chunked' } },
      requests.InvalidHeader,
      /give data as an iterable/,
    ],
    ['Expect', { headers: { Expect: '100-continue' } }, requests.InvalidHeader, /not supported/],
    ['Connection: upgrade', { headers: { Connection: 'upgrade' } }, requests.InvalidHeader, /"close" or "keep-alive"/],
  ])('%s', (_what, options, type, message) => {
    for (const make of [requests.post, grequests.post]) {
      let thrown: unknown;
      try {
        void make(server.url, options as requests.VerbOptions);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(type);
      expect((thrown as Error).message).toMatch(message);
    }
    expect(server.seen).toEqual([]);
  });

  test.each(['', 'GET /', 'connect', undefined])('the method %j', (method) => {
    expect(() => requests.request(method as string, server.url)).toThrow(TypeError);
  });
});

describe('redirects', () => {
  test('are followed, with their history (R17)', async () => {
    const response = await requests.get(`${server.url}/redirect/3`);
    expect(response.statusCode).toBe(200);
    expect(response.history.map(({ statusCode, url }) => [statusCode, url.slice(server.url.length)])).toEqual([
      [302, '/redirect/3'],
      [302, '/redirect/2'],
      [302, '/redirect/1'],
    ]);
    expect(response.history.map(({ history }) => history.length)).toEqual([0, 1, 2]);
    expect(response.history[0]!.text).toBe('on to 2');
  });

  test('up to thirty (R18)', async () => {
    const error = await requests.get(`${server.url}/redirect/50`).then(null, (caught: unknown) => caught);
    expect(error).toBeInstanceOf(requests.TooManyRedirects);
    const { message, response } = error as requests.TooManyRedirects;
    expect(message).toBe('Exceeded 30 redirects.');
    expect(response!.url).toMatch(/\/redirect\/20$/);
    expect(response!.history.length).toBe(30);
  });

  test('are not followed when that is not wanted', async () => {
    expect((await requests.get(`${server.url}/redirect/1`, { allowRedirects: false })).statusCode).toBe(302);
  });

  // The table of requests.md 2.4.
  test.each<[status: number, method: string, then: string, body: boolean]>([
    [301, 'POST', 'GET', false],
    [301, 'PUT', 'PUT', false],
    [301, 'PATCH', 'PATCH', false],
    [301, 'DELETE', 'DELETE', false],
    [301, 'GET', 'GET', false],
    [302, 'POST', 'GET', false],
    [302, 'PUT', 'GET', false],
    [302, 'DELETE', 'GET', false],
    [303, 'POST', 'GET', false],
    [303, 'PUT', 'GET', false],
    [307, 'POST', 'POST', true],
    [307, 'PUT', 'PUT', true],
    [308, 'POST', 'POST', true],
    [308, 'GET', 'GET', true],
  ])('%i of a %s is a %s', async (status, method, then, body) => {
    const got = await echo(method, { json: [1] }, `/redirect-to?status=${status}&url=/echo`);
    expect([got.method, got.body, got.headers['content-type']]).toEqual(
      body ? [then, '[1]', 'application/json'] : [then, '', undefined],
    );
  });

  test('a HEAD stays a HEAD', async () => {
    await requests.head(`${server.url}/redirect-to?status=303&url=/echo`, { allowRedirects: true });
    expect(server.seen.map(({ method }) => method)).toEqual(['HEAD', 'HEAD']);
  });

  test('a body that can be sent once is not sent empty', async () => {
    const url = `${server.url}/redirect-to?status=307&url=/echo`;
    await expect(requests.post(url, { data: letters() })).rejects.toThrow(requests.UnrewindableBodyError);
    // One that gives a new iterator each time is sent again.
    const again = {
      *[Symbol.iterator]() {
        yield* letters();
      },
    };
    expect((await requests.post(url, { data: again })).json<Echo>().body).toBe('abé');
  });

  test('keep the fragment (R22)', async () => {
    expect((await requests.get(`${server.url}/redirect-to?url=echo#frag`)).url).toBe(`${server.url}/echo#frag`);
  });

  test('Authorization stays with the host (R23)', async () => {
    const headers = { Authorization: 'Bearer x', 'X-Api-Key': 'k' };
    const same = await echo('GET', { headers }, '/redirect-to?url=/echo');
    expect(same.headers).toMatchObject({ authorization: 'Bearer x', 'x-api-key': 'k' });
    const other = `http://localhost:${server.port}/echo`;
    const there = await echo('GET', { headers }, `/redirect-to?url=${encodeURIComponent(other)}`);
    expect(there.headers['authorization']).toBeUndefined();
    // As requests has it: what else is secret, only its owner knows.
    expect(there.headers['x-api-key']).toBe('k');
  });

  test('to nowhere', async () => {
    await expect(requests.get(`${server.url}/redirect-to?url=ftp://x/`)).rejects.toThrow(requests.InvalidSchema);
  });
});

describe('sessions', () => {
  test('headers and params are merged (R5)', async () => {
    const session = new requests.Session({ headers: { foo: '1', bar: '2' }, params: { a: 1, b: 2 }, timeout: 5000 });
    const { headers, url } = (
      await session.get(`${server.url}/echo`, { headers: { FOO: null }, params: { b: null, c: 3 } })
    ).json<Echo>();
    expect([headers['foo'], headers['bar'], url]).toEqual([undefined, '2', '/echo?a=1&c=3']);
    await session.close();
  });

  test('share their connections, and can be used after close', async () => {
    const session = new requests.Session();
    for (let i = 0; i < 5; i++) await session.get(server.url);
    expect(server.connections).toBe(1);
    await session.close();
    await session.post(server.url);
    expect(server.connections).toBe(2);
    await session.close();
  });

  test('a session for a verb of the module', async () => {
    const session = new requests.Session({ headers: { 'X-S': '1' } });
    expect((await echo('GET', { session })).headers['x-s']).toBe('1');
    await session.close();
  });

  test.each<[what: string, options: unknown, type: new () => Error]>([
    ['an unknown option', { header: {} }, TypeError],
    ['a bad header', { headers: { 'a b': '' } }, requests.InvalidHeader as unknown as new () => Error],
    ['no connections', { connections: 0 }, RangeError],
    ['a bad timeout', { timeout: NaN }, RangeError],
    ['a dispatcher that is none', { dispatcher: {} }, TypeError],
  ])('%s is refused', (_what, options, type) => {
    expect(() => new requests.Session(options as requests.SessionOptions)).toThrow(type);
  });

  test('its verbs take no other session', () => {
    const session = new requests.Session();
    expect(() => session.get(server.url, { session } as requests.VerbOptions)).toThrow(/unknown option 'session'/);
  });

  test('connections are bounded', async () => {
    const session = new requests.Session({ connections: 3 });
    await Promise.all(Array.from({ length: 12 }, () => session.get(`${server.url}/delay/5`)));
    expect([server.maxInFlight, server.connections]).toEqual([3, 3]);
    await session.close();
  });
});

describe('callback', () => {
  test('is called with the response, once, and may replace it', async () => {
    const seen: number[] = [];
    const other = await requests.get(`${server.url}/other`);
    const response = await requests.get(`${server.url}/redirect/2`, {
      callback: (got) => {
        seen.push(got.statusCode);
        return other;
      },
    });
    expect([seen, response === other]).toEqual([[200], true]);
    // A number is no response: an arrow function often returns something.
    expect((await requests.get(server.url, { callback: (got) => seen.push(got.statusCode) })).statusCode).toBe(200);
  });

  test('may wait, and its error is the request’s', async () => {
    const text = await requests.get(`${server.url}/a`, {
      *callback() {
        return yield* requests.get(`${server.url}/b`);
      },
    });
    expect(text.text).toBe('this is /b');
    await expect(
      requests.get(server.url, {
        callback() {
          throw new Error('mine');
        },
      }),
    ).rejects.toThrow('mine');
  });
});

describe('what goes wrong', () => {
  test('a refused port (R38)', async () => {
    const url = `http://127.0.0.1:${await refusedPort()}/`;
    const error = (await requests.get(url).then(null, (caught: unknown) => caught)) as requests.ConnectionError;
    expect(error).toBeInstanceOf(requests.ConnectionError);
    expect(error).toBeInstanceOf(requests.RequestException);
    expect(error).not.toBeInstanceOf(requests.Timeout);
    expect([error.name, error.code, (error.cause as { code: string }).code]).toEqual([
      'ConnectionError',
      'ERR_CONNECTION',
      'ECONNREFUSED',
    ]);
    expect([error.request!.method, error.request!.url, error.response]).toEqual(['GET', url, null]);
    expect(error.message).toContain(`GET ${url}: connect ECONNREFUSED`);
  });

  test('a host that is not there (R38)', async () => {
    const error = (await requests.get('http://nope.invalid/').then(null, (caught: unknown) => caught)) as Error;
    expect(error).toBeInstanceOf(requests.ConnectionError);
    expect((error.cause as { code: string }).code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  });

  test.each(['http://1.2.3.4.5/', 'http://256.256.256.256/'])('%s, which requests looks up', async (url) => {
    const error = await inHub(function* () {
      try {
        return yield* requests.get(url);
      } catch (caught) {
        return caught;
      }
    });
    expect(error).toBeInstanceOf(requests.InvalidURL);
    expect((error as Error).message).toContain(`GET ${url}: `);
  });

  test.each<[what: string, answer: string, type: abstract new (...args: never[]) => Error]>([
    ['closed without an answer', '', requests.ConnectionError],
    ['no HTTP', 'SSH-2.0-hello\r\n', requests.ConnectionError],
    ['a short body (U5)', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort', requests.ChunkedEncodingError],
    ['a cut chunk (U5)', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab', requests.ChunkedEncodingError],
    [
      'a broken chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n',
      requests.ChunkedEncodingError,
    ],
    ['a huge header', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, requests.ConnectionError],
    [
      'what is no gzip',
      'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain',
      requests.ContentDecodingError,
    ],
  ])('%s', async (_what, answer, type) => {
    const raw = await new RawServer((socket) => socket.end(answer, 'latin1')).listen();
    const error: unknown = await requests.get(raw.url).then(null, (caught: unknown) => caught);
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toContain(`GET ${raw.url}/: `);
    await raw.close();
  });

  test('a body whose generator throws', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield 'a';
      await Promise.resolve();
      throw new Error('out of letters');
    }
    const error = (await requests
      .post(`${server.url}/echo`, { data: broken() })
      .then(null, (caught: unknown) => caught)) as Error;
    expect(error).toBeInstanceOf(requests.RequestException);
    expect([
      error.message.endsWith('the body could not be read: out of letters'),
      (error.cause as Error).message,
    ]).toEqual([true, 'out of letters']);
  });

  test('a kept connection that the server has closed is no failure of a GET', async () => {
    // The first request of a connection is answered; the connection is cut when the second comes.
    const raw = await new RawServer((socket, index) => {
      if (index === 1) socket.destroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    }).listen();
    const session = new requests.Session();
    expect((await session.get(raw.url)).text).toBe('ok');
    expect((await session.get(raw.url)).text).toBe('ok');
    expect(raw.requests).toBe(3);
    await session.close();
    await raw.close();
  });

  test('but it is one of a POST, which might be done twice', async () => {
    const raw = await new RawServer((socket, index) => {
      if (index === 1) socket.destroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    }).listen();
    const session = new requests.Session();
    await session.get(raw.url);
    await expect(session.post(raw.url)).rejects.toThrow(requests.ConnectionError);
    expect(raw.requests).toBe(2);
    await session.close();
    await raw.close();
  });

  test('none of them is a control error', () => {
    const { Timeout, ConnectTimeout, ReadTimeout, RequestException } = requests;
    for (const error of [new Timeout('t'), new ConnectTimeout('c'), new ReadTimeout('r'), new RequestException('e')]) {
      expect([error.name, isControl(error)]).toEqual([error.name, false]);
    }
  });

  test('ConnectTimeout is a ConnectionError and a Timeout', () => {
    const error = new requests.ConnectTimeout('late');
    expect([
      error instanceof requests.ConnectionError,
      error instanceof requests.Timeout,
      error instanceof requests.ReadTimeout,
      new requests.ConnectionError('x') instanceof requests.Timeout,
      new requests.Timeout('x') instanceof requests.ConnectTimeout,
    ]).toEqual([true, true, false, false, false]);
  });

  test('every class has its name and a code of its own', () => {
    const codes = new Set<string>();
    const classes = Object.entries(requests).filter(
      ([, value]) => typeof value === 'function' && value.prototype instanceof Error,
    );
    expect(classes.length).toBeGreaterThan(15);
    for (const [name, type] of classes) {
      const made = new (type as new (message: string, body?: string) => requests.RequestException)('m');
      expect(made.name).toBe(name);
      codes.add(made.code);
    }
    expect(codes.size).toBe(classes.length);
  });
});
