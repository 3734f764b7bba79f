/**
 * Python's requests: one process that sends case after case to the server.
 */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Case } from './cases.ts';
import { settled } from './rules.ts';
import type { Recording, Result, Transcript } from './transcript.ts';
import type { WireServer } from './wire.ts';

/** Debian's Python, for which `python3-requests` is packaged. */
const DEBIAN_PYTHON = '/usr/bin/python3';
const SCRIPT = fileURLToPath(new URL('run_requests.py', import.meta.url));
/** Nothing of the caller's environment: a proxy or a ~/.netrc would go into the recording. */
const NOWHERE = { HOME: '/nonexistent', PYTHONIOENCODING: 'utf-8' };

/** The version of requests that is installed, or the reason why there is none to ask. */
export function versionsOf(python: string = DEBIAN_PYTHON): { requests: string; reason: string | null } {
  const asked = spawnSync(python, ['-c', 'import requests; print(requests.__version__)'], {
    cwd: '/',
    encoding: 'utf8',
  });
  const reason =
    asked.error !== undefined
      ? `${python} cannot be started: ${asked.error.message}`
      : asked.status === 0
        ? null
        : `${python} has no requests: install Debian's python3-requests`;
  return { requests: asked.stdout?.trim() ?? '', reason };
}

/** A Python process with requests. */
export class PythonRequests {
  /** Its versions. */
  readonly versions: Promise<Pick<Recording, 'requests' | 'urllib3'>>;
  private readonly server: WireServer;
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** Called with the next lines; with null if there are none any more. */
  private readonly waiting: ((line: string | null) => void)[];

  constructor(server: WireServer, python: string = DEBIAN_PYTHON) {
    this.server = server;
    this.child = spawn(python, ['-B', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'], env: NOWHERE, cwd: '/' });
    this.waiting = [];
    this.versions = this.answer().then((line) => JSON.parse(line) as Pick<Recording, 'requests' | 'urllib3'>);
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift()?.(line));
    this.child.once('exit', () => {
      for (const waiting of this.waiting) waiting(null);
    });
  }

  /** Send a case. */
  async run(one: Case): Promise<Transcript> {
    const { server } = this;
    await this.versions;
    server.expect(one.answers);
    const answered = this.answer();
    this.child.stdin.write(`${JSON.stringify(server.locate(one))}\n`);
    const results = JSON.parse(await answered) as Result[];
    await server.ended();
    return settled(server.unlocate({ requests: server.requests, results }));
  }

  /** End the process. */
  async close(): Promise<void> {
    this.child.stdin.end();
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }

  private answer(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting.push((line) => {
        if (line === null) reject(new Error('the Python process has ended'));
        else resolve(line);
      });
    });
  }
}
