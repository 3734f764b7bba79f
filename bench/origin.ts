/**
 * The servers of the HTTP workloads, each in a process of its own. They answer every request with the same small JSON.
 */
import { type ChildProcess, spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from './places.ts';
import type { Surroundings } from './workload.ts';

/** What every request is answered with. */
export const ANSWER: string = JSON.stringify({
  id: 17,
  name: 'greenlet',
  tags: ['a', 'b', 'c'],
  price: 12.5,
  ok: true,
});

function nginxConfig(folder: string, port: number): string {
  return `
    daemon off; master_process off; worker_processes 1;
    pid ${folder}/pid; error_log ${folder}/error.log crit;
    events { worker_connections 2048; }
    http {
      access_log off; keepalive_requests 1000000000; keepalive_timeout 1h;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      server { listen 127.0.0.1:${port} backlog=1024; location / { default_type application/json; return 200 '${ANSWER}'; } }
    }`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function waitFor(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) break;
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the HTTP server of the benchmark did not start');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A server that was started. */
interface Server {
  readonly note: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Start Node's own server. */
async function startNode(): Promise<Server> {
  const port = await freePort();
  const stdio: StdioOptions = ['ignore', 'inherit', 'inherit', 'ipc'];
  const child = spawn(process.execPath, [...program('origin-server'), String(port)], { stdio });
  const stop = (): Promise<void> => end(child);
  await waitFor(port, child).catch(stopAndThrow(stop));
  return { note: 'node:http', port, stop };
}

/** Start nginx, if it is installed. */
async function startNginx(): Promise<Server | null> {
  const nginx = spawnSync('nginx', ['-v'], { encoding: 'utf8' });
  if (nginx.status !== 0) return null;
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'greenlets-bench-nginx-'));
  const config = join(folder, 'nginx.conf');
  writeFileSync(config, nginxConfig(folder, port));
  const child = spawn('nginx', ['-p', folder, '-c', config, '-e', join(folder, 'start.log')], { stdio: 'inherit' });
  const remove = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  // Nothing is left behind by an interruption either.
  process.once('exit', remove);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', remove);
    await end(child);
    remove();
  };
  await waitFor(port, child).catch(stopAndThrow(stop));
  return { note: nginx.stderr.trim().replace('nginx version: ', ''), port, stop };
}

function surround(server: Server): Surroundings {
  const { note, port } = server;
  return {
    note: `server: ${note}, one process, loopback`,
    env: { BENCH_ORIGIN: `http://127.0.0.1:${port}` },
    stop: () => server.stop(),
  };
}

/** Start a server that answers at once: nginx with one worker where it is installed, else Node's own. */
export async function startOrigin(): Promise<Surroundings> {
  return surround((await startNginx()) ?? (await startNode()));
}

/** Start a server that can be asked to take its time: Node's own, as nginx cannot. */
export async function startSlowOrigin(): Promise<Surroundings> {
  return surround(await startNode());
}

function stopAndThrow(stop: () => Promise<void>): (error: unknown) => Promise<never> {
  return async (error) => {
    await stop();
    throw error;
  };
}
