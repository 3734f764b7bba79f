/**
 * A raw server on two ports that keeps every byte of the requests, and answers what it is told to.
 */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import * as net from 'node:net';
import * as zlib from 'node:zlib';

/** What the server answers. */
export interface Answer {
  /** 200 without one. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | { readonly $bytes: string };
  /** How the body is encoded, in this order; Content-Encoding says so. */
  readonly encode?: readonly ('gzip' | 'deflate' | 'deflate-raw' | 'br')[];
}

/** A request as it came. */
export interface WireRequest {
  /** Method, target and version. */
  readonly line: string;
  /** Names and values in their order, and in the case they came in. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** With the framing of its chunks; bytes that are no UTF-8 as `hex:…`. */
  readonly body: string;
}

const ENCODERS = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  'deflate-raw': zlib.deflateRawSync,
  br: zlib.brotliCompressSync,
};
const BODILESS = new Set([204, 304]);

/** A server that records, and answers with `answers` in turn. */
export class WireServer {
  requests: WireRequest[];
  answers: readonly Answer[];
  private readonly servers: readonly net.Server[];
  private readonly sockets: Set<net.Socket>;
  private ports: readonly number[];

  constructor() {
    this.requests = [];
    this.answers = [];
    this.sockets = new Set();
    this.servers = [0, 1].map(() => net.createServer((socket) => this.serve(socket)));
    this.ports = [];
  }

  async listen(): Promise<this> {
    for (const server of this.servers) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
    this.ports = this.servers.map((server) => (server.address() as net.AddressInfo).port);
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    for (const server of this.servers) await new Promise<unknown>((resolve) => server.close(resolve));
  }

  /** What stands in a case for where the server listens, with what it means now. */
  get places(): Readonly<Record<string, string>> {
    const [port, other] = this.ports;
    return { base: `http://127.0.0.1:${port}`, other: `http://127.0.0.1:${other}`, port: String(port) };
  }

  /** `value`, with what its strings say of places filled in. */
  locate<T>(value: T): T {
    const filled = JSON.stringify(value).replace(/\{(base|other|port)\}/g, (_, name: string) => this.places[name]!);
    return JSON.parse(filled) as T;
  }

  /** `value`, with PORT and OTHER in place of the ports, which are others each time. */
  unlocate<T>(value: T): T {
    const [port, other] = this.ports;
    const text = JSON.stringify(value).replaceAll(`:${port}`, ':PORT').replaceAll(`:${other}`, ':OTHER');
    return JSON.parse(text) as T;
  }

  /** Wait until all connections are closed by those who made them: what they sent is all there then. */
  async ended(): Promise<void> {
    for (const socket of this.sockets) await once(socket, 'close');
  }

  /** Forget what came, and begin with the first of `answers`. */
  expect(answers: readonly Answer[] | undefined): void {
    this.requests = [];
    this.answers = this.locate(answers ?? []);
  }

  private serve(socket: net.Socket): void {
    let received = Buffer.alloc(0);
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      for (let size = sizeOf(received); size !== null; size = sizeOf(received)) {
        const request = parse(received.subarray(0, size));
        received = received.subarray(size);
        const answer = this.answers[this.requests.length] ?? { body: 'ok' };
        this.requests.push(request);
        if (REQUEST_LINE.test(request.line)) socket.write(encode(answer, request.line.startsWith('HEAD ')));
      }
    });
  }
}

/** How many bytes the request at the beginning of `received` has; null if it is not all there. */
function sizeOf(received: Buffer): number | null {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const start = end + 4;
  const head = received.toString('latin1', 0, start);
  if (/\r\ntransfer-encoding: chunked\r\n/i.test(head)) {
    const last = received.indexOf('0\r\n\r\n', start);
    return last < 0 ? null : last + 5;
  }
  const size = start + Number(/\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1] ?? 0);
  return received.byteLength < size ? null : size;
}

const REQUEST_LINE = / HTTP\/1\.1$/;

function parse(bytes: Buffer): WireRequest {
  const end = bytes.indexOf('\r\n\r\n');
  const [line, ...fields] = bytes.toString('latin1', 0, end).split('\r\n');
  // Bytes that belong to no message are kept too: a client may well send such.
  if (!REQUEST_LINE.test(line!)) return { line: textOf(bytes), headers: [], body: '' };
  const headers = fields.map((field): [string, string] => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon), field.slice(colon + 1).replace(/^ /, '')];
  });
  return { line: line!, headers, body: textOf(bytes.subarray(end + 4)) };
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : `hex:${bytes.toString('hex')}`;
}

function encode({ status = 200, headers = {}, body = '', encode = [] }: Answer, toHead: boolean): Buffer {
  let content = typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body.$bytes, 'latin1');
  for (const coding of encode) content = ENCODERS[coding](content);
  const lines = [`HTTP/1.1 ${status} Answer`];
  for (const [name, value] of Object.entries(headers)) {
    for (const one of typeof value === 'string' ? [value] : value) lines.push(`${name}: ${one}`);
  }
  if (encode.length !== 0)
    lines.push(`Content-Encoding: ${encode.map((coding) => coding.replace('-raw', '')).join(', ')}`);
  if (!BODILESS.has(status)) lines.push(`Content-Length: ${content.byteLength}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), toHead ? Buffer.alloc(0) : content]);
}
