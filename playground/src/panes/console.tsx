/**
 * What the program has printed up to the cursor, and what happens there in words.
 */
import type { Story } from 'greenlets/trace';
import { useEffect, useRef } from 'preact/hooks';
import type { RefObject, VNode } from 'preact';
import type { Subject } from '../model/subject.ts';
import { useCells } from '../ui/use-cells.ts';
import { Name, Pane } from './pane.tsx';

/** How many lines stand above the last one. */
const MOST_LINES = 100;
/** How many events of the story stand above the cursor. */
const BEFORE = 20;

interface Props {
  readonly subject: Subject;
  readonly story: Story;
  readonly cursor: number;
  readonly goTo: (position: number) => void;
}

/** How many of the sorted `positions` are at or before `cursor`. */
function countUpTo(positions: readonly number[], cursor: number): number {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle]! <= cursor) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Keeps the end of a list in view, whenever it is drawn. */
function useEnd(): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = ref.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  });
  return ref;
}

/** The pane of the console. */
export function ConsolePane({ subject, cursor, goTo }: Omit<Props, 'story'>): VNode {
  const count = countUpTo(subject.prints, cursor);
  const from = Math.max(0, count - MOST_LINES);
  const box = useEnd();
  const cell = useCells(subject, goTo);
  return (
    <Pane name="console" title="Console" label="What the program has printed">
      <div class="pane-body" ref={box} tabIndex={0} role="group" aria-label="Printed lines">
        {count === 0 && <p class="none">nothing printed yet</p>}
        <ol class="printed" start={from + 1}>
          {subject.prints.slice(from, count).map((position) => {
            const event = subject.recording.events[position]!;
            return cell(position, position === cursor, () => (
              <li key={position} class={position === cursor ? 'now' : ''}>
                <button type="button" onClick={() => goTo(position)} title="Go to where this was printed">
                  <span class="text">{event.text}</span>
                </button>
                {event.by !== null && <Name subject={subject} id={event.by} />}
              </li>
            ));
          })}
        </ol>
      </div>
    </Pane>
  );
}

/** The pane of the story. */
export function StoryPane({ subject, story, cursor, goTo }: Props): VNode {
  const from = Math.max(0, cursor - BEFORE);
  const box = useEnd();
  const cell = useCells(subject, goTo);
  const positions = Array.from({ length: cursor + 1 - from }, (_, index) => from + index);
  return (
    <Pane name="story" title="Story" label="What happens, in words">
      <div class="pane-body" ref={box} tabIndex={0} role="group" aria-label="The story so far">
        <ol>
          {positions.map((position) => {
            const { by, greenlet, time } = subject.recording.events[position]!;
            const before = subject.recording.events[position - 1]?.time;
            return cell(position, position === cursor, () => (
              <li
                key={position}
                class={position === cursor ? 'now' : ''}
                data-colour={subject.laneOf(by ?? greenlet).colour}
              >
                <span class="time">{time === before ? '' : Number(time.toFixed(2))}</span>
                <button type="button" onClick={() => goTo(position)} aria-current={position === cursor}>
                  {story.tell(position)}
                </button>
              </li>
            ));
          })}
        </ol>
      </div>
    </Pane>
  );
}
