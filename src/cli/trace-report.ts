/**
 * What `greenlets trace` shows: the timeline and the story of a recording, and a deadlock if that was the end.
 */
import { formatRecording, type Lane, lanesOf, titleOf } from '../trace/index.ts';
import type { Paint, Style } from './paint.ts';
import { drawTimeline, type LaneText } from './timeline.ts';
import type { Account } from './trace-assignment.ts';

/** Most greenlets that are drawn. */
const MOST_LANES = 40;
const MOST_NOTE = 30;
const MOST_LABEL = 24;

const MARKS: Readonly<Record<NonNullable<Lane['ended']>['phase'], readonly [string, Style]>> = {
  done: ['✓', 'green'],
  killed: ['✗', 'yellow'],
  failed: ['✗', 'red'],
};

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function noteOf({ stretches, ended }: Lane): string {
  if (ended?.phase === 'killed') return 'killed';
  if (ended !== null) return ended.outcome === 'undefined' ? '' : shorten(ended.outcome, MOST_NOTE);
  const last = stretches.at(-1);
  return shorten(last?.phase === 'waiting' ? `waits in ${last.on}` : (last?.phase ?? ''), MOST_NOTE);
}

function textOf(lane: Lane): LaneText {
  const [mark, style] = lane.ended === null ? (['', 'dim'] as const) : MARKS[lane.ended.phase];
  return { label: shorten(titleOf(lane.greenlet), MOST_LABEL), mark, style, note: noteOf(lane) };
}

function timeline(lanes: readonly Lane[], paint: Paint, width: number): string[] {
  const drawn = lanes.slice(0, MOST_LANES);
  const taken = drawn.map(textOf).map(({ label, note }) => [label.length, note.length] as const);
  const margin = Math.max(...taken.map(([label]) => label)) + Math.max(...taken.map(([, note]) => note)) + 4;
  const lines = drawTimeline({
    lanes: drawn,
    text: textOf,
    waitName: (on) => on,
    columns: Math.max(20, width - margin),
    paint,
  });
  if (lanes.length > drawn.length) lines.push(`and ${lanes.length - drawn.length} more greenlets`);
  return lines;
}

/**
 * The timeline and the story as text.
 *
 * @param events how many events the story tells, the first
 * @param width of the terminal, in characters
 */
export function traceReport({ recording, deadlock }: Account, events: number, paint: Paint, width: number): string {
  const lanes = lanesOf(recording);
  if (lanes.length === 0) {
    return `\n${paint('bold', 'Nothing was recorded')}: the default hub had nothing to do\n`;
  }
  const switches = recording.events.filter(({ kind }) => kind === 'switch-in').length;
  const lines = formatRecording(recording);
  const told = lines.slice(0, events);
  const more = lines.length - told.length;
  return [
    '',
    paint('bold', `Timeline: ${lanes.length} greenlets, ${switches} switches`),
    ...timeline(lanes, paint, width),
    ...(deadlock.length === 0 ? [] : ['', paint('bold', 'Deadlock: nothing could wake them'), ...deadlock]),
    ...(told.length === 0 ? [] : ['', paint('bold', 'Story'), ...told]),
    ...(more === 0 ? [] : [paint('dim', `and ${more} more events: --events tells how many`)]),
    '',
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}
