/** The HTTP workloads: one server on loopback, and clients that are asked for the same pages. */
import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { together } from '../../define.ts';
import { ANSWER, startOrigin, startSlowOrigin } from '../../origin.ts';
import { measured, ofPeer, prepared } from '../../subjects.ts';
import type { Setting, Subject, Work, Workload } from '../../workload.ts';
import * as clients from './clients.ts';
import type { ClientKind, Wires } from './clients.ts';

/** How the requests are made. */
interface Shape extends Wires {
  /** The path of the page: of a quick run and of a real one. */
  readonly path: (quick: boolean) => string;
  /** How many requests are under way at a time. */
  readonly size: number;
  /** For so many milliseconds, so many requests at a time, before the counted ones: the compiler needs them. */
  readonly warmUp: { readonly ms: number; readonly requests: number };
}

const { id } = JSON.parse(ANSWER) as { id: number };

/** Load a client and warm it up. */
async function prepare(kind: ClientKind, shape: Shape, { operations, quick, tools }: Setting): Promise<Work> {
  const client = await kind.load(shape, tools);
  const url = process.env['BENCH_ORIGIN'] + shape.path(quick);
  const warmUntil = performance.now() + (quick ? 0 : shape.warmUp.ms);
  while (performance.now() < warmUntil) await client(url, shape.warmUp.requests, shape.size);
  await turn();
  return async () => ({ result: await client(url, operations, shape.size) });
}

function ofKind(kind: ClientKind, shape: Shape, options: { slow?: boolean; share?: number } = {}): Subject {
  return prepared(kind.name, kind.note, (setting) => prepare(kind, shape, setting), options);
}

function ofPeerKind(kind: ClientKind, shape: Shape, share: number): Subject {
  const name = kind.name as 'axios' | 'got' | 'ky';
  return ofPeer(name, kind.note, { share }, (setting) => prepare(kind, shape, setting));
}

interface PrintedByPython {
  readonly ns: number;
  readonly result: number;
  readonly peakRssBytes: number;
}

/** Python requests under gevent's patch and in its Pool: what the package grequests is. */
function ofRequests(name: string, sessions: 'one' | 'each', note: string, shape: Shape, share: number): Subject {
  const plain = measured(
    name,
    note,
    async (setting) => {
      const { path, folder } = setting.tools.requests!;
      const url = process.env['BENCH_ORIGIN'] + shape.path(setting.quick);
      const args = [
        '-B',
        `${folder}/requests_programs.py`,
        sessions,
        url,
        String(shape.size),
        String(setting.operations),
      ];
      const { stdout } = await promisify(execFile)(path, args);
      const { ns, result, peakRssBytes } = JSON.parse(stdout) as PrintedByPython;
      return { result, ms: ns / 1e6, peakRssBytes };
    },
    { slow: true, share },
  );
  return { ...plain, needs: 'requests', flags: ({ requests }) => requests?.version ?? null };
}

/** Which part of the requests is made by those whose rate is a tenth of ours, and by Python. */
interface Shares {
  readonly slower: number;
  readonly python: number;
}

const ALL: Shares = { slower: 1, python: 1 };
const FOR_A_RATE: Shares = { slower: 0.25, python: 0.1 };

function everyClient(shape: Shape, { slower, python }: Shares): Subject[] {
  return [
    ofKind(clients.map, shape),
    ofKind(clients.imap, shape, { slow: true }),
    ofKind(clients.dispatch, shape),
    ofKind(clients.request, shape),
    ofKind(clients.undiciFetch, shape),
    ofKind(clients.globalFetch, shape, { slow: true, share: slower }),
    ...[clients.axios, clients.got, clients.ky].map((kind) => ofPeerKind(kind, shape, slower)),
    ofRequests('Python requests, one session', 'one', 'gevent.pool.Pool, monkey patched; one Session', shape, python),
    ofRequests('Python requests', 'each', 'a Session for each request, as grequests has it', shape, python),
  ];
}

type Given = Pick<Workload, 'name' | 'title' | 'what' | 'unit' | 'operations' | 'quick' | 'subjects'>;

function overHttp(options: Given & Partial<Workload>): Workload {
  return together({
    expected: (n) => n * id,
    processes: 'apart',
    rounds: 5,
    anchor: 'undici.request',
    surroundings: startOrigin,
    ...options,
  });
}

const WARM_UP = { ms: 1000, requests: 1000 };

const fifty: Shape = { path: () => '/page', size: 50, connections: 50, pipelining: 1, warmUp: WARM_UP };

export const json: Workload = overHttp({
  name: 'grequests',
  title: 'HTTP: small JSON from loopback, 50 at a time',
  what: 'one GET, its answer parsed as JSON',
  unit: 'req/s',
  operations: 20_000,
  quick: 100,
  selected: true,
  subjects: everyClient(fifty, FOR_A_RATE),
  targets: [
    { subject: 'grequests.map', against: 'undici.request', unit: 'req/s', bound: 1.1, kind: 'least' },
    { subject: 'grequests.map', against: "undici's fetch", unit: 'req/s', bound: 5, kind: 'least' },
    { subject: 'grequests.map', against: 'axios', unit: 'req/s', bound: 8, kind: 'least' },
    { subject: 'grequests.map', against: 'Python requests', unit: 'req/s', bound: 25, kind: 'least' },
  ],
});

const piped: Shape = { path: () => '/delay/1', size: 100, connections: 50, pipelining: 10, warmUp: WARM_UP };

export const undiciShape: Workload = overHttp({
  name: 'http-undici',
  surroundings: startSlowOrigin,
  title: "HTTP: 100 at a time over 50 connections, pipelining 10, answers after 1 ms (undici's own benchmark)",
  what: 'one GET; their body is dropped unread, here it is JSON and parsed',
  unit: 'req/s',
  operations: 10_000,
  quick: 100,
  subjects: everyClient(piped, FOR_A_RATE),
});

const twenty: Shape = {
  path: () => '/delay/8',
  size: 20,
  connections: 20,
  pipelining: 1,
  warmUp: { ms: 500, requests: 100 },
};

export const delayed: Workload = overHttp({
  name: 'http-500',
  surroundings: startSlowOrigin,
  title: 'HTTP: 500 GETs, 20 at a time, answers after 8 ms (as krabarena); 200 ms at best',
  what: 'all of them',
  unit: 'ms',
  operations: 500,
  quick: 20,
  subjects: everyClient(twenty, ALL),
});

const ten: Shape = {
  path: (quick) => (quick ? '/delay/10' : '/delay/1000'),
  size: 10,
  connections: 10,
  pipelining: 1,
  warmUp: { ms: 0, requests: 0 },
};

export const slowPages: Workload = overHttp({
  name: 'http-slow',
  surroundings: startSlowOrigin,
  title: 'HTTP: 10 GETs of a page that takes 1 s, all at once (as in talks on grequests); 1,000 ms at best',
  what: 'all of them, in a process that has done nothing before',
  unit: 'ms',
  operations: 10,
  quick: 10,
  subjects: everyClient(ten, ALL),
});

const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Requests per second from 1 to 1,000 at a time. */
export const httpScale: readonly Workload[] = SIZES.map((size) => {
  const shape: Shape = { path: () => '/page', size, connections: size, pipelining: 1, warmUp: WARM_UP };
  return overHttp({
    name: `scale-http/${size}`,
    title: `HTTP: small JSON from loopback, ${size.toLocaleString('en-US')} at a time`,
    what: 'one GET, its answer parsed as JSON',
    unit: 'req/s',
    operations: Math.min(20_000, 2000 * size),
    quick: 100,
    subjects: [
      ofKind(clients.map, shape),
      ofKind(clients.request, shape),
      ofKind(clients.undiciFetch, shape),
      ofPeerKind(clients.axios, shape, 0.25),
    ],
  });
});
