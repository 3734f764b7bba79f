/**
 * Who has made a greenlet run: the chain of causes back to the last greenlet in it.
 */
import type { TraceEvent } from './recording.ts';

/** Finds an event by its number; null if there is none, or it was not kept. */
export type Lookup = (seq: number | null) => TraceEvent | null;

/** What made a greenlet run. */
export interface Waking {
  /** The event that appended the entry, or set the timer, that let it run. */
  readonly origin: TraceEvent;
  /** That event if a greenlet made it; else what made the hub do so, as far back as the last greenlet. */
  readonly source: TraceEvent & { readonly by: number };
}

/**
 * Follow the causes of a `switch-in`: the release of a lock by a link that the hub calls comes from the end of the
 * greenlet that was linked.
 *
 * @returns null if no other greenlet has anything to do with it
 */
export function wakingOf(event: TraceEvent, lookup: Lookup): Waking | null {
  const origin = lookup(lookup(event.cause)?.origin ?? null);
  let source = origin;
  while (source !== null && source.by === null) source = lookup(lookup(source.cause)?.origin ?? null);
  if (origin === null || source === null || source.by === event.greenlet) return null;
  return { origin, source: source as Waking['source'] };
}
