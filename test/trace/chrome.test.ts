/**
 * The rules are those of the document "Trace Event Format", by the headings of its sections.
 */
import { Event, joinall, Queue, sleep, spawn } from 'greenlets';
import { type ChromeEvent, record, toChromeTrace } from 'greenlets/trace';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { follow, randomProgram, recordVirtual, runPlan } from './programs.ts';
import { getHub } from 'greenlets';

/** What each phase must have beside name, pid and tid, and what else it may have. */
const FIELDS: Readonly<Record<ChromeEvent['ph'], { required: string[]; optional: string[] }>> = {
  // Metadata Events: process_name, thread_name and thread_sort_index, each with its one argument.
  M: { required: ['args'], optional: ['ts'] },
  // Complete Events: ts and dur.
  X: { required: ['ts', 'dur', 'cat'], optional: ['args'] },
  // Flow Events: id; the end names what it binds to.
  s: { required: ['ts', 'id', 'cat'], optional: [] },
  f: { required: ['ts', 'id', 'cat', 'bp'], optional: [] },
  // Counter Events: each argument is a series, a number.
  C: { required: ['ts', 'args', 'cat'], optional: [] },
  // Async Events: id and cat are what belongs together by.
  b: { required: ['ts', 'id', 'cat'], optional: [] },
  e: { required: ['ts', 'id', 'cat'], optional: ['args'] },
  // Instant Events: a scope.
  i: { required: ['ts', 's', 'cat'], optional: [] },
};

/** Every rule that is broken, as a sentence. */
function brokenRules(events: readonly ChromeEvent[]): string[] {
  const broken: string[] = [];
  const rule = (isKept: boolean, sentence: string, event: ChromeEvent): void => {
    if (!isKept) broken.push(`${sentence}: ${JSON.stringify(event)}`);
  };
  let before = -Infinity;
  const free = new Map<number, number>();
  const open = new Map<string, ChromeEvent>();
  for (const event of events) {
    const { required, optional } = FIELDS[event.ph];
    const given = Object.keys(event);
    const allowed = new Set(['ph', 'name', 'pid', 'tid', ...required, ...optional]);
    rule(
      ['name', 'pid', 'tid', ...required].every((field) => given.includes(field)),
      'a field is missing',
      event,
    );
    rule(
      given.every((field) => allowed.has(field)),
      'a field has no meaning',
      event,
    );
    if (event.ph === 'M') continue;
    rule(Number.isFinite(event.ts) && event.ts >= 0, 'ts is a number of microseconds', event);
    rule(event.ts >= before, 'events are in the order of their time', event);
    before = event.ts;
    if (event.ph === 'X') {
      rule(event.dur! >= 0, 'no duration is negative', event);
      // To a nanosecond: a sum of fractions is not exact.
      rule(event.ts >= (free.get(event.tid) ?? 0) - 0.001, 'the slices of a thread do not overlap', event);
      free.set(event.tid, event.ts + event.dur!);
    }
    if (event.ph === 'C') {
      rule(
        Object.values(event.args!).every((one) => typeof one === 'number'),
        'a series is a number',
        event,
      );
    }
    const key = `${event.cat} ${event.id}`;
    if (event.ph === 's' || event.ph === 'b') {
      rule(!open.has(key), 'an id begins once', event);
      open.set(key, event);
    } else if (event.ph === 'f' || event.ph === 'e') {
      rule(open.get(key)?.ph === (event.ph === 'f' ? 's' : 'b'), 'what ends has begun', event);
      rule(open.get(key)?.name === event.name, 'both ends have one name', event);
      open.delete(key);
    }
  }
  for (const event of open.values()) rule(false, 'what begins ends', event);
  // Flow Events: each end binds to the slice of its thread that encloses it.
  const slices = events.filter(({ ph }) => ph === 'X');
  for (const event of events.filter(({ ph }) => ph === 's' || ph === 'f')) {
    const encloses = ({ tid, ts, dur }: ChromeEvent): boolean =>
      tid === event.tid && ts <= event.ts && event.ts <= ts + dur!;
    rule(slices.some(encloses), 'a flow binds to a slice', event);
  }
  return broken;
}

test('the rules are there: each finds the event that breaks it', () => {
  const slice: ChromeEvent = { ph: 'X', name: 'runs', cat: 'run', pid: 1, tid: 1, ts: 10, dur: 5 };
  const flow: ChromeEvent = { ph: 's', name: 'wake', cat: 'wake', pid: 1, tid: 1, ts: 10, id: 1 };
  const { dur: _, ...timeless } = slice;
  expect(brokenRules([slice, { ...slice, ts: 15 }])).toEqual([]);
  const sentences = (...events: ChromeEvent[]): string[] => brokenRules(events).map((one) => one.split(':')[0]!);
  expect(sentences(timeless)).toContain('a field is missing');
  expect(sentences({ ...slice, s: 't' })).toEqual(['a field has no meaning']);
  expect(sentences(slice, { ...slice, ts: 12 })).toEqual(['the slices of a thread do not overlap']);
  expect(sentences({ ...slice, tid: 2 }, { ...slice, ts: 9 })).toEqual(['events are in the order of their time']);
  expect(sentences({ ...slice, ts: 0, dur: -1 })).toEqual(['no duration is negative']);
  expect(sentences(slice, flow)).toEqual(['what begins ends']);
  expect(sentences(slice, flow, { ...flow, ph: 'f', bp: 'e', tid: 2 })).toEqual(['a flow binds to a slice']);
  expect(sentences(slice, { ...flow, ph: 'f', bp: 'e' })).toContain('what ends has begun');
});

test('every recording gives a valid trace', async () => {
  await fc.assert(
    fc.asyncProperty(randomProgram, async ({ plan, choices }) => {
      const { recording } = await recordVirtual(() => runPlan(plan, getHub()), {
        places: false,
        picker: follow(choices),
      });
      expect(brokenRules(toChromeTrace(recording).traceEvents)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('a recording in real time gives a valid trace, and so does none at all', async () => {
  const { recording } = await record(function* () {
    const queue = new Queue<number>();
    const getters = [spawn(() => queue.get()), spawn(() => queue.get())];
    yield* sleep(2);
    for (const n of [1, 2]) yield* queue.put(n);
    yield* joinall(getters);
  });
  expect(brokenRules(toChromeTrace(recording).traceEvents)).toEqual([]);
  const empty = { version: 1, greenlets: [], objects: [], events: [], dropped: 0 } as const;
  expect(brokenRules(toChromeTrace(empty).traceEvents)).toEqual([]);
});

test('a trace has a thread for each greenlet, its steps and waits, who woke whom, and the length of the queue', async () => {
  const { recording } = await recordVirtual(function* () {
    const event = new Event();
    const waiter = spawn(() => event.wait());
    waiter.name = 'waiter';
    yield* sleep(3);
    event.set();
    yield* waiter.join();
  });
  const { traceEvents } = toChromeTrace(recording);
  const [main, waiter] = ['MainGreenlet', 'waiter'].map(
    (name) => traceEvents.find((event) => event.name === 'thread_name' && event.args!['name'] === name)!.tid,
  );
  const of = (ph: ChromeEvent['ph'], tid?: number): string[] =>
    traceEvents.filter((event) => event.ph === ph && (tid ?? event.tid) === event.tid).map(({ name }) => name);
  expect(of('X', waiter)).toEqual(['ready', 'runs', 'waits in wait of an Event', 'runs']);
  expect(of('X', main)).toEqual(['ready', 'runs', 'waits in sleep(3)', 'runs', 'waits in join of waiter', 'runs']);
  const flows = traceEvents.filter(({ ph }) => ph === 's' || ph === 'f').map(({ name, tid }) => [name, tid]);
  expect(flows).toEqual([
    ['spawn', main],
    ['spawn', waiter],
    ['wake', main],
    ['wake', waiter],
    ['wake', waiter],
    ['wake', main],
  ]);
  const counts = traceEvents.filter(({ name }) => name === 'run queue').map(({ args }) => args!['entries']);
  // The main greenlet, the waiter, the event's notification, that of the waiter's end.
  expect(counts).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
  const wait = traceEvents.find(({ name }) => name === 'waits in sleep(3)')!;
  expect([Math.floor(wait.ts / 1000), Math.round((wait.ts + wait.dur!) / 1000)]).toEqual([0, 3]);
  expect(traceEvents.filter(({ ph }) => ph === 'b' || ph === 'e')).toHaveLength(4);
});
