/* oxlint-disable vitest/no-conditional-expect -- each kind of event has its own rule */
import { expect, test } from 'vitest';
import { Event, sleep, spawn, type Tracer } from 'greenlets';
import { runVirtual } from 'greenlets/testing';

test('a tracer is told of every spawn, switch, throw and end, in order and with the time', async () => {
  const events: string[] = [];
  const tracer: Tracer = {
    event(kind, greenlet, time, detail) {
      const what =
        kind === 'park' || kind === 'switch-out'
          ? (detail as { describe(): string }).describe()
          : kind === 'end'
            ? String(detail)
            : '';
      events.push(`${time} ${greenlet.name} ${kind} ${what}`.trim());
    },
  };
  await runVirtual(
    function* () {
      const a = spawn(function* () {
        yield* sleep(5);
        return 'done';
      });
      const b = spawn(function* () {
        yield* new Event().wait();
      });
      const c = spawn(() => {
        throw new Error('broken');
      });
      for (const [name, greenlet] of Object.entries({ a, b, c })) greenlet.name = name;
      c.link(() => {});
      yield* sleep(0);
      yield* b.kill();
      yield* a.join();
    },
    { tracer, debug: false },
  );
  const ofMain = events.filter((event) => event.includes('MainGreenlet'));
  expect(ofMain[0]).toBe('0 MainGreenlet switch-in');
  expect(ofMain.at(-1)).toBe('5 MainGreenlet end undefined');
  const ofWorkers = events.filter((event) => /^\d+ [abc] /.test(event));
  expect(ofWorkers).toEqual([
    '0 a switch-in',
    '0 a park sleep(5)',
    '0 a switch-out sleep(5)',
    '0 b switch-in',
    '0 b park wait of an Event',
    '0 b switch-out wait of an Event',
    '0 c switch-in',
    '0 c error',
    '0 b throw',
    '0 b switch-in',
    expect.stringMatching(/^0 b end GreenletExit/),
    '5 a switch-in',
    '5 a end done',
  ]);
  expect(events.filter((event) => event.endsWith('spawn'))).toHaveLength(4);
});

test('every switch in is followed by a switch out, an end or an error of the same greenlet', async () => {
  const trace: [kind: string, id: number][] = [];
  const tracer: Tracer = { event: (kind, { id }) => void trace.push([kind, id]) };
  await runVirtual(
    function* () {
      for (let i = 0; i < 5; i++) {
        spawn(function* () {
          yield* sleep(i);
          if (i === 3) throw new Error('broken');
          yield* sleep(0);
        }).link(() => {});
      }
      yield* sleep(10);
    },
    { tracer },
  );
  let inside: number | null = null;
  for (const [kind, id] of trace) {
    if (kind === 'switch-in') {
      expect(inside).toBeNull();
      inside = id;
    } else if (kind === 'switch-out' || kind === 'end' || kind === 'error') {
      expect(inside).toBe(id);
      inside = null;
    }
  }
  expect(inside).toBeNull();
});
