/**
 * Real gevent: one Python process that answers programs with logs.
 */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Program } from './language.ts';

/** Debian's Python, for which `python3-gevent` is packaged. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = fileURLToPath(new URL('run_gevent.py', import.meta.url));

/** Why there is no gevent to ask, null if there is. */
export function whyNoGevent(): string | null {
  const { status, error } = spawnSync(PYTHON, ['-c', 'import gevent'], { cwd: '/' });
  if (error !== undefined) return `${PYTHON} cannot be started: ${error.message}`;
  return status === 0 ? null : `${PYTHON} has no gevent: install Debian's python3-gevent`;
}

/** A Python process with gevent. */
export class Gevent {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly waiting: ((line: string) => void)[] = [];
  /** Its version. */
  readonly version: Promise<string>;

  constructor() {
    this.child = spawn(PYTHON, ['-B', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.version = new Promise((resolve) => {
      this.waiting.push((line) => resolve((JSON.parse(line) as { gevent: string }).gevent));
    });
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift()?.(line));
  }

  /** Run a program; returns its log. */
  run(program: Program): Promise<string[]> {
    return new Promise((resolve) => {
      this.waiting.push((line) => resolve(JSON.parse(line) as string[]));
      this.child.stdin.write(`${JSON.stringify(program)}\n`);
    });
  }

  /** End the process. */
  close(): void {
    this.child.stdin.end();
  }
}
