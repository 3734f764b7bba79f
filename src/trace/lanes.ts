/**
 * Lanes: what each greenlet of a recording did from one moment to the next, and who woke whom. Every picture of a
 * recording is drawn from them.
 */
import { type Lookup, wakingOf } from './causes.ts';
import { directoryOf } from './directory.ts';
import { type GreenletState, type Phase, Stepper } from './replay-state.ts';
import type { Place, RecordedGreenlet, Recording } from './recording.ts';

/** What a greenlet did without a break. */
export interface Stretch {
  readonly phase: Extract<Phase, 'pending' | 'ready' | 'running' | 'waiting'>;
  /** From the event at one position in the recording to the event at another, and when these were. */
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
  /** Of a wait: what for, and where. */
  readonly on: string;
  readonly place: Place | null;
}

/** The life of one greenlet. */
export interface Lane {
  readonly greenlet: RecordedGreenlet;
  readonly stretches: readonly Stretch[];
  /** How and when it ended; null if it was not seen to. */
  readonly ended: {
    readonly phase: Extract<Phase, 'done' | 'killed' | 'failed'>;
    readonly index: number;
    readonly time: number;
    readonly outcome: string;
  } | null;
}

/** A greenlet has made another run. */
export interface Arrow {
  readonly kind: 'spawn' | 'wake' | 'kill';
  /** Who, and by which event, as its position in the recording. */
  readonly from: number;
  readonly fromIndex: number;
  /** Whom, and when it ran. */
  readonly to: number;
  readonly toIndex: number;
}

interface Draft {
  readonly greenlet: RecordedGreenlet;
  readonly stretches: Stretch[];
  ended: Lane['ended'];
  /** The state it has been in since the event at `first`. */
  state: GreenletState | null;
  first: number;
}

/** Note that the greenlet of `draft` was in its last state up to the event at `index`. */
function close(draft: Draft, index: number, time: number): void {
  const { state, first } = draft;
  if (state === null) return;
  const { phase, since: from, waitsFor: on, place } = state;
  if (phase === 'done' || phase === 'killed' || phase === 'failed') return;
  // A spawn is followed by the entry for the first run: that is not what pending means.
  if (phase === 'pending' && index === first + 1) return;
  draft.stretches.push({ phase, first, last: index, from, to: time, on, place: on === '' ? null : place });
}

/** The lanes of a recording, one for each greenlet, in the order of their first appearance. */
export function lanesOf(recording: Recording): Lane[] {
  const { events } = recording;
  if (events.length === 0) return [];
  const directory = directoryOf(recording);
  const stepper = new Stepper(directory, null);
  const drafts = new Map<number, Draft>();
  for (const [id, { record }] of directory.greenlets) {
    drafts.set(id, { greenlet: record, stretches: [], ended: null, state: null, first: 0 });
  }
  for (const [index, event] of events.entries()) {
    stepper.step(event);
    for (const id of new Set([event.by, event.greenlet])) {
      if (id !== null) note(drafts.get(id)!, stepper.greenlet(id), index, event.time);
    }
  }
  for (const draft of drafts.values()) close(draft, events.length - 1, events.at(-1)!.time);
  return [...drafts.values()].map(({ greenlet, stretches, ended }) => ({ greenlet, stretches, ended }));
}

function note(draft: Draft, state: GreenletState, index: number, time: number): void {
  if (draft.state?.phase === state.phase) return;
  close(draft, index, time);
  draft.state = state;
  draft.first = index;
  const { phase, outcome } = state;
  if (phase === 'done' || phase === 'killed' || phase === 'failed') draft.ended = { phase, index, time, outcome };
}

/** Who has made whom run, in the order in which they ran. */
export function arrowsOf({ events, dropped }: Recording): Arrow[] {
  const lookup: Lookup = (seq) => (seq === null ? null : (events[seq - dropped] ?? null));
  const arrows: Arrow[] = [];
  for (const [toIndex, event] of events.entries()) {
    if (event.kind !== 'switch-in' || event.greenlet === null) continue;
    const waking = wakingOf(event, lookup);
    if (waking === null) continue;
    const { origin, source } = waking;
    const kind = origin.text === 'first run' ? 'spawn' : origin.text === 'kill' ? 'kill' : 'wake';
    arrows.push({ kind, from: source.by, fromIndex: source.seq - dropped, to: event.greenlet, toIndex });
  }
  return arrows;
}
