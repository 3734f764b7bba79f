/**
 * Predict the order: the learner sorts the lines, and the run tells whether that is how they are printed.
 */
import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Exercise } from '../model/lessons.ts';
import { disordered, isPrinted, moved } from '../model/order.ts';
import { Icon } from '../ui/icon.tsx';

interface Props {
  readonly exercise: Exercise;
  /** What the program of the lesson has printed when it was run here; null if it was not. */
  readonly printed: readonly string[] | null;
  /** The learner has found the order, or gives up. */
  readonly done: () => void;
}

/** What to say about an attempt. */
type Verdict = 'right' | 'wrong' | null;

/** The exercise. */
export function ExercisePanel({ exercise, printed, done }: Props): VNode {
  const [lines, setLines] = useState(() => disordered(exercise.answer));
  const [verdict, setVerdict] = useState<Verdict>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [said, say] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const focus = useRef<{ line: number; up: boolean } | null>(null);
  useLayoutEffect(() => {
    // The button goes with its line, and so does the focus.
    if (focus.current === null) return;
    const { line, up } = focus.current;
    focus.current = null;
    const [upwards, downwards] = list.current!.children[line]!.querySelectorAll('button');
    const wanted = up ? upwards! : downwards!;
    (wanted.getAttribute('aria-disabled') === 'true' ? (up ? downwards! : upwards!) : wanted).focus();
  });
  const move = (from: number, to: number): void => {
    if (to < 0 || to >= lines.length) return;
    setLines(moved(lines, from, to));
    setVerdict(null);
    say(`${lines[from]!} is now number ${to + 1}`);
  };
  const check = (): void => {
    const right = isPrinted(lines, printed ?? exercise.answer);
    setVerdict(right ? 'right' : 'wrong');
    if (right) done();
  };
  return (
    <section class="exercise" aria-label="Exercise: predict the order">
      <h3>Predict the order</h3>
      <p>{exercise.question}</p>
      <ol ref={list} class="sortable">
        {lines.map((line, index) => (
          <li
            key={`${line}#${lines.slice(0, index).filter((other) => other === line).length}`}
            draggable
            class={dragged === index ? 'dragged' : ''}
            onDragStart={(event) => {
              event.dataTransfer?.setData('text/plain', line);
              setDragged(index);
            }}
            onDragOver={(event) => {
              event.preventDefault();
              if (dragged === null || dragged === index) return;
              move(dragged, index);
              setDragged(index);
            }}
            onDragEnd={() => setDragged(null)}
            onDrop={(event) => event.preventDefault()}
          >
            <code>{line}</code>
            {[-1, 1].map((by) => (
              <button
                key={by}
                type="button"
                class="quiet"
                aria-label={`Move “${line}” ${by < 0 ? 'up' : 'down'}`}
                aria-disabled={index + by < 0 || index + by >= lines.length}
                onClick={() => {
                  focus.current = { line: Math.min(Math.max(index + by, 0), lines.length - 1), up: by < 0 };
                  move(index, index + by);
                }}
              >
                <Icon name={by < 0 ? 'up' : 'down'} />
              </button>
            ))}
          </li>
        ))}
      </ol>
      <div class="verdict-row">
        <button type="button" class="primary" onClick={check}>
          Check
        </button>
        <button type="button" class="quiet" onClick={done}>
          just show me
        </button>
      </div>
      <p class={`verdict ${verdict ?? ''}`} role="status">
        {verdict === 'right' && 'Right: that is how it is printed. Play it and see why.'}
        {verdict === 'wrong' && 'Not yet. Who is in front of the queue at the first wait?'}
        {verdict === null && <span class="hidden">{said}</span>}
      </p>
    </section>
  );
}
