/**
 * The timeline: what greenlets really did, recorded by a tracer of the hub, and drawn as one lane each.
 *
 * Drawing rule: time is cut into columns of equal length. In a lane, stretches are drawn one over the other, each from
 * the column it begins in to the column it ends in: first those of being ready, then those of waiting, then those of
 * running, then the mark of the end. So a column in which a greenlet ran shows it, however short that was.
 */
import { type Coroutine, getHub, type Traced, type TraceKind, type Tracer } from '../index.ts';
import type { Paint, Style } from './paint.ts';

/** One event of the hub, as it is kept. */
export interface Moment {
  readonly kind: TraceKind;
  readonly id: number;
  readonly time: number;
  /** Of a switch-out: what the greenlet waits for. */
  readonly on: string;
}

/** What a greenlet did from one moment to another. */
export interface Stretch {
  readonly state: 'ready' | 'running' | 'waiting';
  readonly from: number;
  readonly to: number;
  readonly on: string;
}

/** The life of one greenlet. */
export interface Lane {
  readonly id: number;
  readonly stretches: readonly Stretch[];
  /** When it ended; null if it was not seen to. */
  readonly ended: number | null;
}

/** Most greenlets of which every moment is kept. */
const KEPT = 100;

/** Listens to a hub: keeps the moments of the first greenlets, and sums up all. */
export class Recorder implements Tracer {
  readonly moments: Moment[];
  /** How often the hub resumed a greenlet. */
  switches: number;
  /** How long greenlets ran, all together, in milliseconds. */
  running: number;
  private readonly kept: Set<number>;
  /** The number of the greenlet that runs, and since when; 0 if none does. */
  private runner: number;
  private since: number;

  constructor() {
    this.moments = [];
    this.switches = 0;
    this.running = 0;
    this.kept = new Set();
    this.runner = 0;
    this.since = 0;
  }

  event(kind: TraceKind, { id }: Traced, time: number, detail: unknown): void {
    if (kind === 'park') return;
    if (kind === 'switch-in') {
      this.switches++;
      this.runner = id;
      this.since = time;
    } else if (kind !== 'spawn' && kind !== 'throw' && id === this.runner) {
      this.running += time - this.since;
      this.runner = 0;
    } else if (kind === 'spawn' && this.kept.size < KEPT) {
      this.kept.add(id);
    }
    if (this.kept.has(id)) this.moments.push({ kind, id, time, on: kind === 'switch-out' ? nameOf(detail) : '' });
  }
}

/** What a greenlet waits for, in words: the hub hands over the wait itself. */
function nameOf(wait: unknown): string {
  if (typeof wait !== 'object' || wait === null || !('describe' in wait)) return 'something';
  return typeof wait.describe === 'function' ? String(wait.describe()) : 'something';
}

/** Run `body` while `recorder` listens to the hub. */
export function* recorded<T>(recorder: Recorder, body: () => Coroutine<T>): Coroutine<T> {
  const hub = getHub();
  const { tracer } = hub;
  hub.tracer = recorder;
  try {
    return yield* body();
  } finally {
    hub.tracer = tracer;
  }
}

/** The lanes of the greenlets that `moments` tell of, in the order of their spawns. */
export function lanesOf(moments: readonly Moment[]): Lane[] {
  const byId = new Map<number, Moment[]>();
  for (const moment of moments) {
    const own = byId.get(moment.id);
    if (own === undefined) byId.set(moment.id, [moment]);
    else own.push(moment);
  }
  return [...byId].map(([id, own]) => laneOf(id, own));
}

const STATES: Readonly<Partial<Record<TraceKind, Stretch['state']>>> = {
  spawn: 'ready',
  'switch-in': 'running',
  'switch-out': 'waiting',
};

function laneOf(id: number, moments: readonly Moment[]): Lane {
  const stretches: Stretch[] = [];
  let ended: number | null = null;
  let begun: Moment | null = null;
  for (const moment of moments) {
    // What is thrown into a greenlet resumes it at once: the switch-in tells the same.
    if (moment.kind === 'throw') continue;
    const state = begun === null ? undefined : STATES[begun.kind];
    if (begun !== null && state !== undefined)
      stretches.push({ state, from: begun.time, to: moment.time, on: begun.on });
    begun = moment;
    if (moment.kind === 'end' || moment.kind === 'error') ended = moment.time;
  }
  return { id, stretches, ended };
}

/** One character of a lane. */
type Cell = readonly [glyph: string, style: Style | null];

/** What stands in a lane for waiting, by what is waited for; the last one serves for all further ones. */
const WAITS: readonly Cell[] = [
  ['─', 'cyan'],
  ['╌', 'magenta'],
  ['═', 'blue'],
  ['┈', 'dim'],
];
const BLANK: Cell = [' ', null];
const READY: Cell = ['·', 'dim'];
const RUNNING: Cell = ['█', 'yellow'];

/** What stands where a lane ends, and what is written beside it. */
export interface LaneText {
  /** Left of the lane. */
  readonly label: string;
  readonly mark: string;
  readonly style: Style;
  /** Right of the lane. */
  readonly note: string;
}

/** How a timeline is drawn. */
export interface Drawing {
  readonly lanes: readonly Lane[];
  readonly text: (lane: Lane) => LaneText;
  /** What to call a wait: waits of one name are drawn alike. */
  readonly waitName: (on: string) => string;
  /** How many characters the lanes themselves are wide. */
  readonly columns: number;
  readonly paint: Paint;
}

/** A timeline as lines of text: an axis in milliseconds, a line for each lane, and what the signs mean. */
export function drawTimeline({ lanes, text, waitName, columns, paint }: Drawing): string[] {
  const from = Math.min(...lanes.flatMap(({ stretches }) => stretches.map((stretch) => stretch.from)));
  const to = Math.max(...lanes.flatMap(({ stretches, ended }) => [ended ?? 0, ...stretches.map((one) => one.to)]));
  const columnOf = (time: number): number =>
    Math.min(columns - 1, Math.floor(((time - from) / (to - from || 1)) * columns));
  const waits = [...new Set(lanes.flatMap(({ stretches }) => stretches.filter(isWait).map(({ on }) => waitName(on))))];
  const cellOf = (on: string): Cell => WAITS[Math.min(waits.indexOf(on), WAITS.length - 1)]!;

  const texts = lanes.map(text);
  const width = Math.max(...texts.map(({ label }) => label.length));
  const rows = lanes.map((lane, index) => {
    const { label, mark, style, note } = texts[index]!;
    const cells = Array.from({ length: columns }, () => BLANK);
    for (const state of ['ready', 'waiting', 'running'] as const) {
      for (const stretch of lane.stretches.filter((one) => one.state === state)) {
        const cell = state === 'ready' ? READY : state === 'running' ? RUNNING : cellOf(waitName(stretch.on));
        cells.fill(cell, columnOf(stretch.from), columnOf(stretch.to) + 1);
      }
    }
    if (lane.ended !== null) cells[columnOf(lane.ended)] = [mark, style];
    return `${label.padEnd(width)}  ${paintCells(cells, paint)}  ${paint(style, note)}`;
  });
  const signs: [Cell, string][] = [
    [READY, 'is ready'],
    [RUNNING, 'runs'],
    ...waits.slice(0, WAITS.length).map((on): [Cell, string] => [cellOf(on), `waits for ${on}`]),
  ];
  const legend = signs.map(([cell, meaning]) => `${paintCells([cell], paint)} ${meaning}`).join('   ');
  const margin = ' '.repeat(width + 2);
  return [margin + paint('dim', axis(to - from, columns)), ...rows, '', margin + legend];
}

function isWait({ state }: Stretch): boolean {
  return state === 'waiting';
}

/** Cells as text, neighbours of one style painted together. */
function paintCells(cells: readonly Cell[], paint: Paint): string {
  let line = '';
  for (let start = 0, end = 0; start < cells.length; start = end) {
    const style = cells[start]![1];
    while (end < cells.length && cells[end]![1] === style) end++;
    const run = cells.slice(start, end).map(([glyph]) => glyph);
    line += style === null ? run.join('') : paint(style, run.join(''));
  }
  return line;
}

/** Milliseconds at round places, each written from its column on. */
function axis(span: number, columns: number): string {
  const least = (span / columns) * 12;
  const power = 10 ** Math.floor(Math.log10(least || 1));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= least) ?? power * 10;
  let line = '';
  for (let time = 0; time < span; time += step) {
    const label = `${Number(time.toPrecision(6))}${time === 0 ? ' ms' : ''}`;
    const column = Math.floor((time / span) * columns);
    if (column + label.length <= columns) line = line.padEnd(column) + label;
  }
  return line;
}
