/**
 * The kinds of subjects: a function in this process, a program of a peer's, a program in another language.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { loadPeer, type Peer } from './peers.ts';
import type { Program } from './program.ts';
import type { Tools } from './tools.ts';
import type { Sample, Setting, Subject, Work } from './workload.ts';

type Options = Partial<Pick<Subject, 'slow' | 'share' | 'rounds' | 'cold' | 'weigh'>>;

const PLAIN = { needs: null, flags: () => null, slow: false, share: 1, alone: false } as const;

/** The most memory this process has had. */
export function peakRss(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function run(program: Program, { operations }: Setting): Work {
  return async () => ({ result: await program(operations) });
}

/** A subject whose figure is the time that `program` takes for so many operations. */
export function timed(name: string, note: string, program: Program, options: Options = {}): Subject {
  return prepared(name, note, async (setting) => run(program, setting), options);
}

/** A subject that has something to load first. */
export function prepared(name: string, note: string, prepare: Subject['prepare'], options: Options = {}): Subject {
  return { ...PLAIN, name, note, ...options, prepare };
}

/** A subject that takes figures of its own. */
export function measured(
  name: string,
  note: string,
  measure: (setting: Setting) => Promise<Sample>,
  options: Options = {},
): Subject {
  return prepared(name, note, async (setting) => () => measure(setting), options);
}

/** The program of a library in bench/peers that has the name of the workload. */
export function peer(library: Peer, note: string, options: Options = {}): Subject {
  return ofPeer(library, note, options, async (setting) => {
    const { programs } = await loadPeer(setting.tools, library);
    const program = programs?.[setting.workload];
    if (program === undefined) throw new Error(`bench/peers/${library}.ts has no program '${setting.workload}'`);
    return run(program, setting);
  });
}

/** A subject of a library in bench/peers. */
export function ofPeer(library: Peer, note: string, options: Options, prepare: Subject['prepare']): Subject {
  const name = library === 'effect' ? 'Effect' : library;
  const flags = (tools: Tools): string | null => tools.peers?.versions[library] ?? null;
  return { ...PLAIN, name, note, needs: 'peers', flags, slow: true, alone: true, ...options, prepare };
}

/** The name of all rows in Go on one thread, which is what one process of Node is compared with. */
export const GO = 'Go, 1 thread';

interface ForeignOptions extends Options {
  /** Whether what the process has grown by for each operation is a figure. */
  readonly memory?: boolean;
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
  memory = false,
  env: Readonly<Record<string, string>> = {},
): Promise<Sample> {
  const [file, ...args] = command;
  const { stdout } = await promisify(execFile)(file!, [...args, String(setting.operations)], {
    env: { ...process.env, ...env },
  });
  const { ns, result, peakRssBytes, baseRssBytes } = JSON.parse(stdout) as Printed;
  const growth = memory ? { bytes: (peakRssBytes - baseRssBytes) / setting.operations } : {};
  return { result, ms: ns / 1e6, peakRssBytes, ...growth };
}

function go(name: string, threads: number, note: string, { memory, ...options }: ForeignOptions): Subject {
  const measure = (setting: Setting): Promise<Sample> =>
    runForeign([setting.tools.go!.path, setting.workload], setting, memory, { GOMAXPROCS: String(threads) });
  const flags = (tools: Tools): string => `${tools.go?.version} GOMAXPROCS=${threads}`;
  return { ...measured(name, note, measure, options), needs: 'go', flags };
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
  return { ...measured(name, note, measure, { slow: true, rounds: 5, ...rest }), needs, flags, alone: true };
}

/** The same work in real gevent: the sub-command of bench/python/gevent_programs.py. */
export function inGevent(note: string, options: ForeignOptions = {}): Subject {
  return python('gevent', 'gevent', note, options);
}

/** The same work in Python's asyncio: the sub-command of bench/python/asyncio_programs.py. */
export function inAsyncio(note: string, options: ForeignOptions = {}): Subject {
  return python('Python asyncio', 'asyncio', note, options);
}
