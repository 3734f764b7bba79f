/**
 * The functions of Node that return a promise and take a signal, each with the place of the signal.
 */
import childProcess from 'node:child_process';
import events from 'node:events';
import fs from 'node:fs/promises';
import stream from 'node:stream/promises';
import timers from 'node:timers/promises';
import { promisify } from 'node:util';
import { originalOf } from './registry.ts';
import { forExecFile, forFetch, forPipeline, type GiveSignal, inOptions } from './signal-argument.ts';

/** One function: where it stands, and how it takes a signal. */
export interface Known {
  readonly target: object;
  readonly key: string;
  readonly give: GiveSignal;
}

/** The functions of `fs/promises` that take a signal; `watch` gives an iterator, and the rest take none. */
export const inFs: readonly Known[] = [
  { target: fs, key: 'readFile', give: inOptions(1, 'encoding') },
  { target: fs, key: 'writeFile', give: inOptions(2, 'encoding') },
  { target: fs, key: 'appendFile', give: inOptions(2, 'encoding') },
];

const scheduler = Object.getPrototypeOf(timers.scheduler) as object;

/** The functions of `timers/promises` that return a promise. */
export const inTimers: readonly Known[] = [
  { target: timers, key: 'setTimeout', give: inOptions(2) },
  { target: timers, key: 'setImmediate', give: inOptions(1) },
  { target: scheduler, key: 'wait', give: inOptions(1) },
];

/** `events.once`. */
export const inEvents: readonly Known[] = [{ target: events, key: 'once', give: inOptions(2) }];

/** The functions of `stream/promises`, and `pipeTo` of web streams. */
export const inStreams: readonly Known[] = [
  { target: stream, key: 'pipeline', give: forPipeline },
  { target: stream, key: 'finished', give: inOptions(1) },
  { target: ReadableStream.prototype, key: 'pipeTo', give: inOptions(1) },
];

/** The functions of `child_process` that `util.promisify` knows; what is replaced is their promise-returning form. */
export const inChildProcess: readonly Known[] = [
  { target: childProcess, key: 'exec', give: inOptions(1) },
  { target: childProcess, key: 'execFile', give: forExecFile },
];

const table = new Map<unknown, GiveSignal>();

/** Another copy of this package may have patched it already. */
function note(fn: object, give: GiveSignal): void {
  table.set(originalOf(fn), give);
}

for (const { target, key, give } of [...inFs, ...inTimers, ...inEvents, ...inStreams]) {
  note(Reflect.get(target, key) as object, give);
}
for (const { target, key, give } of inChildProcess) note(promisify(Reflect.get(target, key) as () => void), give);
note(globalThis.fetch, forFetch);

/** How `fn` takes a signal; undefined if that is not known. Names by the functions themselves, as they were unpatched. */
export function knownSignal(fn: unknown): GiveSignal | undefined {
  return table.get(fn);
}
