/**
 * Small real servers on loopback for the tests of the HTTP layer, and a hub that must be left empty.
 */
import { spawn as spawnProcess } from 'node:child_process';
import { once } from 'node:events';
import * as http from 'node:http';
import * as net from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as zlib from 'node:zlib';
import { type Coroutine, Hub } from 'greenlets';
import { assertNothingLeft } from 'greenlets/testing';

/** What a server has seen of a request. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  body: string;
}

/** Requests that a server holds back: until they are let go, or until so many wait together. */
export class WaitingRoom {
  /** How many are let go as soon as they are all there. */
  together: number;
  private readonly waiting: http.ServerResponse[];

  constructor() {
    this.together = Infinity;
    this.waiting = [];
  }

  get size(): number {
    return this.waiting.length;
  }

  add(response: http.ServerResponse): void {
    this.waiting.push(response);
    // Some turns later: any beyond the limit under test would be there too.
    if (this.size === this.together) void turns(20).then(() => this.letGo());
  }

  /** Answer those that wait. */
  letGo(): void {
    for (const response of this.waiting.splice(0)) response.end('let go');
  }
}

/** What a server does with a request. */
export type Handler = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

/** What listens on loopback, at a port of the system's choice. */
abstract class Listening {
  port: number;
  protected abstract readonly server: net.Server;

  constructor() {
    this.port = 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as net.AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    this.disconnect();
    await new Promise<unknown>((resolve) => this.server.close(resolve));
  }

  /** Close all connections. */
  protected abstract disconnect(): void;
}

/** A server that counts what comes to it. */
export class TestServer extends Listening {
  readonly seen: Seen[];
  /** Requests that are being answered, and the most there ever were. */
  inFlight: number;
  maxInFlight: number;
  /** Connections: made in all, and open now. */
  connections: number;
  open: number;
  /** Requests whose connection was closed before they were answered. */
  aborted: number;
  protected readonly server: http.Server;

  constructor(handler: Handler) {
    super();
    this.seen = [];
    this.inFlight = 0;
    this.maxInFlight = 0;
    this.connections = 0;
    this.open = 0;
    this.aborted = 0;
    this.server = http.createServer((request, response) => this.serve(request, response, handler));
    this.server.on('connection', (socket) => {
      this.connections++;
      this.open++;
      socket.on('close', () => this.open--);
    });
  }

  protected disconnect(): void {
    this.server.closeAllConnections();
  }

  /** Forget what was counted. */
  reset(): void {
    this.seen.length = 0;
    this.maxInFlight = this.inFlight;
    this.connections = 0;
    this.aborted = 0;
  }

  private serve(request: http.IncomingMessage, response: http.ServerResponse, handler: Handler): void {
    const seen: Seen = {
      method: request.method!,
      url: request.url!,
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body: '',
    };
    this.seen.push(seen);
    this.inFlight++;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    response.on('close', () => {
      this.inFlight--;
      if (!response.writableFinished) this.aborted++;
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.body = Buffer.concat(chunks).toString('utf8');
      handler(request, response, seen.body);
    });
    request.on('error', () => undefined);
  }
}

/** What `/echo` answers. */
export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The routes that most tests use; the path says what is to happen. */
export function routes(request: http.IncomingMessage, response: http.ServerResponse, body: string): void {
  const url = new URL(request.url!, 'http://base');
  const [, name, argument = ''] = url.pathname.split('/');
  switch (name) {
    case 'echo':
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
      return;
    case 'delay':
      setTimeout(() => response.end(argument), Number(argument));
      return;
    case 'hang':
      return;
    case 'status':
      response.writeHead(Number(argument));
      response.end(`status ${argument}`);
      return;
    case 'redirect': {
      const left = Number(argument);
      response.writeHead(302, { Location: left > 1 ? `/redirect/${left - 1}` : '/echo' });
      response.end(`on to ${left - 1}`);
      return;
    }
    case 'redirect-to':
      response.writeHead(Number(url.searchParams.get('status') ?? 302), { Location: url.searchParams.get('url')! });
      response.end();
      return;
    case 'gzip':
      response.setHeader('Content-Encoding', 'gzip');
      response.end(zlib.gzipSync('zipped '.repeat(Number(argument || 1))));
      return;
    case 'drip':
      drip(response, Number(argument));
      return;
    case 'bytes':
      response.end(Buffer.alloc(Number(argument), 'x'));
      return;
    case 'stall':
      // The headers and a first piece, and then nothing.
      response.write('first');
      return;
    default:
      response.end(`this is ${request.url}`);
  }
}

function drip(response: http.ServerResponse, pieces: number): void {
  let left = pieces;
  const timer = setInterval(() => {
    response.write('*');
    if (--left === 0) response.end();
  }, 20);
  response.on('close', () => clearInterval(timer));
}

/** A server that answers every connection with the bytes of `answer`, whatever it is asked. */
export class RawServer extends Listening {
  requests: number;
  /** Connections that were made. */
  connections: number;
  protected readonly server: net.Server;
  private readonly sockets: Set<net.Socket>;

  constructor(answer: (socket: net.Socket, request: number, text: string) => void) {
    super();
    this.requests = 0;
    this.connections = 0;
    this.sockets = new Set();
    this.server = net.createServer((socket) => {
      this.connections++;
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
      socket.on('data', (data) => answer(socket, this.requests++, data.toString('latin1')));
    });
  }

  /** How many connections are open now. */
  get open(): number {
    return this.sockets.size;
  }

  protected disconnect(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

/** A port that nothing listens on. */
export async function refusedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise<unknown>((resolve) => server.close(resolve));
  return port;
}

/** The promise of an operation, which starts at once. */
export function promised<T>(waited: PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    waited.then(resolve, reject);
  });
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}

/** Wait until `condition` holds; the test's own time limit is the only one. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > 10_000) throw new Error(`it never came about that ${what}`);
    await nextTurn();
  }
}

/** Run `body` as the main greenlet of a hub of its own, in real time, and check that nothing is left in it. */
export async function inHub<T>(body: (hub: Hub) => Coroutine<T>): Promise<T> {
  const hub = new Hub();
  const value = await hub.run(() => body(hub));
  await emptied(hub);
  return value;
}

/** Wait until `hub` has nothing left; what takes longer than a few turns is left behind. */
export async function emptied(hub: Hub): Promise<void> {
  for (let turn = 0; turn < 50 && hub.pending.ready !== 0; turn++) await nextTurn();
  assertNothingLeft(hub);
}

/** A port that accepts no connection: its process sleeps, and the queue of those to be accepted is full. */
export async function fullPort(): Promise<{ port: number; close: () => Promise<void> }> {
  const program = `
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const child = spawnProcess(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(said.toString());
  const fillers = Array.from({ length: 8 }, () => net.connect(port, '127.0.0.1').on('error', () => undefined));
  // The first fill the queue; of the rest nothing is heard.
  await once(fillers[0]!, 'connect');
  return {
    port,
    async close() {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
      await exited;
    },
  };
}
