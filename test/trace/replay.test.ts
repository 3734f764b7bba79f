import { Hub, joinall, sleep, spawn, spawnLater, type Tracer } from 'greenlets';
import { VirtualHost } from 'greenlets/testing';
import {
  addTracer,
  type Phase,
  Recorder,
  type Recording,
  Replay,
  type ReplayState,
  type TraceEvent,
} from 'greenlets/trace';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { follow, randomProgram, recordVirtual, runPlan } from './programs.ts';

/** What of a state follows from the events by definition. */
interface Essence {
  readonly queue: readonly number[];
  readonly timers: readonly number[];
  readonly phases: ReadonlyMap<number, Phase>;
  readonly waiters: ReadonlyMap<number, readonly number[]>;
}

function latest(events: readonly TraceEvent[], kinds: RegExp): TraceEvent | undefined {
  return [...events].reverse().find(({ kind }) => kinds.test(kind));
}

/** What a greenlet does after its `own` events, the `last` of which made it begin, run, wait or end. */
function phaseOf(own: readonly TraceEvent[], last: TraceEvent | undefined): Phase {
  if (last?.kind === 'switch-in') return 'running';
  if (last?.kind === 'error') return 'failed';
  if (last?.kind === 'end') return last.text.startsWith('GreenletExit') ? 'killed' : 'done';
  // A step that was appended since it was last let run is still to come: another was taken back by a kill.
  const lastIn = latest(own, /switch-in/)?.seq ?? -1;
  const isReady = own.some(({ kind, text, seq }) => kind === 'ready' && /run|step/.test(text) && seq > lastIn);
  if (isReady) return 'ready';
  return last?.kind === 'spawn' ? 'pending' : 'waiting';
}

/** The definition, with a look at all events up to `index` for each question. */
function byDefinition({ events }: Recording, index: number): Essence {
  const past = events.slice(0, index + 1);
  const over = new Set(past.map(({ origin }) => origin));
  const queue = past.filter(({ kind, seq }) => kind === 'ready' && !over.has(seq));
  const timers = past.filter(({ kind, seq }) => kind === 'timer-set' && !over.has(seq));
  const phases = new Map<number, Phase>();
  const waiters = new Map<number, number[]>();
  for (const id of new Set(past.flatMap(({ greenlet }) => (greenlet === null ? [] : [greenlet])))) {
    const own = past.filter(({ greenlet }) => greenlet === id);
    const last = latest(own, /spawn|switch|end|error/);
    phases.set(id, phaseOf(own, last));
    if (last?.kind === 'switch-out' && last.object !== null) {
      waiters.set(last.object, [...(waiters.get(last.object) ?? []), last.seq]);
    }
  }
  const timersInOrder = timers.map(({ seq, deadline }) => [deadline!, seq] as const);
  timersInOrder.sort(([a, i], [b, j]) => a - b || i - j);
  for (const seqs of waiters.values()) seqs.sort((a, b) => a - b);
  return {
    queue: queue.map(({ seq }) => seq),
    timers: timersInOrder.map(([, seq]) => seq),
    phases,
    waiters: new Map([...waiters].map(([object, seqs]) => [object, seqs.map((seq) => events[seq]!.greenlet!)])),
  };
}

function essenceOf({ queue, timers, greenlets, objects }: ReplayState): Essence {
  return {
    queue: queue.map(({ seq }) => seq),
    timers: timers.map(({ seq }) => seq),
    phases: new Map(greenlets.map(({ id, phase }) => [id, phase])),
    waiters: new Map(objects.filter(({ waiters }) => waiters.length > 0).map(({ id, waiters }) => [id, waiters])),
  };
}

describe('a replay', () => {
  test('is at every event what the events up to it say, wherever one comes from', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomProgram,
        fc.array(fc.nat(), { maxLength: 20, size: 'max' }),
        async ({ plan, choices }, jumps) => {
          const recorder = new Recorder({ places: false });
          const hub = new Hub({ host: new VirtualHost(), picker: follow(choices), tracer: recorder });
          await hub.run(() => runPlan(plan, hub));
          const recording = recorder.recording();
          const replay = new Replay(recording);
          const forward = recording.events.map((_, index) => essenceOf(replay.stateAt(index)));
          expect(forward).toEqual(recording.events.map((_, index) => byDefinition(recording, index)));
          for (const jump of jumps.map((one) => one % forward.length)) {
            expect(essenceOf(replay.stateAt(jump))).toEqual(forward[jump]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('has as many entries and timers as the hub had, at each entry and turn', async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, async ({ plan, choices }) => {
        const recorder = new Recorder({ places: false });
        const hub = new Hub({ host: new VirtualHost(), picker: follow(choices), tracer: recorder });
        const seen: { ready: number; timers: number; index: number }[] = [];
        let index = -1;
        const counter: Tracer = {
          event: (kind) => void (kind === 'park' || index++),
          hubEvent(kind) {
            index++;
            // Not while due timers fire one by one: the hub counts none of them any more.
            if (kind !== 'begin' && kind !== 'turn-end') return;
            const { ready, timers } = hub.pending;
            seen.push({ ready, timers, index });
          },
        };
        addTracer(hub, counter);
        await hub.run(() => runPlan(plan, hub));
        const replay = new Replay(recorder.recording());
        expect(seen.length).toBeGreaterThan(0);
        for (const { ready, timers, index: at } of seen) {
          const state = replay.stateAt(at);
          expect([state.queue.length, state.timers.length]).toEqual([ready, timers]);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('gives the same states back and forth in a long recording', async () => {
    const { recording } = await recordVirtual(
      function* () {
        const all = Array.from({ length: 20 }, (_, i) =>
          spawn(function* () {
            for (let n = 0; n < 40; n++) yield* sleep(1 + ((i + n) % 3));
          }),
        );
        yield* joinall(all);
      },
      { places: false },
    );
    const replay = new Replay(recording);
    expect(replay.length).toBeGreaterThan(2000);
    const forward = recording.events.map((_, index) => replay.stateAt(index));
    for (let index = replay.length - 1; index >= 0; index -= 7) {
      expect(replay.stateAt(index)).toEqual(forward[index]);
    }
    expect(new Replay(recording).stateAt(1000)).toEqual(forward[1000]);
  });

  test('knows each greenlet: its phase, what it waits for and where, how it ended, how long it ran', async () => {
    const host = new VirtualHost();
    const recorder = new Recorder({ places: false });
    const hub = new Hub({ host, tracer: recorder });
    hub.onError = () => {};
    await hub.run(function* () {
      const names = { sleeper: spawn(sleep, 5), late: spawnLater(7, () => 42), busy: spawn(() => host.advance(3)) };
      for (const [name, greenlet] of Object.entries(names)) greenlet.name = name;
      const broken = spawn(() => {
        throw new RangeError('too far');
      });
      broken.name = 'broken';
      yield* sleep(6);
      yield* names.late.join();
    });
    const replay = new Replay(recorder.recording());
    const at = (time: number): Record<string, unknown> => {
      const index = replay.recording.events.filter((event) => event.time <= time).length - 1;
      return Object.fromEntries(
        replay
          .stateAt(index)
          .greenlets.map(({ name, phase, waitsFor, outcome, ran, switches }) => [
            name,
            { phase, waitsFor, outcome, ran, switches },
          ]),
      );
    };
    const ended = { phase: 'done', waitsFor: '', outcome: 'undefined', ran: 0, switches: 1 };
    expect(at(4)).toEqual({
      MainGreenlet: { phase: 'waiting', waitsFor: 'sleep(6)', outcome: '', ran: 0, switches: 1 },
      sleeper: { phase: 'waiting', waitsFor: 'sleep(5)', outcome: '', ran: 0, switches: 1 },
      late: { phase: 'pending', waitsFor: '', outcome: '', ran: 0, switches: 0 },
      busy: { ...ended, ran: 3 },
      broken: { ...ended, phase: 'failed', outcome: 'RangeError: too far' },
    });
    expect(at(7)).toMatchObject({
      MainGreenlet: { phase: 'done' },
      sleeper: { ...ended, switches: 2 },
      late: { ...ended, outcome: '42' },
    });
  });

  test('plays what a full ring has kept', async () => {
    const { recording } = await recordVirtual(
      function* () {
        for (let i = 0; i < 50; i++) yield* sleep(1);
      },
      { limit: 30 },
    );
    expect([recording.events.length, recording.events[0]!.seq]).toEqual([30, recording.dropped]);
    const replay = new Replay(recording);
    expect(replay.stateAt(29).greenlets).toMatchObject([{ name: 'MainGreenlet', phase: 'done' }]);
    expect(replay.bySeq(recording.dropped - 1)).toBeNull();
    expect(replay.bySeq(recording.dropped)).toBe(recording.events[0]);
  });

  test.each([-2, 0.5, 7])('refuses to go to event %d of 7', async (index) => {
    const { recording } = await recordVirtual(function* () {});
    const replay = new Replay({ ...recording, events: recording.events.slice(0, 7) });
    expect(() => replay.stateAt(index)).toThrow(`from -1 to ${replay.length - 1}: received ${index}`);
  });
});
