/**
 * One run of a program in the worker: the real core in virtual time, under a picker and a watcher of the page's own.
 */
import * as core from 'greenlets';
import * as testing from 'greenlets/testing';
import * as trace from 'greenlets/trace';
import { formatLine } from './format.ts';
import { useHost } from './host.ts';
import type { Ending } from './messages.ts';
import type { ModuleLoader } from './prepare.ts';
import { randomFrom } from './random.ts';
import type { Watcher } from './watcher.ts';

const MODULES: Readonly<Record<string, object>> = {
  greenlets: core,
  'greenlets/testing': testing,
  'greenlets/trace': trace,
};

const load: ModuleLoader = (specifier) => {
  const module = MODULES[specifier];
  if (module !== undefined) return module;
  throw new Error(`'${specifier}' is not to be had in this page: there are ${Object.keys(MODULES).join(', ')}`);
};

/** The name of what failed, as the hub gives it to its error handler. */
function nameOf(context: unknown): string {
  if (Array.isArray(context)) return context.map(nameOf).join(' of ');
  const name: unknown = typeof context === 'object' && context !== null ? Reflect.get(context, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? name : 'a function';
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : formatLine([error]);
}

/** The line of the program at which an error was made; null if its stack does not say. */
function lineOf(error: unknown): number | null {
  const line = error instanceof Error ? /\bprogram\.[jt]s:(\d+)/.exec(error.stack ?? '')?.[1] : undefined;
  return line === undefined ? null : Number(line);
}

/** Console, clock and chance, as the program is to see them; returns the way back. */
function replaceGlobals(print: (line: string) => void, now: () => number, random: () => number): () => void {
  const replaced: (() => void)[] = [];
  const replace = <T extends object>(target: T, changes: Partial<T>): void => {
    const before = Object.fromEntries(Object.keys(changes).map((key) => [key, Reflect.get(target, key)]));
    replaced.push(() => Object.assign(target, before));
    Object.assign(target, changes);
  };
  const log = (...values: unknown[]): void => {
    for (const line of formatLine(values).split('\n')) print(line);
  };
  replace(console, { log, info: log, debug: log, warn: log, error: log });
  replace(Date, { now });
  replace(performance, { now });
  replace(Math, { random });
  return () => replaced.forEach((restore) => restore());
}

/** Some milliseconds of real time: the page waits for the hub, and now and then for something outside it. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 4);
  });
}

/**
 * How many pauses in a row must find nothing to do before a program without `main` has ended, before the hub is told,
 * and before the run counts as stuck.
 */
const QUIET = { ended: 3, told: 5, stuck: 100 };

/**
 * Run a program to its end.
 *
 * @param program what `prepare` gave
 * @param seed chooses among ready entries, and gives the program its chance; null for first in, first out
 * @param watcher told of everything
 * @param begin called with the hub before anything runs in it
 * @returns how it ended; it never returns if the program never gives way
 */
export async function runProgram(
  program: (load: ModuleLoader) => Promise<void>,
  seed: number | null,
  watcher: Watcher,
  begin?: (hub: core.Hub) => void,
): Promise<Ending> {
  const host = new testing.VirtualHost();
  const exit = new Promise<'exit'>((resolve) => {
    useHost(host, () => resolve('exit'));
  });
  // A hub made for debugging has all hubs that are in debug mode watch for operations that nobody waits for.
  new core.Hub({ host, debug: true });
  const hub = core.getHub();
  const random = randomFrom(seed ?? 0);
  if (seed !== null) hub.picker = (length) => Math.floor(random() * length);
  hub.tracer = watcher;
  hub.debug = true;
  let over = false;
  const print = (line: string): void => {
    if (!over) watcher.print(line);
  };
  const report = (text: string): void => text.split('\n').forEach(print);
  const reportError = (what: string, error: unknown): void => {
    const message = describeError(error);
    const line = lineOf(error);
    report(`${what} ${message}${line === null ? '' : ` (line ${line})`}`);
    if (line !== null) watcher.fail?.(line, message);
  };
  hub.onError = (context, error) => reportError(`${nameOf(context)} failed with`, error);
  hub.onWarning = (context, message) => report(`warning: ${nameOf(context)} ${message}`);
  begin?.(hub);
  const restore = replaceGlobals(print, () => host.now(), randomFrom(seed ?? 0));
  let settled = false;
  const run = async (): Promise<void> => {
    try {
      await program(load);
    } catch (error) {
      reportError('Uncaught', error);
    }
    settled = true;
  };
  void run();
  try {
    for (let quiet = 0; ;) {
      if ((await Promise.race([exit, pause()])) === 'exit') return 'end';
      const { ready, timers, outside } = hub.pending;
      quiet = ready !== 0 || timers !== 0 || outside !== 0 ? 0 : quiet + 1;
      if (settled && quiet === QUIET.ended) return 'end';
      // Code behind an `await` waits for what nobody will bring.
      if (quiet === QUIET.told) hub.idle(true);
      else if (quiet === QUIET.stuck) return 'stuck';
    }
  } finally {
    // What the program leaves behind ends unseen, and the next one gets a hub of its own.
    over = true;
    hub.tracer = null;
    hub.onError = () => {};
    hub.onWarning = () => {};
    hub.destroy();
    await pause();
    restore();
  }
}
