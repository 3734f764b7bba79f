/**
 * What more of everything costs: time and memory for each of 1,000 to 1,000,000 greenlets, timers and queued items. The
 * name of a point is that of its curve, a slash, and the number.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { Event, type Greenlet, joinall, Queue, spawn, Timeout } from 'greenlets';
import { itself, sumBelow, together } from '../define.ts';
import { type Bare, begin, pause, resume } from '../floor.ts';
import { Deferred } from '../native.ts';
import type { Program } from '../program.ts';
import { timed } from '../subjects.ts';
import type { Subject, Workload } from '../workload.ts';

const POINTS = [1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000];

/** How many are done in a process, in samples of the point's size, before those that count; and how many count. */
const WARM_UP = 100_000;
const COUNTED = 300_000;

/** Something of which there are many: how it begins, and how it ends. */
interface Many {
  /** Gives what is to be kept meanwhile. */
  begin(n: number): unknown[] | Promise<unknown[]>;
  /** Gives the result. */
  end(n: number): unknown;
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** From beginning to end. */
function whole(make: () => Many): Program {
  return async (n) => {
    const many = make();
    await many.begin(n);
    return await many.end(n);
  };
}

/** Time for each; and, in samples apart, what the heap has grown by for each while all of them are there. */
function curve(name: string, note: string, make: () => Many): Subject {
  const weigh: Subject['weigh'] = async ({ operations: n }) => {
    const many = make();
    const before = heap();
    const kept = await many.begin(n);
    const bytes = (heap() - before) / n;
    const result = await many.end(n);
    // The engine may keep a closure alive, and all of this with it, until the next sample: that one would weigh less.
    kept.length = 0;
    return { result, bytes };
  };
  return timed(name, note, whole(make), { weigh });
}

/** Time for each in a process that has done nothing before. */
function cold(name: string, note: string, make: () => Many): Subject {
  return timed(`${name}, cold`, `${note}; a process that has done nothing before`, whole(make), { cold: true });
}

interface Family {
  readonly name: string;
  readonly title: (n: string) => string;
  readonly what: string;
  readonly anchor: string;
  readonly expected: (n: number) => unknown;
  readonly subjects: readonly Subject[];
}

function points({ name, title, ...rest }: Family): Workload[] {
  return POINTS.map((operations) =>
    together({
      ...rest,
      name: `${name}/${operations}`,
      title: title(operations.toLocaleString('en-US')),
      operations,
      quick: 100,
      processes: 'apart',
      warmUp: Math.ceil(WARM_UP / operations),
      counted: Math.min(11, Math.ceil(COUNTED / operations)),
      rounds: 5,
    }),
  );
}

function bareCrowd(): Many {
  let all: Bare[] = [];
  let ended = 0;
  const body = function* (): Bare {
    yield* pause;
    ended++;
  };
  return {
    begin: (n) => {
      all = Array.from({ length: n }, body);
      for (const generator of all) begin(generator);
      return all;
    },
    end: () => {
      for (const generator of all) resume(generator);
      return ended;
    },
  };
}

function greenletCrowd(): Many {
  const event = new Event();
  const begun = { count: 0 };
  let ended = 0;
  let all: Greenlet<void>[] = [];
  const body = function* () {
    begun.count++;
    yield* event.wait();
    ended++;
  };
  return {
    begin: async (n) => {
      all = [];
      for (let i = 0; i < n; i++) all.push(spawn(body));
      while (begun.count < n) await turn();
      return all;
    },
    end: async () => {
      event.set();
      await joinall(all);
      return ended;
    },
  };
}

function asyncCrowd(): Many {
  const event = new Deferred<void>();
  let ended = 0;
  let all: Promise<void>[] = [];
  const body = async (): Promise<void> => {
    await event.promise;
    ended++;
  };
  return {
    begin: (n) => {
      all = [];
      for (let i = 0; i < n; i++) all.push(body());
      return all;
    },
    end: async () => {
      event.resolve();
      await Promise.all(all);
      return ended;
    },
  };
}

/** One to two minutes, so that none fires meanwhile; no two in a row are equal, and nothing is gained from equal ones. */
function duration(i: number): number {
  return 60_000 + ((i * 7919) % 60_000);
}

/** A greenlet starts them, as they are its own; it closes them when it is told to. */
function timeouts(): Many {
  const [started, enough] = [new Event(), new Event()];
  const all: Timeout[] = [];
  const owner = function* (n: number) {
    for (let i = 0; i < n; i++) {
      const timeout = new Timeout(duration(i));
      timeout.start();
      all.push(timeout);
    }
    started.set();
    yield* enough.wait();
    for (const timeout of all) timeout.close();
    return all.filter(({ pending }) => !pending).length;
  };
  let running: Greenlet<number>;
  return {
    begin: async (n) => {
      running = spawn(owner, n);
      await started.wait();
      return all;
    },
    end: () => {
      enough.set();
      return running.get();
    },
  };
}

const nothing = (): void => undefined;

function nodeTimers(): Many {
  let all: NodeJS.Timeout[] = [];
  return {
    begin: (n) => {
      all = [];
      for (let i = 0; i < n; i++) all.push(setTimeout(nothing, duration(i)));
      return all;
    },
    end: () => {
      for (const timer of all) clearTimeout(timer);
      return all.length;
    },
  };
}

function items(): Many {
  const queue = new Queue<number>();
  const consumer = function* (n: number) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += yield* queue.get();
    return sum;
  };
  return {
    begin: (n) => {
      for (let i = 0; i < n; i++) queue.putNowait(i);
      return [queue];
    },
    end: (n) => spawn(consumer, n).get(),
  };
}

/** With an index: `Array.shift` of a long array moves all that is left, and a million would take minutes. */
function asyncItems(): Many {
  const queued: number[] = [];
  let head = 0;
  const get = async (): Promise<number> => queued[head++]!;
  return {
    begin: (n) => {
      for (let i = 0; i < n; i++) queued.push(i);
      return queued;
    },
    end: async (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += await get();
      return sum;
    },
  };
}

const greenlets: Family = {
  name: 'scale-greenlets',
  title: (n) => `${n} coroutines that wait for one event`,
  what: 'one begun, brought to its wait, woken and joined; B: of heap, while it waits',
  anchor: 'native await',
  expected: itself,
  subjects: [
    curve('floor', 'bare generators', bareCrowd),
    curve('greenlets', 'Event', greenletCrowd),
    curve('native await', 'one promise', asyncCrowd),
    cold('greenlets', 'Event', greenletCrowd),
    cold('native await', 'one promise', asyncCrowd),
  ],
};

const timers: Family = {
  name: 'scale-timers',
  title: (n) => `${n} timers at a time, of one to two minutes`,
  what: 'one started and stopped; B: of heap, while it runs',
  anchor: 'setTimeout/clearTimeout',
  expected: itself,
  subjects: [
    curve('greenlets', 'Timeout: an Error is made for each', timeouts),
    curve('setTimeout/clearTimeout', "Node's own", nodeTimers),
  ],
};

const queued: Family = {
  name: 'scale-queue',
  title: (n) => `${n} items in a queue without a limit`,
  what: 'one put, and taken when all had been put; B: of heap, while it is in the queue',
  anchor: 'native await',
  expected: sumBelow,
  subjects: [
    curve('greenlets', 'Queue: putNowait, get', items),
    curve('native await', 'an array with an index, and an async function that takes', asyncItems),
  ],
};

export const coreScale: readonly Workload[] = [greenlets, timers, queued].flatMap(points);
