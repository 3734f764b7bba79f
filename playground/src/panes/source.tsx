/**
 * The program: the line that runs, and for each line those who wait there.
 */
import type { Place, ReplayState } from 'greenlets/trace';
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { highlight } from '../model/highlight.ts';
import type { Subject } from '../model/subject.ts';
import type { Language } from '../run/language.ts';
import { Name } from './pane.tsx';

/** How many names stand beside one line. */
const MOST_NAMES = 4;

/** A mistake, shown at its line. */
export interface Mistake {
  readonly line: number;
  readonly message: string;
}

/** Where greenlets stand: who waits at each line, and which line acts at the cursor. */
export interface Standing {
  readonly parked: ReadonlyMap<number, readonly number[]>;
  readonly active: number | null;
}

/** Read off a state who stands where in the program. */
export function standing(subject: Subject, state: ReplayState, cursor: number): Standing {
  const parked = new Map<number, number[]>();
  const file = subject.recording.source?.file;
  const lineOf = (place: Place | null | undefined): number | null =>
    place && (file === undefined || place.file === file) ? place.line : null;
  for (const { id, phase, place } of state.greenlets) {
    const line = lineOf(place);
    if (line === null || phase === 'running' || (phase !== 'waiting' && phase !== 'ready')) continue;
    const there = parked.get(line);
    if (there === undefined) parked.set(line, [id]);
    else there.push(id);
  }
  const event = subject.recording.events[cursor];
  const running = state.greenlets.find(({ id }) => id === state.running);
  return { parked, active: lineOf(event?.place) ?? lineOf(running?.place) };
}

interface Props {
  readonly source: string;
  readonly language: Language | 'py';
  readonly label: string;
  readonly subject: Subject | null;
  readonly standing: Standing | null;
  readonly mistakes: readonly Mistake[];
}

function Marks({ subject, ids }: { subject: Subject; ids: readonly number[] }): VNode {
  return (
    <span class="marks">
      {ids.slice(0, MOST_NAMES).map((id) => (
        <Name key={id} subject={subject} id={id} />
      ))}
      {ids.length > MOST_NAMES && <span class="what">+{ids.length - MOST_NAMES}</span>}
    </span>
  );
}

/** The program as it is read, not edited. */
export function Source({ source, language, label, subject, standing, mistakes }: Props): VNode {
  const lines = useMemo(() => highlight(source, language), [source, language]);
  const box = useRef<HTMLDivElement>(null);
  const active = standing?.active ?? null;
  useEffect(() => {
    if (active === null) return;
    box.current?.querySelector(`[data-line="${active}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const mistakeAt = new Map(mistakes.map((mistake) => [mistake.line, mistake]));
  return (
    <div class="source-view" ref={box} tabIndex={0} role="group" aria-label={label}>
      <ol class="code">
        {lines.map((tokens, index) => {
          const line = index + 1;
          const ids = standing?.parked.get(line);
          const mistake = mistakeAt.get(line);
          const classes = [line === active ? 'active' : '', ids === undefined ? '' : 'parked', mistake ? 'wrong' : ''];
          return (
            <li key={line} data-line={line} class={classes.join(' ').trim()} aria-current={line === active}>
              <span class="number" aria-hidden="true">
                {line}
              </span>
              <code>
                {tokens.length === 0 && ' '}
                {tokens.map(({ text, kind }, at) =>
                  kind === '' ? (
                    text
                  ) : (
                    <span key={at} class={`t-${kind}`}>
                      {text}
                    </span>
                  ),
                )}
              </code>
              {subject !== null && ids !== undefined && <Marks subject={subject} ids={ids} />}
              {mistake && <span class="mistake">{mistake.message}</span>}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
