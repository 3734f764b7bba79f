/**
 * A recording in the trace event format, which Perfetto (ui.perfetto.dev) and chrome://tracing open.
 *
 * A thread is a greenlet, and thread 0 is the hub. What a greenlet does are complete events (X) that follow each other,
 * its life is an async span (b, e), who woke whom is a flow (s, f), the lengths of the queues are counters (C).
 */
import { directoryOf } from './directory.ts';
import { arrowsOf, type Lane, lanesOf, type Stretch } from './lanes.ts';
import { Stepper } from './stepper.ts';
import type { Recording } from './recording.ts';
import { titleOf } from './wording.ts';

/** One event of the format: which fields it has depends on its phase. */
export interface ChromeEvent {
  /** What kind it is: M metadata, X a slice, s and f a flow, C a counter, b and e an async span, i an instant. */
  readonly ph: 'M' | 'X' | 's' | 'f' | 'C' | 'b' | 'e' | 'i';
  /** What it is called in the picture. */
  readonly name: string;
  /** The process: the program. */
  readonly pid: number;
  /** The thread: the id of a greenlet, 0 for the hub. */
  readonly tid: number;
  /** When, in microseconds. */
  readonly ts: number;
  /** What it is about, to filter by. */
  readonly cat?: string;
  /** How long, in microseconds; of X. */
  readonly dur?: number;
  /** What belongs together; of s, f, b and e. */
  readonly id?: number;
  /** The end of a flow binds to the slice around it. */
  readonly bp?: 'e';
  /** The scope of an instant: its thread. */
  readonly s?: 't';
  /** Details, shown when it is chosen. */
  readonly args?: Readonly<Record<string, string | number>>;
}

/** A file of the format. */
export interface ChromeTrace {
  /** Metadata first, then the rest in the order of time. */
  readonly traceEvents: readonly ChromeEvent[];
  /** In which unit times are shown. */
  readonly displayTimeUnit: 'ms';
}

const PID = 1;
/** The thread of the hub. */
const HUB = 0;

/**
 * When each event is shown, in microseconds. Where time stands still, as virtual time does, an event comes one
 * microsecond after the one before, so that one sees their order.
 */
function timesOf({ events }: Recording): number[] {
  const times: number[] = [];
  const start = events[0]?.time ?? 0;
  let last = -1;
  for (const { time } of events) {
    const own = (time - start) * 1000;
    last = own > last ? own : last + 1;
    times.push(last);
  }
  return times;
}

/**
 * A recording as Chrome trace events: `JSON.stringify` the result into a file and open that with ui.perfetto.dev.
 *
 * @param recording as a recorder gives it
 */
export function toChromeTrace(recording: Recording): ChromeTrace {
  const times = timesOf(recording);
  const lanes = lanesOf(recording);
  const timed = [
    ...lanes.flatMap((lane) => [...lifeOf(lane, times), ...lane.stretches.map((one) => sliceOf(lane, one, times))]),
    ...turns(recording, times),
    ...flows(recording, times),
    ...counters(recording, times),
    ...instants(recording, times),
  ];
  timed.sort((a, b) => a.ts - b.ts);
  return { traceEvents: [...names(lanes), ...timed], displayTimeUnit: 'ms' };
}

function meta(name: string, tid: number, args: Readonly<Record<string, string | number>>): ChromeEvent {
  return { ph: 'M', name, pid: PID, tid, ts: 0, args };
}

function names(lanes: readonly Lane[]): ChromeEvent[] {
  return [
    meta('process_name', HUB, { name: 'greenlets' }),
    meta('thread_name', HUB, { name: 'the hub' }),
    meta('thread_sort_index', HUB, { sort_index: 0 }),
    ...lanes.flatMap(({ greenlet }, index) => [
      meta('thread_name', greenlet.id, { name: titleOf(greenlet) }),
      meta('thread_sort_index', greenlet.id, { sort_index: index + 1 }),
    ]),
  ];
}

function lifeOf({ greenlet, stretches, ended }: Lane, times: readonly number[]): ChromeEvent[] {
  const { id } = greenlet;
  const first = stretches[0]?.first ?? ended?.index;
  if (first === undefined) return [];
  const common = { name: titleOf(greenlet), cat: 'life', id, pid: PID, tid: id };
  const outcome = ended === null ? 'still alive' : ended.outcome;
  return [
    { ...common, ph: 'b', ts: times[first]! },
    { ...common, ph: 'e', ts: times[ended?.index ?? times.length - 1]!, args: { outcome } },
  ];
}

function sliceOf(
  { greenlet }: Lane,
  { phase, first, last, on, place }: Stretch,
  times: readonly number[],
): ChromeEvent {
  const ts = times[first]!;
  return {
    ph: 'X',
    name: phase === 'running' ? 'runs' : phase === 'waiting' ? `waits in ${on}` : phase,
    cat: phase,
    pid: PID,
    tid: greenlet.id,
    ts,
    dur: times[last]! - ts,
    args: place === null ? {} : { place: `${place.file}:${place.line}:${place.column}` },
  };
}

function turns({ events }: Recording, times: readonly number[]): ChromeEvent[] {
  const slices: ChromeEvent[] = [];
  let begun: number | null = null;
  for (const [index, { kind }] of events.entries()) {
    if (kind === 'turn-begin') begun = times[index]!;
    if (kind !== 'turn-end' || begun === null) continue;
    slices.push({ ph: 'X', name: 'turn', cat: 'hub', pid: PID, tid: HUB, ts: begun, dur: times[index]! - begun });
    begun = null;
  }
  return slices;
}

function flows(recording: Recording, times: readonly number[]): ChromeEvent[] {
  return arrowsOf(recording).flatMap(({ kind, from, fromIndex, to, toIndex }, id): ChromeEvent[] => {
    const common = { name: kind, cat: 'wake', id, pid: PID };
    return [
      { ...common, ph: 's', tid: from, ts: times[fromIndex]! },
      { ...common, ph: 'f', bp: 'e', tid: to, ts: times[toIndex]! },
    ];
  });
}

function counters(recording: Recording, times: readonly number[]): ChromeEvent[] {
  const stepper = new Stepper(directoryOf(recording), null);
  const events: ChromeEvent[] = [];
  const shown = { queue: -1, timers: -1 };
  for (const [index, event] of recording.events.entries()) {
    stepper.step(event);
    const { queue, timers } = stepper.counts;
    const common = { ph: 'C', cat: 'hub', pid: PID, tid: HUB, ts: times[index]! } as const;
    if (queue !== shown.queue) events.push({ ...common, name: 'run queue', args: { entries: queue } });
    if (timers !== shown.timers) events.push({ ...common, name: 'timers', args: { pending: timers } });
    Object.assign(shown, { queue, timers });
  }
  return events;
}

function instants({ events }: Recording, times: readonly number[]): ChromeEvent[] {
  return events.flatMap(({ kind, text, greenlet }, index): ChromeEvent[] =>
    kind === 'print' || kind === 'throw'
      ? [{ ph: 'i', name: `${kind}: ${text}`, cat: kind, pid: PID, tid: greenlet ?? HUB, ts: times[index]!, s: 't' }]
      : [],
  );
}
