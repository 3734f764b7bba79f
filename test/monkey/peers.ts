/**
 * Real peers for the tests of patched functions: each can tell whether the other side has gone away.
 */
import { type ChildProcess, spawn as spawnProcess, spawnSync } from 'node:child_process';
import * as dgram from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Wait until `condition` holds; the test's own time limit is the only one. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > 10_000) throw new Error(`it never came about that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** An HTTP server that counts the requests it has got, and those whose connection was closed before they were answered. */
export class Origin {
  got: number;
  closed: number;
  /** Requests that are neither answered nor closed. */
  open: number;
  port: number;
  private readonly server: http.Server;

  constructor() {
    this.got = 0;
    this.closed = 0;
    this.open = 0;
    this.port = 0;
    this.server = http.createServer((request, response) => this.serve(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private serve(request: http.IncomingMessage, response: http.ServerResponse): void {
    this.got++;
    this.open++;
    let gone = false;
    const { socket } = request;
    const onClose = (): void => {
      gone = true;
      this.closed++;
      this.open--;
    };
    socket.once('close', onClose);
    response.on('finish', () => {
      socket.off('close', onClose);
      if (!gone) this.open--;
    });
    request.resume();
    const [, name, argument = ''] = request.url!.split('/');
    if (name === 'hang') return;
    if (name === 'stall') response.write('{"first":');
    else if (name === 'json') response.end(JSON.stringify({ path: argument }));
    else if (name === 'delay') setTimeout(() => response.end(`after ${argument} ms`), Number(argument));
    else response.end(`this is ${request.url}`);
  }

  async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as net.AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** A TCP server that writes without end and counts the connections that were closed. */
export class Source {
  closed: number;
  open: number;
  port: number;
  private readonly server: net.Server;

  constructor() {
    this.closed = 0;
    this.open = 0;
    this.port = 0;
    this.server = net.createServer((socket) => {
      this.open++;
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.open--;
        this.closed++;
      });
      socket.write('x');
    });
  }

  async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as net.AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    this.server.close();
    await once(this.server, 'close');
  }
}

/** A name server that never answers, and can find out whether the socket of whoever asked is still there. */
export class SilentNameServer {
  readonly queries: dgram.RemoteInfo[];
  port: number;
  private readonly socket: dgram.Socket;

  constructor() {
    this.queries = [];
    this.port = 0;
    this.socket = dgram.createSocket('udp4');
    this.socket.on('message', (_message, from) => this.queries.push(from));
    this.socket.on('error', () => undefined);
  }

  async listen(): Promise<this> {
    this.socket.bind(0, '127.0.0.1');
    await once(this.socket, 'listening');
    this.port = this.socket.address().port;
    return this;
  }

  /** Whether a late answer is refused by the system of whoever asked: its socket is closed. */
  async isGone({ port, address }: dgram.RemoteInfo): Promise<boolean> {
    const probe = dgram.createSocket('udp4');
    probe.connect(port, address);
    await once(probe, 'connect');
    const seen = { gone: false };
    probe.on('error', () => {
      seen.gone = true;
    });
    for (let attempt = 0; attempt < 5 && !seen.gone; attempt++) {
      probe.send('late', () => undefined);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    probe.close();
    return seen.gone;
  }

  close(): void {
    this.socket.close();
  }
}

/** A named pipe in a folder of its own. */
export class Fifo {
  readonly path: string;
  private readonly folder: string;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'greenlets-fifo-'));
    this.path = join(this.folder, 'pipe');
    if (spawnSync('mkfifo', [this.path]).status !== 0) throw new Error('mkfifo failed');
  }

  /** A process that works on the pipe, by a command of the shell. */
  peer(command: string): { child: ChildProcess; ended: Promise<{ signal: string | null; out: string }> } {
    const child = spawnProcess('sh', ['-c', `exec ${command}`, 'sh', this.path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    // Not by `once`: called in a greenlet under the patch, it would be stopped with it.
    const ended = new Promise<{ signal: string | null; out: string }>((resolve) => {
      child.on('close', (_code, signal) => resolve({ signal, out }));
    });
    return { child, ended };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A file of 1.5 GB that takes no room, and what the system knows of its readers. */
export class HugeFile {
  readonly path: string;
  private readonly folder: string;
  private readonly readBefore: number;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'greenlets-huge-'));
    this.path = join(this.folder, 'file');
    writeFileSync(this.path, '');
    truncateSync(this.path, HugeFile.SIZE);
    this.readBefore = HugeFile.bytesRead();
  }

  static readonly SIZE: number = 1.5 * 2 ** 30;

  private static bytesRead(): number {
    return Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))![1]);
  }

  /** Whether this process has it open. */
  isOpen(): boolean {
    return readdirSync('/proc/self/fd').some((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === this.path;
      } catch {
        return false;
      }
    });
  }

  /** How much of anything this process has read since. */
  read(): number {
    return HugeFile.bytesRead() - this.readBefore;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Whether Node looks at the signal while it reads from a pipe; Node 26 reads on until the end. */
export const pipesCanBeStopped: boolean = Number(process.versions.node.split('.')[0]) < 26;

/** A redis-server on a free port, without persistence; null, with a printed reason, where there is none. */
export async function startRedis(): Promise<{ url: string; stop: () => Promise<void> } | null> {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    if (process.env['CI'] !== undefined) throw new Error('redis-server is not installed, and CI skips nothing');
    console.warn('skipped: redis-server is not installed (apt-get install redis-server)');
    return null;
  }
  const holder = net.createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as net.AddressInfo;
  holder.close();
  await once(holder, 'close');
  const child = spawnProcess(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  await eventually(() => out.includes('eady to accept connections') || child.exitCode !== null, 'redis is ready');
  if (child.exitCode !== null) throw new Error(`redis-server ended: ${out}`);
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
