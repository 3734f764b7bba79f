/**
 * Who waits for whom when nothing moves any more.
 */
import type { ReplayState } from 'greenlets/trace';
import type { Subject } from './subject.ts';

/** One wait: of a greenlet, for an object; and for the greenlet that would have to act, where that is known. */
export interface Wait {
  readonly greenlet: number;
  /** What it waits for, as short as can be. */
  readonly object: string;
  readonly blocker: number | null;
  /** Whether it is part of the cycle. */
  readonly inCycle: boolean;
}

/** A deadlock as it can be drawn. */
export interface Deadlock {
  /** Where the hub found out. */
  readonly position: number;
  /** The text of the `LoopExit`. */
  readonly text: string;
  /** Those of the cycle first, in its order. */
  readonly waits: readonly Wait[];
}

/** The ids of the cycle that a `LoopExit` names: "They wait for each other: a -> b -> a". */
function cycleIn(text: string, state: ReplayState): number[] {
  const names = /They wait for each other: (.+)$/m.exec(text)?.[1]?.split(' -> ').slice(0, -1) ?? [];
  return names.flatMap((name) => state.greenlets.find((greenlet) => greenlet.name === name)?.id ?? []);
}

/** The deadlock of a recording; null if it has none. */
export function findDeadlock({ recording, replay }: Subject): Deadlock | null {
  const position = recording.events.findIndex(({ kind, text }) => kind === 'throw' && text.startsWith('LoopExit'));
  if (position < 0) return null;
  const { text } = recording.events[position]!;
  // Right before it is thrown, all still wait.
  const state = replay.stateAt(position - 1);
  const cycle = cycleIn(text, state);
  const waits = state.greenlets
    .filter(({ phase }) => phase === 'waiting')
    .map(({ id, object, waitsFor }): Wait => {
      const known = state.objects.find((one) => one.id === object) ?? null;
      const next = cycle.includes(id) ? cycle[(cycle.indexOf(id) + 1) % cycle.length]! : null;
      return {
        greenlet: id,
        object: known === null || known.greenlet !== null ? waitsFor : known.name,
        blocker: next ?? known?.greenlet ?? null,
        inCycle: next !== null,
      };
    });
  const rank = ({ greenlet }: Wait): number => (cycle.includes(greenlet) ? cycle.indexOf(greenlet) : cycle.length);
  return { position, text, waits: waits.toSorted((a, b) => rank(a) - rank(b)) };
}
