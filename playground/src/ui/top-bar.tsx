/**
 * The bar above all panes: which program, which schedule, and what to do with it.
 */
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { type Lesson, lessons, missing } from '../model/lessons.ts';
import type { Schedule } from '../run/messages.ts';
import { Icon, type IconName } from './icon.tsx';

interface Props {
  readonly lesson: Lesson | null;
  readonly lessonShown: boolean;
  readonly schedule: Schedule;
  /** What the page says about the program: "running", the name of a file. */
  readonly status: string;
  /** Whether there is a program to run, rather than an opened recording. */
  readonly canRun: boolean;
  readonly openLesson: (slug: string) => void;
  readonly toggleLesson: () => void;
  readonly setSchedule: (schedule: Schedule) => void;
  readonly explore: () => void;
  readonly share: () => void;
  readonly openFile: (file: File) => void;
  readonly toggleTheme: () => void;
  readonly large: boolean;
  readonly toggleLarge: () => void;
  readonly help: () => void;
}

function Tool(props: { icon: IconName; label: string; hint: string; act: () => void; pressed?: boolean }): VNode {
  const { icon, label, hint, act, pressed } = props;
  return (
    <button
      type="button"
      class="tool"
      aria-label={label}
      title={`${label} (${hint})`}
      aria-pressed={pressed}
      onClick={act}
    >
      <Icon name={icon} />
    </button>
  );
}

function LessonPicker({ lesson, openLesson }: Pick<Props, 'lesson' | 'openLesson'>): VNode {
  const sections = [...new Set(lessons.map(({ section }) => section))];
  return (
    <label class="picker">
      <span class="hidden">Lesson</span>
      <select value={lesson?.slug ?? ''} onChange={(event) => openLesson(event.currentTarget.value)}>
        <option value="">a program of your own</option>
        {sections.map((section) => (
          <optgroup key={section} label={section}>
            {lessons
              .filter((one) => one.section === section)
              .map(({ slug, title }) => (
                <option key={slug} value={slug}>
                  {Number.parseInt(slug, 10)}. {title}
                </option>
              ))}
            {missing
              .filter((one) => one.section === section)
              .map(({ title, needs }) => (
                <option key={title} disabled>
                  {title} (still to come: it needs {needs})
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function SchedulePicker({
  schedule,
  setSchedule,
  explore,
}: Pick<Props, 'schedule' | 'setSchedule' | 'explore'>): VNode {
  const { seed, blow } = schedule;
  return (
    <div class="schedule" role="group" aria-label="Schedule">
      <select
        aria-label="Order of ready greenlets"
        value={seed === null ? 'fifo' : 'seed'}
        onChange={(event) => setSchedule({ seed: event.currentTarget.value === 'fifo' ? null : 1, blow: null })}
      >
        <option value="fifo">first in, first out</option>
        <option value="seed">by seed</option>
      </select>
      {seed !== null && (
        <input
          type="number"
          aria-label="Seed"
          min={0}
          value={seed}
          onChange={(event) => setSchedule({ seed: Math.trunc(Number(event.currentTarget.value)), blow: null })}
        />
      )}
      <button type="button" class="quiet" onClick={explore} title="Run it under many seeds (X)">
        <Icon name="dice" /> explore
      </button>
      {blow !== null && (
        <button type="button" class="quiet bad" onClick={() => setSchedule({ seed, blow: null })}>
          undo the kill
        </button>
      )}
    </div>
  );
}

/** The bar. */
export function TopBar(props: Props): VNode {
  const file = useRef<HTMLInputElement>(null);
  return (
    <header class="top-bar">
      <h1>
        greenlets <span>playground</span>
      </h1>
      <LessonPicker {...props} />
      {props.lesson !== null && (
        <Tool icon="lesson" label="Show the lesson" hint="L" act={props.toggleLesson} pressed={props.lessonShown} />
      )}
      {props.canRun && <SchedulePicker {...props} />}
      <p class="status" role="status">
        {props.status}
      </p>
      <div class="tools" role="group" aria-label="Page">
        <Tool icon="share" label="Copy a link" hint="S" act={props.share} />
        <Tool icon="open" label="Open a recording" hint="or drop a file" act={() => file.current!.click()} />
        <input
          ref={file}
          type="file"
          class="hidden"
          tabIndex={-1}
          aria-label="Recording file"
          accept=".json,application/json"
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (chosen) props.openFile(chosen);
          }}
        />
        <Tool icon="large" label="Big type" hint="B" act={props.toggleLarge} pressed={props.large} />
        <Tool icon="theme" label="Dark or light" hint="T" act={props.toggleTheme} />
        <Tool icon="help" label="Help" hint="?" act={props.help} />
      </div>
    </header>
  );
}
