/**
 * The kinds of subjects: a function in this process, a program of a peer's, a program in another language.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { loadPeer, type Peer } from './peers.ts';
import type { Program } from './program.ts';
import type { Tools } from './tools.ts';
import type { Sample, Setting, Subject } from './workload.ts';

interface Options {
  readonly slow?: boolean;
  readonly share?: number;
  readonly rounds?: number;
}

const PLAIN = { needs: null, flags: () => null, slow: false, share: 1, alone: false } as const;

/** The figure of `milliseconds` in the unit of the setting. */
export function figure(milliseconds: number, { unit, operations }: Setting): number {
  if (unit === 'ns') return (milliseconds * 1e6) / operations;
  if (unit === 'req/s') return (operations * 1000) / milliseconds;
  return milliseconds;
}

/** The most memory this process has had. */
export function peakRss(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** Run a program under the clock. */
export async function timeOf(program: Program, setting: Setting): Promise<Sample> {
  const started = performance.now();
  const given = program(setting.operations);
  // A program that is synchronous must not pay for a microtask.
  const outcome = isThenable(given) ? await given : given;
  const ms = performance.now() - started;
  return { values: { [setting.unit]: figure(ms, setting) }, result: resultOf(outcome) };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** A program may give a function that finds the result when the clock has stopped. */
function resultOf(outcome: unknown): unknown {
  return typeof outcome === 'function' ? (outcome as () => unknown)() : outcome;
}

/** A subject whose figure is the time that `program` takes for so many operations. */
export function timed(name: string, note: string, program: Program, options: Options = {}): Subject {
  return measured(name, note, (setting) => timeOf(program, setting), options);
}

/** A subject that takes its own figures. */
export function measured(
  name: string,
  note: string,
  measure: (setting: Setting) => Promise<Sample>,
  options: Options = {},
): Subject {
  return { ...PLAIN, name, note, ...options, measure };
}

/** The program of a library in bench/peers that has the name of the workload. */
export function peer(library: Peer, note: string, options: Options = {}): Subject {
  return ofPeer(library, note, options, async (setting) => {
    const { programs } = await loadPeer(setting.tools, library);
    const program = programs?.[setting.workload];
    if (program === undefined) throw new Error(`bench/peers/${library}.ts has no program '${setting.workload}'`);
    return await timeOf(program, setting);
  });
}

/** A subject of a library in bench/peers that takes its own figures. */
export function ofPeer(
  library: Peer,
  note: string,
  options: Options,
  measure: (setting: Setting) => Promise<Sample>,
): Subject {
  const name = library === 'effect' ? 'Effect' : library;
  const flags = (tools: Tools): string | null => tools.peers?.versions[library] ?? null;
  return { ...PLAIN, name, note, needs: 'peers', flags, slow: true, alone: true, ...options, measure };
}

/** The name of all rows in Go on one thread, which is what one process of Node is compared with. */
export const GO = 'Go, 1 thread';

interface ForeignOptions extends Options {
  /** Whether the figure is what the process has grown by for each operation, instead of the time or beside it. */
  readonly memory?: 'only' | 'too';
}

/** What a program in another language prints. */
interface Printed {
  readonly ns: number;
  readonly result: unknown;
  readonly peakRssBytes: number;
  /** What it had before the work. */
  readonly baseRssBytes: number;
}

async function runForeign(
  command: readonly string[],
  setting: Setting,
  memory: ForeignOptions['memory'],
  env: Readonly<Record<string, string>> = {},
): Promise<Sample> {
  const [file, ...args] = command;
  const { stdout } = await promisify(execFile)(file!, [...args, String(setting.operations)], {
    env: { ...process.env, ...env },
  });
  const { ns, result, peakRssBytes, baseRssBytes } = JSON.parse(stdout) as Printed;
  const time = { [setting.unit]: figure(ns / 1e6, setting) };
  const growth = { B: (peakRssBytes - baseRssBytes) / setting.operations };
  const values = memory === undefined ? time : memory === 'too' ? { ...time, ...growth } : growth;
  return { values, result, peakRssBytes };
}

function go(name: string, threads: number, note: string, { memory, ...options }: ForeignOptions): Subject {
  const measure = (setting: Setting): Promise<Sample> =>
    runForeign([setting.tools.go!.path, setting.workload], setting, memory, { GOMAXPROCS: String(threads) });
  const flags = (tools: Tools): string => `${tools.go?.version} GOMAXPROCS=${threads}`;
  return { ...PLAIN, name, note, needs: 'go', flags, ...options, measure };
}

/** The same work in Go, on one thread and on all: the sub-command of bench/go that has the name of the workload. */
export function inGo(note: string, options: ForeignOptions = {}): Subject[] {
  const cores = availableParallelism();
  return [go(GO, 1, note, options), go('Go, all cores', cores, note, { slow: true, ...options })];
}

function python(name: string, module: 'gevent' | 'asyncio', note: string, options: ForeignOptions): Subject {
  const { memory, ...rest } = options;
  const needs = module === 'gevent' ? 'gevent' : 'python';
  const measure = (setting: Setting): Promise<Sample> => {
    const { path, folder } = setting.tools[needs]!;
    return runForeign([path, '-B', `${folder}/${module}_programs.py`, setting.workload], setting, memory);
  };
  const flags = (tools: Tools): string | null => tools[needs]?.version ?? null;
  return { ...PLAIN, name, note, needs, flags, slow: true, alone: true, rounds: 5, ...rest, measure };
}

/** The same work in real gevent: the sub-command of bench/python/gevent_programs.py. */
export function inGevent(note: string, options: ForeignOptions = {}): Subject {
  return python('gevent', 'gevent', note, options);
}

/** The same work in Python's asyncio: the sub-command of bench/python/asyncio_programs.py. */
export function inAsyncio(note: string, options: ForeignOptions = {}): Subject {
  return python('Python asyncio', 'asyncio', note, options);
}
