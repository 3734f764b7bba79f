/**
 * Running a program of `test/live/programs` in a process of its own.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Run it to its end, and give what it prints; what it prints as an error, a warning for one, is part of that. */
export async function runProgram(name: string, ...args: string[]): Promise<string> {
  const program = `test/live/programs/${name}.ts`;
  const options = ['--conditions=greenlets-source', '--expose-gc', '--import', 'tsx', program, ...args];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, options, { cwd: root, timeout: 60_000 });
  return stdout + stderr;
}
