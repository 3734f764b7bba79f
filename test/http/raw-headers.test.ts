/**
 * The headers of a response are those that came, in order and to the byte, however they came: what is expected is what
 * the server has written.
 */
import { Buffer } from 'node:buffer';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import type * as Undici7 from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { HeaderList, recordOf, responseHeaders } from '../../src/http/headers.ts';
import { codingIn, keepHeaders, PackedHeaders } from '../../src/http/raw-headers.ts';
import { eventually, RawServer } from './server.ts';

type Line = readonly [name: string, value: string];

/** Names in several cases, repeated; values with colons, tabs, quotes, bytes of Latin-1, and none. */
const LINES: readonly Line[] = [
  ['Server', 'a: b: c'],
  ['X-Empty', ''],
  ['Set-Cookie', 'a=1; Path=/'],
  ['x-Tab', 'one\ttwo'],
  ['SET-COOKIE', 'b=2; Expires=Thu, 01 Jan 2099 00:00:00 GMT'],
  ['X-Latin1', 'caf\xe9 \xff\x80'],
  ['X-Colons', ':: :'],
  ['X-Trailing', 'kept as in requests \t'],
  ['set-cookie', 'c="x:y"'],
  ['Content-Length', '2'],
];

const headOf = (lines: readonly Line[], separator = ': '): string =>
  `HTTP/1.1 200 OK\r\n${lines.map(([name, value]) => `${name}${separator}${value}\r\n`).join('')}\r\n`;

/** What `parts` of the bytes to come are, cut at each of `places`. */
const cut = (text: string, ...places: number[]): string[] =>
  [0, ...places].map((place, index) => text.slice(place, places[index]));

const servers: RawServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function answering(answer: ConstructorParameters<typeof RawServer>[0]): Promise<string> {
  const server = await new RawServer(answer).listen();
  servers.push(server);
  return server.url;
}

/** The newest connection of the client's. */
let client: Socket;
const noticed = (message: unknown): void => {
  client = (message as { socket: Socket }).socket;
};
beforeAll(() => subscribe('net.client.socket', noticed));
afterAll(() => unsubscribe('net.client.socket', noticed));

/** A server that sends each of `parts` when the client has read the one before: each is a packet of its own. */
async function inPackets(partsOf: () => readonly string[]): Promise<string> {
  return answering((socket) => {
    socket.setNoDelay(true);
    void (async () => {
      const { bytesRead } = client;
      let sent = 0;
      for (const part of partsOf()) {
        socket.write(part, 'latin1');
        sent += part.length;
        await eventually(() => client.bytesRead >= bytesRead + sent, 'the client has read a packet');
      }
    })();
  });
}

async function linesOf(url: string, options?: requests.VerbOptions): Promise<Line[]> {
  return pairs((await requests.get(url, options)).headers);
}

function pairs({ raw }: requests.HeaderList): Line[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index]!, raw[2 * index + 1]!]);
}

describe('in packets', () => {
  const message = `${headOf(LINES)}ok`;

  test('cut at every byte', async () => {
    let place = 0;
    const url = await inPackets(() => cut(message, place));
    for (place = 1; place < message.length; place++) {
      expect(await linesOf(url), `cut at ${place}`).toEqual(LINES);
    }
    expect(servers[0]!.requests).toBe(message.length - 1);
  });

  test('of one byte each', async () => {
    expect(await linesOf(await inPackets(() => message.split('')))).toEqual(LINES);
  });

  test('with a cut in every name and in every value', async () => {
    const places = LINES.flatMap(([name, value]) => {
      const start = message.indexOf(`${name}: ${value}\r\n`);
      return value === '' ? [start + 1] : [start + 1, start + name.length + 3];
    });
    expect(await linesOf(await inPackets(() => cut(message, ...places)))).toEqual(LINES);
  });
});

describe('in one packet', () => {
  const one = (text: string): Promise<string> => answering((socket) => socket.write(text, 'latin1'));

  test.each<[what: string, separator: string]>([
    ['a space', ': '],
    ['nothing', ':'],
    ['spaces and tabs', ': \t '],
  ])('with %s before the values', async (_, separator) => {
    expect(await linesOf(await one(`${headOf(LINES, separator)}ok`))).toEqual(LINES);
  });

  test.each<[what: string, lines: Line[]]>([
    ['one line', [['Content-Length', '0']]],
    ['an empty value first', [['X-Empty', ''], ['Content-Length', '0']]], // prettier-ignore
    ['an empty value last', [['Content-Length', '0'], ['X-Empty', '']]], // prettier-ignore
    ['nothing but colons', [['Content-Length', '0'], ['X', ':']]], // prettier-ignore
    ['a name as the one before', [['content-length', '0'], ['A', '1'], ['A', '1']]], // prettier-ignore
  ])('%s', async (_, lines) => {
    expect(await linesOf(await one(headOf(lines)))).toEqual(lines);
  });

  test('none at all', async () => {
    const url = await answering((socket) => socket.end(headOf([])));
    expect(await linesOf(url)).toEqual([]);
  });

  test('after announcements, and without trailers', async () => {
    const lines: Line[] = [['Transfer-Encoding', 'chunked'], ['Trailer', 'X-Sum']]; // prettier-ignore
    const early = 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n';
    expect(await linesOf(await one(`${early}${headOf(lines)}1\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n`))).toEqual(lines);
  });

  test('two heads: each response has its own', async () => {
    const first: Line[] = [['Content-Length', '0'], ['Location', '/b'], ['X', 'first']]; // prettier-ignore
    const second: Line[] = [['X', 'second'], ['Content-Length', '0']]; // prettier-ignore
    const announced = 'HTTP/1.1 102 Processing\r\nX: announced\r\n\r\n';
    // The second is announced in the packet of the first: no more of it may come before it is asked for.
    const url = await answering((socket, request) => {
      socket.write(request === 0 ? headOf(first).replace('200', '302') : announced + headOf(second));
    });
    const response = await requests.get(url);
    expect([...response.history, response].map(({ headers }) => pairs(headers))).toEqual([first, second]);
  });

  test('of a redirect chain, streamed, read after many others have come', async () => {
    const url = await answering((socket, request) =>
      socket.write(`${headOf([['N', `${request}`], ...LINES])}ok`, 'latin1'),
    );
    const responses = await grequests.map(Array.from({ length: 200 }, () => grequests.get(url, { stream: false })));
    const numbers = responses.map((response) => {
      const [number, ...rest] = pairs(response!.headers);
      expect(rest).toEqual(LINES);
      return Number(number![1]);
    });
    expect(new Set(numbers).size).toBe(200);
    const streamed = await requests.get(url, { stream: true });
    expect(pairs(streamed.headers).slice(1)).toEqual(LINES);
    await streamed.read();
  });
});

describe('through other dispatchers', () => {
  const isNew = Number(process.versions.node.split('.')[0]) >= 22;

  test.each([
    ['undici', true],
    ['undici8', isNew],
  ] as const)('an Agent and a MockAgent of %s', async (name, loads) => {
    if (!loads) return;
    const { Agent, MockAgent } = (await import(name)) as typeof Undici7;
    const agent = new Agent();
    const mock = new MockAgent();
    const headers = { 'X-One': 'a: b', 'Set-Cookie': ['a=1', 'b=2'] };
    mock.get('http://mocked.test').intercept({ path: '/' }).reply(200, 'ok', { headers });
    const url = await answering((socket) => socket.write(`${headOf(LINES)}ok`, 'latin1'));
    expect(pairs((await new requests.Session({ dispatcher: agent }).get(url)).headers)).toEqual(LINES);
    const mocked = await new requests.Session({ dispatcher: mock }).get('http://mocked.test/');
    expect([mocked.headers.get('x-one'), mocked.headers.getSetCookie()]).toEqual(['a: b', ['a=1', 'b=2']]);
    await Promise.all([agent.close(), mock.close()]);
  });

  test('kept by the HTTP cache, and shared', async () => {
    const lines: Line[] = [...LINES.filter(([name]) => !/cookie/i.test(name)), ['Cache-Control', 'max-age=60']];
    const server = await answering((socket) => socket.write(`${headOf(lines)}ok`, 'latin1'));
    const session = new requests.Session({ httpCache: true, deduplicate: true });
    const [first, twin] = await grequests.map([grequests.get(server, { session }), grequests.get(server, { session })]);
    const kept = await session.get(server);
    expect([servers[0]!.requests, kept.headers.has('age')]).toEqual([1, true]);
    const lowered = (response: requests.Response): Line[] =>
      pairs(response.headers).flatMap(([name, value]) => (name === 'age' ? [] : [[name.toLowerCase(), value]]));
    const expected = lines.map(([name, value]) => [name.toLowerCase(), value]);
    expect([first!, twin!, kept].map(lowered)).toEqual([expected, expected, expected]);
    await session.close();
  });
});

describe('packing', () => {
  const piecesOf = (text: string, lengths: readonly number[]): Buffer[] => {
    const whole = Buffer.from(text, 'latin1');
    let at = 0;
    return lengths.map((length) => {
      const piece = whole.subarray(at, at + length);
      // What separates takes two bytes everywhere.
      at += length + 2;
      return piece;
    });
  };

  test('what lies as it came is one string', () => {
    const kept = keepHeaders(piecesOf('A: one\r\nB: two\r\n', [1, 3, 1, 3]));
    expect(kept).toBeInstanceOf(PackedHeaders);
    expect(responseHeaders(kept, {}).raw).toEqual(['A', 'one', 'B', 'two']);
  });

  test.each<[what: string, body: string, isKept: boolean]>([
    ['a small one', '{"a":1}', true],
    ['an empty one', '', true],
    ['the largest', 'x'.repeat(1024), true],
    ['a larger one', 'x'.repeat(1025), false],
    ['every byte', String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte)), true],
  ])('the body behind the lines: %s', (_, body, isKept) => {
    const whole = Buffer.from(`A: one\r\nB: two\r\n\r\n${body}rest`, 'latin1');
    const lines = [whole.subarray(0, 1), whole.subarray(3, 6), whole.subarray(8, 9), whole.subarray(11, 14)];
    const kept = keepHeaders(lines, whole.subarray(18, 18 + body.length)) as PackedHeaders;
    expect([kept.hasBody, kept.body]).toEqual([isKept, isKept ? body : null]);
    expect(kept.unpack()).toEqual(['A', 'one', 'B', 'two']);
  });

  test('a body elsewhere is not kept with the lines', () => {
    const whole = Buffer.from('A: one\r\n\r\nbody', 'latin1');
    const lines = [whole.subarray(0, 1), whole.subarray(3, 6)];
    const views = [Buffer.from('body'), whole.subarray(9, 13), whole.subarray(11), new Uint8Array(4), null];
    for (const body of views) expect((keepHeaders(lines, body) as PackedHeaders).hasBody).toBe(false);
  });

  test.each<[raw: unknown, coding: string | null]>([
    [['Content-Encoding', 'gzip'], 'gzip'],
    [['A', 'b', 'CONTENT-ENCODING', 'br'], 'br'],
    [[Buffer.from('content-encoding'), Buffer.from('gzip'), 'Content-Encoding', 'br'], 'gzip, br'],
    [['Content-Encoding', ''], ''],
    [['Content-Encodinh', 'gzip', 'Content-Length', '1'], null],
    [['Content-Encoding'], null],
    [null, null],
  ])('the coding in %j', (raw, coding) => expect(codingIn(raw)).toBe(coding));

  test('fields as undici parses them', () => {
    const lines = [
      'A',
      'one',
      'Set-Cookie',
      'a',
      'SET-COOKIE',
      'b',
      'set-cookie',
      'c',
      '__proto__',
      'x',
      'toString',
      '',
    ];
    expect(Object.entries(recordOf(lines))).toEqual([
      ['a', 'one'],
      ['set-cookie', ['a', 'b', 'c']],
      ['__proto__', 'x'],
      ['tostring', ''],
    ]);
    expect(recordOf(null)).toEqual(Object.create(null));
  });

  // Parts of a head in several packets are put together in a pool, where they may lie side by side.
  test.each<[what: string, text: string, bounds: [number, number][], expected: string[]]>([
    ['a value that begins with a colon', 'X-Header:x', [[0, 8], [8, 10]], ['X-Header', ':x']], // prettier-ignore
    ['something between them', 'A: one\r\nZ: no\r\nB: two', [[0, 1], [3, 6], [15, 16], [18, 21]], ['A', 'one', 'B', 'two']], // prettier-ignore
    ['another order', 'B: two\r\nA: one', [[8, 9], [11, 14], [0, 1], [3, 6]], ['A', 'one', 'B', 'two']], // prettier-ignore
    ['bytes of others between a name and its value', 'A=>one\r\nB: two', [[0, 1], [3, 6], [8, 9], [11, 14]], ['A', 'one', 'B', 'two']], // prettier-ignore
    ['bytes of others between lines', 'A: one\n\nB: two', [[0, 1], [3, 6], [8, 9], [11, 14]], ['A', 'one', 'B', 'two']], // prettier-ignore
    ['no space behind the colon', 'A:\tone', [[0, 1], [3, 6]], ['A', 'one']], // prettier-ignore
  ])('what only lies together is not: %s', (_, text, bounds, expected) => {
    const pool = Buffer.from(text, 'latin1');
    const kept = keepHeaders(bounds.map(([start, end]) => pool.subarray(start, end)));
    expect(kept).toEqual(expected);
  });

  test('what is no list of lines gives way to the record', () => {
    for (const raw of [null, undefined, 'A: b', ['A'], ['A', ['b', 'c']]]) {
      const record = { a: ['b', 'c'], d: 'e', f: undefined };
      expect(responseHeaders(keepHeaders(raw), record)).toEqual(new HeaderList(['a', 'b', 'a', 'c', 'd', 'e']));
    }
  });
});
