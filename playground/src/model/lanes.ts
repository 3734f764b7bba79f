/**
 * A recording as lanes: what each greenlet did over the course of it, and who woke whom.
 *
 * Places on the way are numbers of rows, from 0; a view turns them into pixels.
 */
import {
  arrowsOf,
  type Lane as RecordedLane,
  lanesOf,
  type RecordedGreenlet,
  type Recording,
  titleOf,
  type TraceEvent,
} from 'greenlets/trace';

/** What a lane shows over a stretch of rows, the first included and the last not. */
export interface Stretch {
  readonly kind: 'step' | 'wait' | 'ready';
  readonly from: number;
  readonly to: number;
  /** What is waited for. */
  readonly text: string;
}

/** Something that happened at one row of a lane. */
export interface Mark {
  readonly kind: 'print' | 'throw' | 'end' | 'killed' | 'error' | 'timer';
  readonly at: number;
}

/** One greenlet, or the hub. */
export interface Lane {
  /** null is the hub. */
  readonly greenlet: number | null;
  readonly name: string;
  /** The name, and what its function is called. */
  readonly title: string;
  /** How many spawners stand above it. */
  readonly depth: number;
  /** Which of the colours is its own. */
  readonly colour: number;
  readonly stretches: readonly Stretch[];
  readonly marks: readonly Mark[];
}

/** Who made whom go on: from a row of one lane to a row of another. */
export interface Arrow {
  readonly kind: 'spawn' | 'wake' | 'kill';
  readonly fromLane: number;
  readonly from: number;
  readonly toLane: number;
  readonly to: number;
}

/** All that the timeline draws. */
export interface Lanes {
  readonly lanes: readonly Lane[];
  /** In the order of `to`. */
  readonly arrows: readonly Arrow[];
  /** The arrow that ends at a row. */
  readonly arrowTo: ReadonlyMap<number, Arrow>;
  /** The lane of a greenlet. */
  readonly laneOf: ReadonlyMap<number | null, number>;
}

/** How many colours there are for greenlets. */
export const COLOURS = 8;

/** The greenlets of a recording in the order of the tree: each before those it spawned. */
export function treeOrder(recording: Recording): { greenlet: RecordedGreenlet; depth: number }[] {
  const children = new Map<number | null, RecordedGreenlet[]>();
  const known = new Set(recording.greenlets.map(({ id }) => id));
  for (const greenlet of recording.greenlets) {
    const parent = greenlet.parent !== null && known.has(greenlet.parent) ? greenlet.parent : null;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [greenlet]);
    else siblings.push(greenlet);
  }
  const result: { greenlet: RecordedGreenlet; depth: number }[] = [];
  // A stack of its own: a chain of spawns may be longer than the engine's.
  const open = (children.get(null) ?? []).map((greenlet) => ({ greenlet, depth: 0 })).reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { greenlet, depth } = next;
    result.push({ greenlet, depth });
    for (const child of [...(children.get(greenlet.id) ?? [])].reverse())
      open.push({ greenlet: child, depth: depth + 1 });
  }
  return result;
}

/** The stretches of the hub are its turns. */
function turnsOf(events: readonly TraceEvent[]): Stretch[] {
  const turns: Stretch[] = [];
  let from: number | null = null;
  const close = (to: number): void => {
    if (from !== null) turns.push({ kind: 'step', from, to, text: '' });
    from = null;
  };
  events.forEach(({ kind }, row) => {
    if (kind === 'turn-begin') from = row;
    else if (kind === 'turn-end') close(row + 1);
  });
  close(events.length);
  return turns;
}

/** What a greenlet did, with the row that ends a step as part of the step. */
function stretchesOf({ stretches }: RecordedLane, length: number): Stretch[] {
  return stretches.map(({ phase, first, last, on }, index): Stretch => {
    const followsStep = stretches[index - 1]?.phase === 'running';
    const isOpen = last === length - 1;
    return {
      kind: phase === 'running' ? 'step' : phase === 'ready' ? 'ready' : 'wait',
      from: followsStep ? first + 1 : first,
      to: phase === 'running' || isOpen ? last + 1 : last,
      text: on,
    };
  });
}

/** What happened in each lane. */
function marksOf(events: readonly TraceEvent[], laneOf: Lanes['laneOf'], count: number): Mark[][] {
  const marks: Mark[][] = Array.from({ length: count }, () => []);
  const mark = (greenlet: number | null, kind: Mark['kind'], at: number): void => {
    marks[laneOf.get(greenlet) ?? 0]!.push({ kind, at });
  };
  events.forEach(({ kind, greenlet, by, text }, row) => {
    if (kind === 'print') mark(by, kind, row);
    else if (kind === 'timer-fire') mark(null, 'timer', row);
    else if (kind === 'throw' || kind === 'error') mark(greenlet, kind, row);
    else if (kind === 'end') mark(greenlet, text.startsWith('GreenletExit') ? 'killed' : kind, row);
  });
  return marks;
}

/** Who made whom go on; what no greenlet did but a timer comes from the hub. */
function arrowsIn(recording: Recording, laneOf: Lanes['laneOf']): Map<number, Arrow> {
  const { events, dropped } = recording;
  const arrows = new Map<number, Arrow>();
  for (const { kind, from, fromIndex, to, toIndex } of arrowsOf(recording)) {
    arrows.set(toIndex, { kind, fromLane: laneOf.get(from)!, from: fromIndex, toLane: laneOf.get(to)!, to: toIndex });
  }
  events.forEach(({ kind, greenlet, cause }, to) => {
    if (kind !== 'switch-in' || cause === null || arrows.has(to)) return;
    const from = cause - dropped;
    if (events[from]?.kind !== 'timer-fire') return;
    arrows.set(to, { kind: 'wake', fromLane: 0, from, toLane: laneOf.get(greenlet)!, to });
  });
  return arrows;
}

/** Lay a recording out in lanes. */
export function layOut(recording: Recording): Lanes {
  const { events } = recording;
  const order = treeOrder(recording);
  const laneOf = new Map<number | null, number>([
    [null, 0],
    ...order.map(({ greenlet }, index) => [greenlet.id, index + 1] as const),
  ]);
  const lives = new Map(lanesOf(recording).map((lane) => [lane.greenlet.id, stretchesOf(lane, events.length)]));
  const marks = marksOf(events, laneOf, order.length + 1);
  const hub: Lane = {
    greenlet: null,
    name: 'hub',
    title: 'hub',
    depth: 0,
    colour: -1,
    stretches: turnsOf(events),
    marks: marks[0]!,
  };
  const lanes = order.map(({ greenlet, depth }, index): Lane => ({
    greenlet: greenlet.id,
    name: greenlet.name,
    title: titleOf(greenlet),
    depth,
    colour: index % COLOURS,
    stretches: lives.get(greenlet.id) ?? [],
    marks: marks[index + 1]!,
  }));
  const arrowTo = arrowsIn(recording, laneOf);
  const arrows = [...arrowTo.values()].toSorted((a, b) => a.to - b.to);
  return { lanes: [hub, ...lanes], arrows, arrowTo, laneOf };
}
