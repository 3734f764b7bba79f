import { getHub, joinall, sleep, spawn, type Tracer } from 'greenlets';
import { Recorder } from 'greenlets/trace';
import { itself, together } from '../define.ts';
import { timed } from '../subjects.ts';
import type { Subject, Workload } from '../workload.ts';

const COROUTINES = 100;

let switches = 0;

function* switching(times: number) {
  for (let i = 0; i < times; i++) yield* sleep(0);
  switches += times;
}

/** The same switches, under what `make` gives. */
function under(name: string, note: string, make: () => Tracer | null): Subject {
  return timed(name, note, async (n) => {
    switches = 0;
    const hub = getHub();
    hub.tracer = make();
    try {
      await joinall(Array.from({ length: COROUTINES }, () => spawn(switching, n / COROUTINES)));
    } finally {
      hub.tracer = null;
    }
    return () => switches;
  });
}

const idle: Tracer = { event() {}, hubEvent() {} };

export const workload: Workload = together({
  name: 'tracer',
  title: 'Switch under a tracer',
  what: 'one sleep(0), of which a tracer is told five times',
  operations: 20_000,
  quick: 500,
  expected: itself,
  anchor: 'greenlets, no tracer',
  // Each alone: who has never met a tracer must not pay for those who have.
  processes: 'apart',
  warmUp: 10,
  counted: 11,
  rounds: 5,
  subjects: [
    under('greenlets, no tracer', 'a check for null at each event', () => null),
    under('an idle tracer', 'a call for each event', () => idle),
    under('Recorder, no places', 'each event kept in a ring of 100,000', () => new Recorder({ places: false })),
    under('Recorder', 'the same, with the place in the source of each event', () => new Recorder()),
  ],
});
