/**
 * A real httpbin under gunicorn, for as long as a test file runs; null, with a printed reason, where there is none.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { refusedPort } from '../http/server.ts';

/** A running httpbin. */
export interface Httpbin {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

function whyNot(): string | null {
  if (spawnSync('gunicorn', ['--version']).error !== undefined) return 'gunicorn is not installed';
  const found = spawnSync('/usr/bin/python3', ['-c', 'import httpbin']);
  return found.status === 0 ? null : 'python3-httpbin is not installed';
}

async function answers(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Start one, unless it cannot be had. */
export async function startHttpbin(): Promise<Httpbin | null> {
  const reason = whyNot();
  if (reason !== null) {
    console.log(`skipped, the rows against httpbin: ${reason}`);
    return null;
  }
  const port = await refusedPort();
  const options = ['-b', `127.0.0.1:${port}`, '-k', 'gthread', '--threads', '32', '--keep-alive', '30', 'httpbin:app'];
  const child = spawn('gunicorn', options, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries > 100 || child.exitCode !== null) throw new Error('gunicorn did not begin to listen');
    await wait(100);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
