/**
 * The horizontal axis of the timeline: where the rows of a recording stand on it, and which part of it is in view.
 *
 * In virtual time a step takes none, so by default each event gets the same room, and time is written below.
 */
import type { TraceEvent } from 'greenlets/trace';

/** What a unit of the axis is: one event, or one millisecond. */
export type AxisKind = 'events' | 'time';

/** Where rows stand. A row takes the room from `at(row)` to `at(row + 1)`. */
export interface Axis {
  readonly kind: AxisKind;
  readonly length: number;
  at(row: number): number;
  /** The row that stands at `unit`. */
  rowAt(unit: number): number;
}

/** The axis of a recording. */
export function axisOf(events: readonly TraceEvent[], kind: AxisKind): Axis {
  const { length } = events;
  if (kind === 'events') {
    return { kind, length, at: (row) => row, rowAt: (unit) => Math.floor(unit) };
  }
  const start = events[0]?.time ?? 0;
  const end = (events.at(-1)?.time ?? 0) - start;
  return {
    kind,
    // A little room behind the last event.
    length: Math.max(end * 1.02, 0.001),
    at: (row) => (row < length ? events[row]!.time - start : end),
    rowAt: (unit) => {
      let low = 0;
      let high = length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (events[middle]!.time - start <= unit) low = middle + 1;
        else high = middle;
      }
      return low - 1;
    },
  };
}

/** The part of the axis that is in view. */
export interface Window {
  /** The unit at the left edge. */
  readonly from: number;
  /** Pixels for one unit. */
  readonly scale: number;
}

/** An axis is never drawn larger than this: pixels for one event, and for one millisecond. */
const LARGEST: Readonly<Record<AxisKind, number>> = { events: 64, time: 4000 };

/** The window that shows all. */
export function fit(axis: Axis, width: number): Window {
  return { from: 0, scale: Math.min(width / Math.max(axis.length, 1e-6), LARGEST[axis.kind]) };
}

/** Keep a window on the axis. */
export function clamp(window: Window, axis: Axis, width: number): Window {
  const least = fit(axis, width).scale;
  const scale = Math.min(Math.max(window.scale, least), LARGEST[axis.kind]);
  const from = Math.min(Math.max(window.from, 0), Math.max(0, axis.length - width / scale));
  return { from, scale };
}

/** Make `window` `factor` times as large, with what stands at `pixel` staying there. */
export function zoom(window: Window, factor: number, pixel: number, axis: Axis, width: number): Window {
  const unit = window.from + pixel / window.scale;
  const { scale } = clamp({ from: 0, scale: window.scale * factor }, axis, width);
  return clamp({ from: unit - pixel / scale, scale }, axis, width);
}

/** The window moved so that `unit` is in view, not too near the edge; the same one if it is. */
export function follow(window: Window, unit: number, axis: Axis, width: number): Window {
  const pixel = (unit - window.from) * window.scale;
  if (pixel >= 0 && pixel <= width - Math.min(40, width / 4)) return window;
  const moved = clamp(
    { from: unit - (pixel < 0 ? 0.7 : 0.3) * (width / window.scale), scale: window.scale },
    axis,
    width,
  );
  return moved.from === window.from ? window : moved;
}
