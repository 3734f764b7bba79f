/**
 * The timeline: what greenlets really did, as a recording tells it, drawn as one line each.
 *
 * Drawing rule: time is cut into columns of equal length. In a lane, stretches are drawn one over the other, each from
 * the column it begins in to the column it ends in: first those of being ready, then those of waiting, then those of
 * running, then the mark of the end. So a column in which a greenlet ran shows it, however short that was.
 */
import type { Lane, Stretch } from '../trace/index.ts';
import type { Paint, Style } from './paint.ts';

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
  const to = Math.max(
    ...lanes.flatMap(({ stretches, ended }) => [ended?.time ?? 0, ...stretches.map((one) => one.to)]),
  );
  const columnOf = (time: number): number =>
    Math.min(columns - 1, Math.floor(((time - from) / (to - from || 1)) * columns));
  const waits = [...new Set(lanes.flatMap(({ stretches }) => stretches.filter(isWait).map(({ on }) => waitName(on))))];
  const cellOf = (on: string): Cell => WAITS[Math.min(waits.indexOf(on), WAITS.length - 1)]!;

  const texts = lanes.map(text);
  const width = Math.max(...texts.map(({ label }) => label.length));
  const rows = lanes.map((lane, index) => {
    const { label, mark, style, note } = texts[index]!;
    const cells = Array.from({ length: columns }, () => BLANK);
    for (const phase of ['ready', 'waiting', 'running'] as const) {
      for (const stretch of lane.stretches.filter((one) => one.phase === phase)) {
        const cell = phase === 'ready' ? READY : phase === 'running' ? RUNNING : cellOf(waitName(stretch.on));
        cells.fill(cell, columnOf(stretch.from), columnOf(stretch.to) + 1);
      }
    }
    if (lane.ended !== null) cells[columnOf(lane.ended.time)] = [mark, style];
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

function isWait({ phase }: Stretch): boolean {
  return phase === 'waiting';
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
