/**
 * A real httpbin under gunicorn, for as long as a test file runs; null, with a printed reason, where there is none.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as net from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { refusedPort } from '../http/server.ts';

/** A running httpbin. */
export interface Httpbin {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

// Threads, as the plain worker closes each connection; as many as there are requests at a time. The application is loaded
// before it listens, so that it fails or is ready.
const OPTIONS = ['-k', 'gthread', '-w', '2', '--threads', '32', '--keep-alive', '30', '--preload'];

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

/** Why it has ended, if that is because something is not installed. */
function missing(said: string): string {
  if (said.includes("No module named 'httpbin'")) return 'python3-httpbin is not installed';
  throw new Error(`gunicorn has ended: ${said}`);
}

/** Start one, unless it cannot be had. */
export async function startHttpbin(): Promise<Httpbin | null> {
  const port = await refusedPort();
  const child = spawn('gunicorn', ['-b', `127.0.0.1:${port}`, ...OPTIONS, '--log-level', 'error', 'httpbin:app'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const reason = await whyNot(child, port);
  if (reason !== null) {
    console.log(`skipped, the rows against httpbin: ${reason}`);
    return null;
  }
  const exited = once(child, 'exit');
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      // Any other signal lets it wait for answers that nobody reads.
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Wait until it listens; a reason if it never will. */
async function whyNot(child: ChildProcessByStdio<null, null, Readable>, port: number): Promise<string | null> {
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  try {
    await once(child, 'spawn');
  } catch {
    return 'gunicorn is not installed';
  }
  const closed = once(child, 'close').then(() => true);
  for (let tries = 0; !(await answers(port)); tries++) {
    if (await Promise.race([closed, wait(50, false)])) return missing(said);
    if (tries > 400) throw new Error(`gunicorn did not begin to listen: ${said}`);
  }
  return null;
}
