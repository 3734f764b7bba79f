/**
 * The demonstration's own input: the list of 100 URLs, and the child process that serves them.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { type Coroutine, until } from '../index.ts';
import type { Target } from './passes.ts';

/** How long a URL of the list may take, in milliseconds: far more than it does, on however slow a machine. */
const TIMEOUT = 10_000;
/** The one that never answers is given up after this: under a twentieth of the serial pass, which takes 5 seconds. */
const SILENT_TIMEOUT = 200;

/** What the URLs of the list are; those not named are pages. They stand early, where the timeline shows them. */
const SPECIAL: Readonly<Record<number, string>> = {
  4: 'silent',
  6: 'moved',
  8: 'missing',
  10: 'refused',
  12: 'broken',
  35: 'missing',
  60: 'missing',
  70: 'broken',
  85: 'missing',
};

/** Nobody listens there: it is below 1024, so no program is given it by chance. */
const REFUSED = 'http://127.0.0.1:1/refused';

/** How long the server takes for URL `n`: 5 to 100 ms, each about once, in no visible order. */
export function delayOf(n: number): number {
  return 5 + ((n * 37) % 96);
}

/**
 * The 100 URLs of the demonstration.
 *
 * @param port where the server listens
 * @param timeout instead of the list's own
 */
export function ownTargets(port: number, timeout: number | null): Target[] {
  return Array.from({ length: 100 }, (_, index) => {
    const n = index + 1;
    const kind = SPECIAL[n] ?? 'page';
    const url = kind === 'refused' ? REFUSED : `http://127.0.0.1:${port}/${kind}/${n}?ms=${delayOf(n)}`;
    return { url, timeout: timeout ?? (kind === 'silent' ? SILENT_TIMEOUT : TIMEOUT) };
  });
}

/** Start the server, run `body` with its port, and end the server, whatever becomes of the body. */
export function* withOrigin<T>(body: (port: number) => Coroutine<T>): Coroutine<T> {
  // .js when built, .ts when run from the sources.
  const program = new URL(`./origin-server${extname(import.meta.url)}`, import.meta.url);
  const child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    const port = yield* until((signal) => Promise.race([portOf(child, signal), earlyEnd(child, signal)]));
    return yield* body(port);
  } finally {
    // A kill (Ctrl-C) is thrown into the body like any error, so this runs, and may wait.
    if (child.exitCode === null && child.signalCode === null && child.kill()) yield* until(once(child, 'exit'));
  }
}

async function portOf(child: ChildProcess, signal: AbortSignal): Promise<number> {
  const [port] = (await once(child, 'message', { signal })) as [number];
  return port;
}

async function earlyEnd(child: ChildProcess, signal: AbortSignal): Promise<never> {
  const [code] = (await once(child, 'exit', { signal })) as [number | null];
  throw new Error(`the origin server ended before it listened, with code ${code}`);
}
