/**
 * What may go wrong at the other end of a connection, and the error that it has to be.
 *
 * Python's requests, run against the same servers, fails by the same names where it notices, but silence in a body is a
 * ConnectionError there, and a close within the TLS handshake an SSLError. It has no `total` and no `maxResponseSize`.
 */
import { Buffer } from 'node:buffer';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import * as zlib from 'node:zlib';
import * as requests from 'greenlets/requests';

/** One of them. */
export interface Fault {
  readonly what: string;
  /** What the server does when something has come. */
  readonly serve: (socket: Socket) => void;
  readonly error: abstract new (...args: never[]) => requests.RequestException;
  readonly code: string;
  /** The name and code of what Node, undici or zlib says. */
  readonly cause?: RegExp;
  readonly options?: requests.VerbOptions;
  readonly method?: string;
  readonly scheme?: 'https';
  /** After how many milliseconds; at once by default. */
  readonly after?: number;
  /** Whether the response was whole, so that its connection can be used again. */
  readonly keeps?: true;
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const MB = 1024 * 1024;

const says = (answer: string | Uint8Array) => (socket: Socket) => void socket.write(answer);
const endsWith = (answer: string) => (socket: Socket) => void socket.end(answer, 'latin1');
const nothing = (): void => undefined;

/** A body with its coding, whole. */
function coded(coding: string, body: Uint8Array): (socket: Socket) => void {
  const head = `${OK}Content-Encoding: ${coding}\r\nContent-Length: ${body.byteLength}\r\n\r\n`;
  return says(Buffer.concat([Buffer.from(head), body]));
}

/** Send the beginning of a body, and reset the connection once that has been received. */
function resetInBody(socket: Socket): void {
  const name = 'undici:request:bodyChunkReceived';
  const onPiece = (): void => {
    unsubscribe(name, onPiece);
    socket.resetAndDestroy();
  };
  subscribe(name, onPiece);
  socket.write(`${OK}Content-Length: 100\r\n\r\nthe beginning`);
}

/** Send `text` a byte at a time, every few milliseconds, as long as somebody listens. */
export function drip(socket: Socket, text: string, ms: number): void {
  let sent = 0;
  const timer = setInterval(() => {
    socket.write(text[sent++]!);
    if (sent === text.length) clearInterval(timer);
  }, ms);
  socket.on('close', () => clearInterval(timer));
}

/** An interim response every few milliseconds. */
function interim(socket: Socket): void {
  const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 10);
  socket.on('close', () => clearInterval(timer));
}

/** Read nothing for longer than the request has, and then see the end of the connection. */
function stopReading(socket: Socket): void {
  socket.pause().removeAllListeners('data');
  setTimeout(() => socket.resume(), 400);
}

/** Send `piece` again and again, as fast as it is taken. */
function flood(socket: Socket, head: string, piece: string): void {
  socket.write(head);
  const pour = (): void => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once('drain', pour);
  };
  pour();
}

const gzipped = zlib.gzipSync(Buffer.from(Array.from({ length: 10_000 }, (_, index) => (index * 7919) & 0xff)));
const spoiled = Buffer.from(gzipped);
spoiled.fill(0xff, spoiled.length / 2, spoiled.length / 2 + 100);
/** A hundred megabytes in a hundred kilobytes, and these in a few hundred bytes. */
const bomb = zlib.gzipSync(Buffer.alloc(100 * MB), { level: 9 });
const doubleBomb = zlib.gzipSync(bomb, { level: 9 });

const lost = { error: requests.ConnectionError, code: 'ERR_CONNECTION' } as const;
const cut = { error: requests.ChunkedEncodingError, code: 'ERR_CHUNKED_ENCODING' } as const;
const undecodable = { error: requests.ContentDecodingError, code: 'ERR_CONTENT_DECODING', keeps: true } as const;
const tooLarge = { error: requests.ResponseTooLarge, code: 'ERR_RESPONSE_TOO_LARGE' } as const;
const contradictory = { error: requests.InvalidHeader, code: 'ERR_INVALID_HEADER' } as const;
const silent = {
  error: requests.ReadTimeout,
  code: 'ERR_READ_TIMEOUT',
  options: { timeout: 100 },
  after: 100,
} as const;
const late = {
  error: requests.Timeout,
  code: 'ERR_HTTP_TIMEOUT',
  options: { timeout: { read: 5000, total: 150 } },
  after: 150,
} as const;
const PARSER = /^HTTPParserError/;

export const FAULTS: readonly Fault[] = [
  // The connection.
  { what: 'closes without an answer', serve: endsWith(''), ...lost, cause: / UND_ERR_SOCKET$/ },
  { what: 'resets without an answer', serve: (socket) => socket.resetAndDestroy(), ...lost, cause: / ECONNRESET$/ },
  { what: 'closes within the head', serve: endsWith(`${OK}Content-Le`), ...lost, cause: / UND_ERR_SOCKET$/ },
  { what: 'resets within the body', serve: resetInBody, ...cut, cause: / ECONNRESET$/ },
  { what: 'closes within the body', serve: endsWith(`${OK}Content-Length: 100\r\n\r\nshort`), ...cut },
  {
    what: 'resets within the upload',
    method: 'POST',
    options: { data: Buffer.alloc(64 * MB) },
    serve: (socket) => socket.resetAndDestroy(),
    ...lost,
    cause: / (ECONNRESET|EPIPE)$/,
  },

  // Time.
  { what: 'never answers', serve: nothing, ...silent },
  { what: 'never ends the head', serve: says(`${OK}Content-Le`), ...silent },
  { what: 'never ends the body', serve: says(`${OK}Content-Length: 100\r\n\r\nshort`), ...silent },
  { what: 'never ends a chunk', serve: says(`${CHUNKED}5\r\nab`), ...silent },
  { what: 'drips the head', serve: (socket) => drip(socket, `${OK}${'X: y\r\n'.repeat(1000)}`, 10), ...late },
  { what: 'drips the body', serve: (socket) => drip(socket, `${OK}\r\n${'*'.repeat(1000)}`, 4), ...late },
  { what: 'announces the response for ever', serve: (socket) => interim(socket), ...late },
  {
    what: 'does not read the upload',
    method: 'POST',
    options: { ...late.options, data: Buffer.alloc(64 * MB) },
    serve: stopReading,
    error: late.error,
    code: late.code,
    after: late.after,
  },

  // What is no HTTP.
  { what: 'speaks SSH', serve: says('SSH-2.0-OpenSSH_9.2\r\n'), ...lost, cause: PARSER },
  { what: 'speaks in zeros', serve: says(Buffer.alloc(1000)), ...lost, cause: PARSER },
  { what: 'has no such version', serve: says('HTTP/9.9 200 OK\r\n\r\n'), ...lost, cause: PARSER },
  { what: 'has a status in words', serve: says('HTTP/1.1 fine\r\n\r\n'), ...lost, cause: PARSER },
  { what: 'has a header without a name', serve: says(`${OK}: x\r\n\r\n`), ...lost, cause: PARSER },
  {
    what: 'has a header of 10 MB',
    serve: says(`${OK}X: ${'x'.repeat(10 * MB)}\r\n\r\n`),
    ...lost,
    cause: / UND_ERR_HEADERS_OVERFLOW$/,
  },
  {
    what: 'has headers without end',
    serve: (socket) => flood(socket, OK, 'X-Header: value\r\n'.repeat(1000)),
    ...lost,
    cause: / UND_ERR_HEADERS_OVERFLOW$/,
  },
  { what: 'has two lengths', serve: says(`${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`), ...contradictory },
  { what: 'has a length in words', serve: says(`${OK}Content-Length: five\r\n\r\nabcde`), ...lost, cause: PARSER },
  { what: 'has chunks in words', serve: says(`${CHUNKED}five\r\nabcde\r\n`), ...cut, cause: PARSER },
  { what: 'has a chunk of another length', serve: says(`${CHUNKED}2\r\nabcde\r\n0\r\n\r\n`), ...cut, cause: PARSER },
  { what: 'has a chunk of 2 ** 80 bytes', serve: says(`${CHUNKED}${'f'.repeat(20)}\r\nab\r\n`), ...cut, cause: PARSER },
  {
    what: 'answers a TLS handshake in clear',
    scheme: 'https',
    serve: says(`${OK}Content-Length: 0\r\n\r\n`),
    error: requests.SSLError,
    code: 'ERR_SSL',
  },
  {
    what: 'answers a TLS handshake with zeros',
    scheme: 'https',
    serve: says(Buffer.alloc(1000)),
    error: requests.SSLError,
    code: 'ERR_SSL',
  },
  { what: 'closes within the TLS handshake', scheme: 'https', serve: endsWith(''), ...lost, cause: / ECONNRESET$/ },
  {
    what: 'never answers a TLS handshake',
    scheme: 'https',
    serve: nothing,
    options: { timeout: { connect: 100 } },
    error: requests.ConnectTimeout,
    code: 'ERR_CONNECT_TIMEOUT',
    after: 100,
  },

  // The body.
  { what: 'sends what is no gzip', serve: coded('gzip', Buffer.from('plain')), ...undecodable, cause: / Z_/ },
  { what: 'sends gzip that is spoiled', serve: coded('gzip', spoiled), ...undecodable, cause: / Z_/ },
  { what: 'sends what is no deflate', serve: coded('deflate', Buffer.from('plain')), ...undecodable, cause: / Z_/ },
  { what: 'sends what is no br', serve: coded('br', Buffer.alloc(100, 0xff)), ...undecodable, cause: / ERR_/ },
  {
    what: 'sends a bomb',
    serve: coded('gzip', bomb),
    options: { maxResponseSize: MB },
    ...tooLarge,
    keeps: true,
  },
  {
    what: 'sends a bomb in a bomb',
    serve: coded('gzip, gzip', doubleBomb),
    options: { maxResponseSize: MB },
    ...tooLarge,
    keeps: true,
  },
  {
    what: 'sends a body without end',
    serve: (socket) => flood(socket, `${OK}\r\n`, 'x'.repeat(64 * 1024)),
    options: { maxResponseSize: 10 * MB },
    ...tooLarge,
  },
];
