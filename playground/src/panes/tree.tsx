/**
 * The greenlets: who spawned whom, what each is doing, and what became of it.
 */
import type { GreenletState, Phase, ReplayState } from 'greenlets/trace';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Deadlock } from '../model/deadlock.ts';
import type { Subject } from '../model/subject.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { useCells } from '../ui/use-cells.ts';
import { DeadlockView } from './deadlock.tsx';
import { formatTime, Name, Pane } from './pane.tsx';

/** How many greenlets are listed around the one that acts. */
const MOST = 60;

/** One sign for each phase. */
const SIGNS: Readonly<Record<Phase, IconName>> = {
  pending: 'pending',
  ready: 'ready',
  running: 'run',
  waiting: 'pause',
  done: 'done',
  killed: 'close',
  failed: 'error',
};

function whatOf({ phase, waitsFor, outcome }: GreenletState): string {
  if (phase === 'waiting') return waitsFor === '' ? 'waits' : `waits in ${waitsFor}`;
  if (phase === 'ready') return 'ready';
  if (phase === 'done') return outcome === 'undefined' ? 'has ended' : `has ended with ${outcome}`;
  if (phase === 'failed') return outcome;
  if (phase === 'killed') return 'killed';
  return phase === 'running' ? 'runs' : 'is to begin';
}

interface Props {
  readonly subject: Subject;
  readonly state: ReplayState;
  readonly cursor: number;
  readonly deadlock: Deadlock | null;
  /** Kill this greenlet at the cursor; null where nothing can be run again. */
  readonly kill: ((greenlet: number) => void) | null;
}

function Row({ subject, greenlet, kill }: { subject: Subject; greenlet: GreenletState; kill: Props['kill'] }): VNode {
  const { id, phase, switches, ran, place } = greenlet;
  const { depth, name } = subject.laneOf(id);
  const lives = phase === 'waiting' || phase === 'ready' || phase === 'pending' || phase === 'running';
  return (
    <tr class={`phase-${phase}`}>
      <th scope="row" style={{ '--depth': String(Math.min(depth, 12)) }}>
        <Name subject={subject} id={id} />
      </th>
      <td class="state">
        <Icon name={SIGNS[phase]} />
        {whatOf(greenlet)}
        {lives && place !== null && <span class="where"> line {place.line}</span>}
      </td>
      <td class="counts">
        {switches}
        <span class="unit">×</span>
        {ran > 0 && <span class="ran"> {formatTime(ran)}</span>}
      </td>
      <td class="act">
        {kill !== null && lives && (
          <button type="button" class="quiet" aria-label={`Kill ${name} here`} onClick={() => kill(id)}>
            kill
          </button>
        )}
      </td>
    </tr>
  );
}

/** The greenlets that have been heard of, in the order of the tree; of many, those around the one that acts. */
function listed(subject: Subject, state: ReplayState, cursor: number): readonly GreenletState[] {
  const known = new Map(state.greenlets.map((greenlet) => [greenlet.id, greenlet]));
  const { lanes, laneOf } = subject.lanes;
  const event = subject.recording.events[cursor];
  const active = laneOf.get(event?.by ?? event?.greenlet ?? null) ?? 0;
  const from = lanes.length <= MOST ? 0 : Math.max(0, Math.min(active - MOST / 2, lanes.length - MOST));
  return lanes.slice(from, from + MOST).flatMap(({ greenlet }) => known.get(greenlet ?? -1) ?? []);
}

/** The pane. */
export function TreePane(props: Props): VNode {
  const { subject, state, cursor, kill, deadlock } = props;
  const [shown, show] = useState<'tree' | 'deadlock'>('tree');
  const isThere = deadlock !== null && cursor >= deadlock.position;
  useEffect(() => show(deadlock !== null && cursor === deadlock.position ? 'deadlock' : 'tree'), [deadlock, cursor]);
  const cell = useCells(subject, kill);
  const rows = listed(subject, state, cursor);
  const hidden = state.greenlets.length - rows.length;
  const tools = isThere && (
    <button
      type="button"
      class="quiet bad"
      aria-pressed={shown === 'deadlock'}
      onClick={() => show(shown === 'tree' ? 'deadlock' : 'tree')}
    >
      deadlock
    </button>
  );
  return (
    <Pane name="tree" title="Greenlets" label="Tree of greenlets and their state" tools={tools}>
      <div class="pane-body" tabIndex={0} role="group" aria-label="Greenlets, in full">
        {isThere && shown === 'deadlock' ? (
          <DeadlockView subject={subject} deadlock={deadlock} />
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">name</th>
                <th scope="col">state</th>
                <th scope="col">ran</th>
                <th scope="col">
                  <span class="hidden">act</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((greenlet) =>
                cell(greenlet.id, greenlet, () => (
                  <Row key={greenlet.id} subject={subject} greenlet={greenlet} kill={kill} />
                )),
              )}
            </tbody>
          </table>
        )}
        {hidden > 0 && <p class="more">and {hidden} more</p>}
      </div>
    </Pane>
  );
}
