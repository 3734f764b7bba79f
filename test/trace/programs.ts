/**
 * Programs that the tests of this folder record, and how they do it.
 */
import {
  type Coroutine,
  Empty,
  Event,
  Full,
  type Greenlet,
  Hub,
  type HubOptions,
  joinall,
  type Operation,
  type Picker,
  Queue,
  sleep,
  spawn,
  wrapErrors,
} from 'greenlets';
import { VirtualHost } from 'greenlets/testing';
import {
  type EventKind,
  formatRecording,
  record,
  type RecordedRun,
  type RecorderOptions,
  type Recording,
  type TraceEvent,
} from 'greenlets/trace';
import * as fc from 'fast-check';

/** Record `program` in a fresh hub under virtual time, up to its end. */
export async function recordVirtual<T>(
  program: () => Coroutine<T>,
  options: RecorderOptions & Omit<HubOptions, 'host'> = {},
): Promise<RecordedRun<T>> {
  const { limit, keep, places, ...setup } = options;
  const how = Object.entries({ limit, keep, places }).filter(([, value]) => value !== undefined);
  return await record(program, { ...Object.fromEntries(how), hub: new Hub({ ...setup, host: new VirtualHost() }) });
}

/** The one event of a kind and a greenlet; an error if there are none or several. */
export function only({ events, greenlets }: Recording, kind: EventKind, name: string): TraceEvent {
  const id = greenlets.find((greenlet) => greenlet.name === name)?.id;
  const found = events.filter((event) => event.kind === kind && event.greenlet === id);
  if (id === undefined || found.length !== 1) throw new Error(`${found.length} events ${kind} of ${name}`);
  return found[0]!;
}

/** The story of a recording without the places. */
export function told(recording: Recording): string[] {
  return formatRecording(recording).map((line) => line.trim().replaceAll(/;? ?(set )?at [\w.-]*(line |:)\d+/g, ''));
}

/** One thing that a greenlet of a random program does: for how long, and to whom, where that has a meaning. */
interface Action {
  readonly what: 'sleep' | 'put' | 'get' | 'wait' | 'give way' | 'set' | 'spawn' | 'call back' | 'kill' | 'join';
  readonly ms: number;
  readonly who: number;
}

const action: fc.Arbitrary<Action> = fc.record({
  what: fc.constantFrom('sleep', 'put', 'get', 'wait', 'give way', 'set', 'spawn', 'call back', 'kill', 'join'),
  ms: fc.integer({ min: 1, max: 5 }),
  who: fc.nat(5),
});

/** A random program: what each of its greenlets does; and the schedule it runs by, null being strict FIFO. */
export const randomProgram: fc.Arbitrary<{ plan: Action[][]; choices: number[] | null }> = fc.record({
  plan: fc.array(fc.array(action, { maxLength: 6 }), { minLength: 1, maxLength: 5 }),
  choices: fc.option(fc.array(fc.nat(), { minLength: 1, maxLength: 10 })),
});

/** The picker that follows a list. */
export function follow(choices: readonly number[] | null): Picker | null {
  let asked = 0;
  return choices === null ? null : (length) => choices[asked++ % choices.length]! % length;
}

/** Run what a random program says. */
export function* runPlan(plan: readonly (readonly Action[])[], hub: Hub): Coroutine<void> {
  const queue = new Queue<number>(1);
  const event = new Event();
  const greenlets: Greenlet[] = [];
  function* act({ what, ms, who }: Action): Coroutine<void> {
    const other = greenlets[who % greenlets.length]!;
    if (what === 'sleep') yield* sleep(ms);
    else if (what === 'give way') yield* sleep(0);
    else if (what === 'put') yield* ignore(queue.put(1, { timeout: ms }));
    else if (what === 'get') yield* ignore(queue.get({ timeout: ms }));
    else if (what === 'wait') yield* event.wait({ timeout: ms });
    else if (what === 'set') event.set();
    else if (what === 'spawn') spawn(sleep, 2);
    else if (what === 'call back') hub.runCallback(() => event.clear());
    else if (what === 'kill') yield* other.kill(undefined, { timeout: 1 });
    else yield* other.join({ timeout: 3 });
  }
  for (const actions of plan) {
    greenlets.push(
      spawn(function* () {
        for (const one of actions) yield* act(one);
      }),
    );
  }
  yield* joinall(greenlets);
}

/** Wait for `operation`, and go on if its time is up. */
const ignore = wrapErrors([Empty, Full], function* (operation: Operation<unknown>) {
  yield* operation;
});
