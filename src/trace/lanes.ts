/**
 * Lanes: what each greenlet of a recording did from one moment to the next, and who woke whom. Every picture of a
 * recording is drawn from them.
 */
import { type Lookup, wakingOf } from './causes.ts';
import { directoryOf } from './directory.ts';
import type { GreenletState, Phase } from './replay-state.ts';
import { Stepper } from './stepper.ts';
import type { Place, RecordedGreenlet, Recording } from './recording.ts';

/** What a greenlet did without a break. */
export interface Stretch {
  /** What it was doing. */
  readonly phase: Extract<Phase, 'pending' | 'ready' | 'running' | 'waiting'>;
  /** The position, in the recording, of the event at which it begins. */
  readonly first: number;
  /** The position of the event at which it ends. */
  readonly last: number;
  /** When it begins, in milliseconds of the hub's clock. */
  readonly from: number;
  /** When it ends. */
  readonly to: number;
  /** Of a wait: what for. */
  readonly on: string;
  /** Where it waits; null if it does not, or if that is not known. */
  readonly place: Place | null;
}

/** The life of one greenlet. */
export interface Lane {
  /** Whose life it is. */
  readonly greenlet: RecordedGreenlet;
  /** What it did, each stretch where the one before ends. */
  readonly stretches: readonly Stretch[];
  /** How and when it ended; null if it was not seen to. */
  readonly ended: {
    /** How. */
    readonly phase: Extract<Phase, 'done' | 'killed' | 'failed'>;
    /** At which event, as its position in the recording. */
    readonly index: number;
    /** When, in milliseconds of the hub's clock. */
    readonly time: number;
    /** The value or the error, in words. */
    readonly outcome: string;
  } | null;
}

/** A greenlet has made another run. */
export interface Arrow {
  /** It was spawned, woken or killed. */
  readonly kind: 'spawn' | 'wake' | 'kill';
  /** Who. */
  readonly from: number;
  /** The position of the event by which. */
  readonly fromIndex: number;
  /** Whom. */
  readonly to: number;
  /** The position of the switch to it. */
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
