/**
 * `greenlets trace`: runs a program in a process of its own under the recorder, and shows what was recorded.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeOutputs } from './outputs.ts';
import { painterFor } from './paint.ts';
import { type Account, type Assignment, VARIABLE } from './trace-assignment.ts';
import type { TraceOptions } from './trace-options.ts';
import { withProgram } from './trace-program.ts';
import { traceReport } from './trace-report.ts';

/** The exit code for what cannot be run at all. */
const USAGE = 2;

/** A program that this Node cannot run. */
export class CannotRun extends Error {}

/**
 * What Node needs to run `program`: nothing for JavaScript, a flag or tsx for TypeScript.
 *
 * @throws CannotRun if it is TypeScript, which this Node does not know, and tsx is not installed
 */
export function flagsFor(program: string): string[] {
  if (!/^\.[mc]?ts$/.test(extname(program)) || process.execArgv.some((flag) => flag.includes('tsx'))) return [];
  if (Reflect.get(process.features, 'typescript')) return [];
  if (process.allowedNodeEnvironmentFlags.has('--experimental-strip-types')) return ['--experimental-strip-types'];
  for (const place of [resolve(program), join(process.cwd(), 'package.json')]) {
    try {
      return [`--import=${pathToFileURL(createRequire(place).resolve('tsx')).href}`];
    } catch {
      // Not installed there.
    }
  }
  throw new CannotRun(
    `${program} cannot be run: Node ${process.versions.node} knows no TypeScript. Install tsx beside it, or use Node 22.18 or newer`,
  );
}

/** Run the program as Node would, with the recorder in it; returns its exit code. */
async function run({ program, args, limit }: TraceOptions, file: string): Promise<number> {
  // .js when built, .ts when run from the sources.
  const recorder = new URL(`./trace-child${extname(import.meta.url)}`, import.meta.url).href;
  const assignment: Assignment = { file, limit, program: pathToFileURL(resolve(program)).href };
  const flags = [
    ...process.execArgv,
    ...flagsFor(program),
    '--experimental-import-meta-resolve',
    `--import=${recorder}`,
  ];
  const child = spawn(process.execPath, [...flags, program, ...args], {
    stdio: 'inherit',
    env: { ...process.env, [VARIABLE]: JSON.stringify(assignment) },
  });
  // Ctrl-C reaches both processes: the program ends as it does by itself, or at the second one, even if it hangs.
  let interrupts = 0;
  const onInterrupt = (): void => {
    if (++interrupts > 1) child.kill('SIGKILL');
  };
  const onTerminate = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal!];
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  }
}

/**
 * Run a program under the recorder, print its timeline and its story, and write the files that were asked for.
 *
 * @returns the exit code of the program; 128 and the number of the signal if one has ended it
 */
export async function trace(options: TraceOptions): Promise<number> {
  const { stdout, stderr } = process;
  const folder = mkdtempSync(join(tmpdir(), 'greenlets-trace-'));
  try {
    const file = join(folder, 'recording.json');
    const code = await run(options, file);
    if (!existsSync(file)) {
      stderr.write('greenlets trace: nothing was recorded, as the program had no time to write it down\n');
      return code;
    }
    const account = JSON.parse(readFileSync(file, 'utf8')) as Account;
    stdout.write(traceReport(account, options.events, painterFor(stdout, options.color), stdout.columns ?? 100));
    writeOutputs(withProgram(account.recording, options.program), options);
    return code;
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    stderr.write(`error: ${error.message}\n`);
    return USAGE;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
