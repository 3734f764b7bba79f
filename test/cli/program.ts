/**
 * Runs the program from the sources, in a process of its own, and a server for it to call.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Start the program; its output is piped, so it sees no terminal. */
export function start(args: readonly string[], options: { detached?: boolean } = {}): ChildProcess {
  return spawn(process.execPath, ['--conditions=greenlets-source', '--import', 'tsx', program, ...args], {
    cwd: root,
    stdio: 'pipe',
    ...options,
  });
}

/** How a run of the program ended, and all it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Wait for the end of a program that was started. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), exit]);
  return { code, stdout, stderr };
}

/** Run the program to its end. */
export async function run(args: readonly string[], input = ''): Promise<Ended> {
  const child = start(args);
  child.stdin!.end(input);
  return await ended(child);
}

/** The origin servers that the program started as `parent`, or all of them, by process number. */
export function originServers(parent?: number): number[] {
  return processes()
    .filter(({ command, ppid }) => command.includes('origin-server') && (parent === undefined || ppid === parent))
    .map(({ pid }) => pid);
}

interface Running {
  readonly pid: number;
  readonly ppid: number;
  readonly command: string;
}

function processes(): Running[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' }).split('\n');
    return lines.map((line) => {
      const [, pid, ppid, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return { pid: Number(pid), ppid: Number(ppid), command };
    });
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // After the command in parentheses: the state, then the parent.
        const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return state === 'Z' ? [] : [{ pid: Number(name), ppid: Number(ppid), command }];
      } catch {
        // It has ended between the two looks.
        return [];
      }
    });
}

/** Whether there is a process of this number. */
export function isAlive(pid: number): boolean {
  return processes().some((running) => running.pid === pid);
}

/** Look again and again until `look` finds something. */
export async function eventually<T>(look: () => T | undefined | false, what: string): Promise<T> {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`there was no ${what} within 15 s`);
}

/** A server: /slow answers after 60 ms, /missing with 404, /moved leads to /, /silent never, anything else at once. */
export async function startServer(): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer(({ url }, response) => {
    if (url === '/silent') return;
    if (url === '/missing') response.writeHead(404).end('no');
    else if (url === '/moved') response.writeHead(302, { location: '/' }).end();
    else setTimeout(() => response.end('yes'), url === '/slow' ? 60 : 0);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
