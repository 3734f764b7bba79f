/**
 * Where the cursor goes: to the next event, switch, turn or error, or back to the one before.
 */
import type { TraceEvent } from 'greenlets/trace';

/** What to step by. */
export type Stride = 'event' | 'switch' | 'turn' | 'error';

/** The events at which each stride stops. */
const STOPS: Readonly<Record<Stride, (event: TraceEvent) => boolean>> = {
  event: () => true,
  switch: ({ kind }) => kind === 'switch-in',
  turn: ({ kind }) => kind === 'turn-begin',
  error: ({ kind, text }) => kind === 'error' || (kind === 'throw' && !text.startsWith('GreenletExit')),
};

/**
 * The position after one stride.
 *
 * @param from a position, -1 before the first event
 * @param direction 1 forward, -1 back
 * @returns where to go; null if nothing is left in that direction. What steps by less than errors runs up to the end
 */
export function nextStop(
  events: readonly TraceEvent[],
  from: number,
  stride: Stride,
  direction: 1 | -1,
): number | null {
  const stops = STOPS[stride];
  for (let at = from + direction; at >= 0 && at < events.length; at += direction) {
    if (stops(events[at]!)) return at;
  }
  const edge = direction === 1 ? events.length - 1 : -1;
  return stride === 'error' || from === edge ? null : edge;
}
