import {
  AsyncResult,
  type Coroutine,
  Event,
  getHub,
  type Greenlet,
  Hub,
  idle,
  joinall,
  killall,
  Queue,
  RLock,
  select,
  sleep,
  spawn,
  spawnLater,
  spawnRaw,
  Timeout,
  until,
  withTimeout,
} from 'greenlets';
import { runVirtual, VirtualHost } from 'greenlets/testing';
import { isProgram, record, recorded, Recorder, type Recording, titleOf, type TraceEvent } from 'greenlets/trace';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { follow, only, randomProgram, recordVirtual, runPlan } from './programs.ts';

/** The line of this file from which it is called. */
function here(): number {
  const frame = new Error('here')
    .stack!.split('\n')
    .find((line) => /recorder\.test\.ts/.test(line) && !/here/.test(line));
  return Number(/:(\d+):\d+\)?$/.exec(frame!)![1]);
}

/** The chain of causes behind an event, oldest first. */
function causes({ events }: Recording, event: TraceEvent): string[] {
  const chain: string[] = [];
  for (let next: TraceEvent | undefined = event; next !== undefined; next = events[next.cause ?? -1]) {
    chain.unshift(next.text === '' ? next.kind : `${next.kind} (${next.text})`);
  }
  return chain;
}

describe('the cause', () => {
  test('of a switch is the entry that was executed, and its cause what the waker did', async () => {
    const { recording } = await recordVirtual(function* () {
      const event = new Event();
      spawn(function* () {
        yield* event.wait();
        return 'woken';
      }).name = 'waiter';
      yield* sleep(0);
      spawn(() => event.set()).name = 'setter';
      yield* sleep(5);
    });
    const end = only(recording, 'end', 'waiter');
    expect(causes(recording, end)).toEqual([
      'ready (first run)', // of the main greenlet
      'begin (first run)',
      'switch-in',
      'ready (next step)',
      'begin (next step)',
      'switch-in',
      'ready (first run)', // of the setter
      'begin (first run)',
      'switch-in',
      'ready (notification)',
      'begin (notification)',
      'switch-in', // of the waiter
      'end ("woken")',
    ]);
  });

  test('of a timer that fires is the event that set it', async () => {
    const { recording } = await recordVirtual(function* () {
      yield* sleep(7);
    });
    const [set, fire] = ['timer-set', 'timer-fire'].map((kind) => recording.events.find((one) => one.kind === kind)!);
    expect(set).toMatchObject({ deadline: 7, time: 0, text: 'sleep(7)' });
    expect(fire).toMatchObject({ cause: set!.seq, origin: set!.seq, time: 7 });
    expect(causes(recording, only(recording, 'end', 'MainGreenlet')).slice(-4)).toEqual([
      'timer-set (sleep(7))',
      'timer-fire (sleep(7))',
      'switch-in',
      'end (undefined)',
    ]);
  });

  test('of the cases of a select is the greenlet that selects', async () => {
    const { recording } = await recordVirtual(function* () {
      yield* select({ never: new Event().wait(), soon: sleep(1) });
    });
    const main = recording.events.find(({ kind }) => kind === 'switch-in');
    for (const name of ['select(never)', 'select(soon)']) {
      expect(only(recording, 'spawn', name)).toMatchObject({ by: main!.greenlet, cause: main!.seq });
    }
    const first = recording.events.find(({ kind, seq }) => kind === 'switch-in' && seq > main!.seq)!;
    expect(first).toMatchObject({ by: main!.greenlet, cause: main!.seq });
    // Whichever case loses has ended too.
    expect(only(recording, 'end', 'select(never)').cause).toBe(only(recording, 'end', 'select(soon)').cause);
  });

  // The rule: an entry is taken out once, after it was appended; a timer fires or is stopped once, after it was set.
  test('of what comes out is what went in, whatever is killed and picked', async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, async ({ plan, choices }) => {
        const recorder = new Recorder({ places: false });
        const hub = new Hub({ host: new VirtualHost(), picker: follow(choices), tracer: recorder });
        await hub.run(() => runPlan(plan, hub));
        const { events } = recorder.recording();
        const origins = events.filter(({ origin }) => origin !== null);
        expect(new Set(origins.map(({ origin }) => origin)).size).toBe(origins.length);
        for (const { kind, origin, seq, greenlet, object, text } of origins) {
          const made = events[origin!]!;
          expect(made).toMatchObject({ kind: kind === 'begin' ? 'ready' : 'timer-set', greenlet, object, text });
          expect(made.seq).toBeLessThan(seq);
        }
        const begun = events.filter(({ kind }) => ['begin', 'timer-fire', 'timer-cancel'].includes(kind));
        expect(begun).toEqual(origins);
        for (const { cause } of events.filter(({ kind }) => kind === 'switch-in')) {
          expect(['begin', 'timer-fire']).toContain(events[cause!]!.kind);
        }
        for (const { cause, by } of events.filter((event) => event.by !== null)) {
          expect(events[cause!]).toMatchObject({ kind: 'switch-in', greenlet: by });
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('an entry and a timer', () => {
  // Each sort of entry and of timer, by the sentence of its type: what it is called, and which greenlet it is for.
  test('are told apart, with the greenlet they are for', async () => {
    const { recording, ...rest } = await recordVirtual(function* () {
      const rescued = spawn(sleep, 100);
      const swept = [spawn(sleep, 100), spawn(sleep, 100)];
      const one = spawn(function* () {
        yield* sleep(0);
        yield* idle();
        getHub().runCallback(() => {});
        yield* withTimeout(10, function* () {
          yield* sleep(2);
        });
        yield* sleep(4);
        const limit = Timeout.startNew(50);
        yield* rescued.kill();
        limit.close();
        yield* killall(swept);
      });
      one.name = 'one';
      spawnLater(1, () => {}).name = 'late';
      const result = new AsyncResult<number>();
      spawnRaw(() => result.set(1));
      yield* result.get({ timeout: 5 });
      yield* one.join({ timeout: 60 });
      yield* getHub().join({ timeout: 70 });
    });
    expect(rest).toEqual({ failed: false, value: undefined });
    const names = new Map(recording.greenlets.map(({ id, name }) => [id, name]));
    const objects = new Map(recording.objects.map(({ id, name }) => [id, name]));
    const subjects = (kind: TraceEvent['kind']): string[] => [
      ...new Set(
        recording.events
          .filter((event) => event.kind === kind)
          .map(({ text, greenlet, object }) => {
            const about = greenlet === null ? (objects.get(object ?? 0) ?? 'nobody') : names.get(greenlet)!;
            return `${text}: ${about.replace(/^Greenlet-\d+$/, 'a greenlet')}`;
          }),
      ),
    ];
    expect(subjects('ready')).toEqual([
      'first run: MainGreenlet',
      'first run: a greenlet',
      'first run: one',
      expect.stringMatching(/^first run: RawGreenlet-\d+$/),
      'next step: one',
      'notification: AsyncResult-1',
      'wake-up: one',
      'callback: nobody',
      'kill: a greenlet',
      'kill: nobody',
      'links: one',
      'wake-up: MainGreenlet',
    ]);
    expect(subjects('timer-set')).toEqual([
      'its start after 1 ms: late',
      'time limit of get of an AsyncResult: MainGreenlet',
      'sleep(100): a greenlet',
      'time limit of join of one: MainGreenlet',
      'time limit: one',
      'sleep(2): one',
      'sleep(4): one',
      'the end of all other work: MainGreenlet',
    ]);
  });

  test('of a promise wake the greenlet that waits for it', async () => {
    const { recording } = await record(function* () {
      yield* until(Promise.resolve(1));
    });
    const wakeUp = recording.events.find(({ text }) => text === 'wake-up')!;
    expect(recording.greenlets.find(({ id }) => id === wakeUp.greenlet)!.name).toBe('MainGreenlet');
    expect(wakeUp).toMatchObject({ kind: 'ready', by: null, cause: null });
  });
});

describe('the place', () => {
  test('is the line of the program, for a spawn, a wait with its timer, what wakes, and what is printed', async () => {
    const lines: Record<string, number> = {};
    const recorder = new Recorder();
    await runVirtual(
      function* () {
        const queue = new Queue<number>();
        lines['spawn'] = here() + 1;
        const getter = spawn(function* () {
          lines['get'] = here() + 1;
          yield* queue.get();
          lines['print'] = here() + 1;
          recorder.print('hello');
        });
        getter.name = 'getter';
        lines['sleep'] = here() + 1;
        yield* sleep(1);
        lines['put'] = here() + 1;
        yield* queue.put(1);
        lines['joinall'] = here() + 1;
        yield* joinall([getter]);
      },
      { tracer: recorder },
    );
    const recording = recorder.recording();
    const of = (kind: TraceEvent['kind'], text: string): TraceEvent =>
      recording.events.find((event) => event.kind === kind && event.text.includes(text))!;
    const lineOf = ({ place }: TraceEvent): number => place!.line;
    expect({
      spawn: lineOf(only(recording, 'spawn', 'getter')),
      get: lineOf(of('switch-out', 'get of a Queue')),
      print: lineOf(of('print', 'hello')),
      sleep: lineOf(of('timer-set', 'sleep')),
      put: lineOf(of('ready', 'notification')),
      joinall: lineOf(of('switch-out', 'joinall')),
    }).toEqual(lines);
    expect(of('switch-out', 'sleep').place).toEqual(of('timer-set', 'sleep').place);
    expect(only(recording, 'spawn', 'getter').place!.file).toMatch(/^\/.*\/recorder\.test\.ts$/);
  });

  test('can be asked of other files, and left out', async () => {
    const program = function* (): Generator<never, void, unknown> {
      spawn(() => {});
    };
    const places = async (places: boolean | ((file: string) => boolean)): Promise<unknown[]> => {
      const { recording } = await recordVirtual(program, { places });
      return recording.events.flatMap(({ kind, place }) =>
        kind === 'spawn' && place !== null ? [place.file.replace(/^.*\//, '')] : [],
      );
    };
    expect(await places(true)).toEqual(['recorder.test.ts']);
    expect(await places((file) => file.endsWith('/spawn.ts'))).toEqual(['spawn.ts']);
    expect(await places(false)).toEqual([]);
  });

  test('are in no package that is installed', () => {
    const files = ['/app/program.ts', '/app/node_modules/undici/index.js', 'node:net'];
    expect(files.filter(isProgram)).toEqual(['/app/program.ts']);
  });
});

describe('a recording', () => {
  test('names objects by their class in the order of first appearance, and greenlets by their last names', async () => {
    const { recording } = await recordVirtual(function* () {
      const [first, second, lock] = [new Queue<number>(), new Queue<number>(), new RLock()];
      const waiters: Greenlet[] = [spawn(() => second.get()), spawn(() => first.get()), spawn(() => second.get())];
      yield* lock.acquire();
      waiters.push(spawn(() => lock.acquire()));
      yield* sleep(0);
      waiters[0]!.name = 'renamed';
      yield* waiters[0]!.join({ timeout: 1 });
    });
    const waited = recording.events.filter(({ kind, object }) => kind === 'switch-out' && object !== null);
    const names = new Map(recording.objects.map(({ id, name }) => [id, name]));
    expect(waited.map(({ object }) => names.get(object!))).toEqual([
      'Queue-1',
      'Queue-2',
      'Queue-1',
      'RLock-1',
      'renamed',
    ]);
    const renamed = recording.greenlets.find(({ name }) => name === 'renamed')!;
    expect(recording.objects.find(({ name }) => name === 'renamed')).toMatchObject({
      type: 'Greenlet',
      greenlet: renamed.id,
    });
    expect(renamed.parent).toBe(recording.greenlets.find(({ name }) => name === 'MainGreenlet')!.id);
  });

  test('names the function that a greenlet was spawned with, until the greenlet is given a name', async () => {
    function* worker(): Coroutine<void> {
      yield* sleep(1);
    }
    const { recording } = await recordVirtual(function* () {
      const named = spawn(worker);
      named.name = 'Ann';
      const anonymous = spawn(function* () {
        yield* sleep(1);
      });
      yield* joinall([spawn(worker), spawn(worker.bind(null)), spawn(sleep, 1), anonymous, named]);
      spawnRaw(worker);
      yield* sleep(2);
    });
    expect(recording.greenlets.map(titleOf)).toEqual([
      'MainGreenlet',
      'Ann',
      'Greenlet-3',
      'Greenlet-4 (worker)',
      'Greenlet-5 (worker)',
      'Greenlet-6 (sleep)',
      'RawGreenlet-7 (worker)',
    ]);
    const bodies = recording.greenlets.map(({ body }) => body);
    expect(bodies).toEqual([null, null, null, 'worker', 'worker', 'sleep', 'worker']);
  });

  test('does not know the function of a greenlet that ran before it began', async () => {
    const recorder = new Recorder();
    await runVirtual(function* () {
      const early = spawn(function* worker() {
        yield* sleep(1);
        yield* sleep(1);
      });
      yield* sleep(0);
      yield* recorded(recorder, function* () {
        yield* early.join();
      });
    });
    expect(recorder.recording().greenlets.map(({ body }) => body)).toEqual([null, null]);
  });

  test('is plain data: it survives JSON', async () => {
    const { recording } = await recordVirtual(function* () {
      yield* spawn(sleep, 1).join();
    });
    expect(JSON.parse(JSON.stringify(recording))).toEqual(recording);
  });

  test('keeps the latest events when the ring is full, or the first, and those they tell of', async () => {
    const program = function* (): Generator<never, void, unknown> {
      spawn(() => {}).name = 'forgotten';
      yield* sleep(1) as Iterable<never>;
      for (let i = 0; i < 10; i++) yield* spawn(sleep, 1).join() as Iterable<never>;
    };
    const { recording: whole } = await recordVirtual(program, { places: false });
    const { recording: kept } = await recordVirtual(program, { places: false, limit: 20 });
    expect(kept.events).toEqual(whole.events.slice(-20));
    expect(kept.dropped).toBe(whole.events.length - 20);
    const { recording: first } = await recordVirtual(program, { places: false, limit: 20, keep: 'first' });
    expect([first.dropped, first.events]).toEqual([0, whole.events.slice(0, 20)]);
    const names = kept.greenlets.map(({ name }) => name);
    expect(names).toContain('MainGreenlet');
    expect(names).not.toContain('forgotten');
  });

  test('comes with the error of a program that fails', async () => {
    const run = await recordVirtual(function* () {
      throw new RangeError('too far');
    });
    expect(run).toMatchObject({ failed: true, error: new RangeError('too far') });
    expect(only(run.recording, 'error', 'MainGreenlet').text).toBe('RangeError: too far');
  });

  test('can begin while a greenlet runs, and end with a block', async () => {
    const recorder = new Recorder();
    await runVirtual(function* () {
      yield* sleep(1);
      const value = yield* recorded(recorder, function* () {
        yield* sleep(2);
        return 'done';
      });
      expect(value).toBe('done');
      expect(getHub().tracer).toBeNull();
      yield* sleep(4);
    });
    const { events } = recorder.recording();
    expect(events.map(({ kind, text }) => `${kind} ${text}`.trim())).toEqual([
      'timer-set sleep(2)',
      'switch-out sleep(2)',
      'turn-end',
      'turn-begin',
      'timer-fire sleep(2)',
      'switch-in',
    ]);
  });
});

test('a limit that is no whole number is refused, and so is an unknown way to keep', () => {
  expect(() => new Recorder({ limit: 0.5 })).toThrow('limit must be a whole number, 1 or more: received 0.5');
  const keep = 'last' as 'first';
  expect(() => new Recorder({ keep })).toThrow("keep must be 'latest' or 'first': received \"last\"");
});
