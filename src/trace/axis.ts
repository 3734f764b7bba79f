/**
 * The horizontal axis of a timeline: time and order together.
 *
 * In virtual time all that happens at one moment would stand at one place; so a share of the width is given to the
 * order of the switches, the more, the more of them come without time passing. Equal distances are equal times within
 * a stretch without switches only, and the labels tell the time.
 */
import type { Recording } from './recording.ts';

/** Where things stand, from left to right. */
export interface Axis {
  /** Where the event at each position in the recording stands. */
  readonly xs: readonly number[];
  /** Where the hub's clock moves on after standing still, or passes a round time. */
  readonly labels: readonly { readonly x: number; readonly text: string }[];
}

/** The least distance of two labels. */
const ROOM = 56;

/** The axis of a recording, `width` wide. */
export function axisOf({ events }: Recording, width: number): Axis {
  const start = events[0]?.time ?? 0;
  const span = (events.at(-1)?.time ?? 0) - start;
  let steps = 0;
  let still = 0;
  let before = NaN;
  const ordinals = events.map(({ kind, time }) => {
    if (kind === 'switch-in' || kind === 'switch-out' || kind === 'end' || kind === 'error') {
      steps++;
      if (time === before) still++;
      before = time;
    }
    return steps;
  });
  const byOrder = span === 0 ? 1 : (0.75 * still) / (steps || 1);
  const xs = events.map(({ time }, index) => {
    const share = span === 0 ? 0 : ((time - start) / span) * (1 - byOrder);
    return width * (share + (ordinals[index]! / (steps || 1)) * byOrder);
  });
  return { xs, labels: labelsOf(events, xs, start) };
}

function labelsOf(events: Recording['events'], xs: readonly number[], start: number): { x: number; text: string }[] {
  const labels: { x: number; text: string }[] = [];
  let free = -Infinity;
  let before = NaN;
  for (const [index, { time }] of events.entries()) {
    const x = xs[index]!;
    const isNew = time !== before;
    before = time;
    if (!isNew || x < free) continue;
    const ms = time - start;
    labels.push({ x, text: `${Number(ms.toPrecision(ms < 1 ? 1 : 4))} ms` });
    free = x + ROOM;
  }
  return labels;
}
