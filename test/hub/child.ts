/**
 * Running a program in a process of its own: for exit codes, signals, and what Node does when nothing is left.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A program of `test/hub/programs` that runs. */
export class Child {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly closed: Promise<unknown[]>;
  private out: string;
  private err: string;

  constructor(program: string, ...args: string[]) {
    this.out = '';
    this.err = '';
    this.process = spawn(
      process.execPath,
      ['--conditions=greenlets-source', '--import', 'tsx', `test/hub/programs/${program}.ts`, ...args],
      { cwd: root, env: { ...process.env, NODE_OPTIONS: '' } },
    );
    this.closed = once(this.process, 'close');
    this.process.stdout.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => (this.err += text));
  }

  /** Wait until it has printed `text`. */
  async printed(text: string): Promise<void> {
    while (!this.out.includes(text)) {
      await Promise.race([once(this.process.stdout, 'data'), this.closed]);
      if (this.process.exitCode !== null && !this.out.includes(text)) {
        throw new Error(`ended without printing ${text}: ${this.out}${this.err}`);
      }
    }
  }

  signal(name: 'SIGINT' | 'SIGTERM'): void {
    this.process.kill(name);
  }

  /** Wait until it has ended. */
  async ended(): Promise<Ended> {
    await this.closed;
    return { code: this.process.exitCode, out: this.out, err: this.err };
  }
}

/** Run a program to its end. */
export async function run(program: string, ...args: string[]): Promise<Ended> {
  return await new Child(program, ...args).ended();
}
