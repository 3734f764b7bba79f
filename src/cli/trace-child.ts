/**
 * Loaded into the program that `greenlets trace` runs, before it: records the default hub of the package that the
 * program imports, and writes the recording down when the process ends, however it does.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type * as core from '../index.ts';
import type * as trace from '../trace/index.ts';
import { type Account, type Assignment, VARIABLE } from './trace-assignment.ts';

type Core = Pick<typeof core, 'getHub' | 'LoopExit'>;
type Trace = Pick<typeof trace, 'addTracer' | 'formatDeadlock' | 'installRunInfo' | 'isProgram' | 'Recorder'>;

/** Where the program finds a part of the package; our own if it imports it by no name. */
function find(specifier: string, program: string, own: string): string {
  try {
    return import.meta.resolve(specifier, program);
  } catch {
    return new URL(own, import.meta.url).href;
  }
}

/** Tell `note` of each line that is written to a stream. */
function listen(stream: NodeJS.WriteStream, note: (line: string) => void): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: unknown[]): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString();
    if (text !== '') for (const line of text.replace(/\n$/, '').split('\n')) note(line);
    return write(chunk, ...rest);
  };
}

async function begin({ file, limit, program }: Assignment): Promise<void> {
  // .js when built, .ts when run from the sources.
  const ending = import.meta.url.replace(/^.*\./, '');
  const { getHub, LoopExit } = (await import(find('greenlets', program, `../index.${ending}`))) as Core;
  const parts = (await import(find('greenlets/trace', program, `../trace/index.${ending}`))) as Trace;
  const here = decodeURIComponent(new URL('.', import.meta.url).pathname);
  const recorder = new parts.Recorder({ limit, places: (path) => parts.isProgram(path) && !path.startsWith(here) });
  const hub = getHub();
  let deadlock: readonly string[] = [];
  parts.addTracer(hub, recorder);
  parts.addTracer(hub, {
    event(kind, _greenlet, _time, detail) {
      if (kind === 'throw' && detail instanceof LoopExit) deadlock = parts.formatDeadlock(hub);
    },
  });
  parts.installRunInfo();
  for (const stream of [process.stdout, process.stderr]) listen(stream, (line) => recorder.print(line));

  let isWritten = false;
  const finish = (): void => {
    if (isWritten) return;
    isWritten = true;
    const account: Account = { recording: recorder.recording(), deadlock };
    writeFileSync(file, JSON.stringify(account));
  };
  process.on('exit', finish);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const onSignal = (): void => {
      // The program listens too: it decides what becomes of it.
      if (process.listenerCount(signal) > 1) return;
      finish();
      process.off(signal, onSignal);
      process.kill(process.pid, signal);
    };
    process.on(signal, onSignal);
  }
}

const assignment = process.env[VARIABLE];
// Processes that the program starts are none of our business, nor are its threads.
Reflect.deleteProperty(process.env, VARIABLE);
if (assignment !== undefined && isMainThread) await begin(JSON.parse(assignment) as Assignment);
