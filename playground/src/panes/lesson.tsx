/**
 * The text of a lesson, and its exercise.
 */
import type { VNode } from 'preact';
import type { Lesson } from '../model/lessons.ts';
import { ExercisePanel } from './exercise.tsx';

interface Props {
  readonly lesson: Lesson;
  readonly printed: readonly string[] | null;
  readonly done: () => void;
}

/** The panel beside the panes. */
export function LessonPanel({ lesson, printed, done }: Props): VNode {
  return (
    <aside class="lesson" aria-label={`Lesson: ${lesson.title}`} tabIndex={0}>
      <p class="section">{lesson.section}</p>
      <h2>{lesson.title}</h2>
      {lesson.recording !== null && (
        <p class="note">This program needs Node: what you see is a recording of a run there.</p>
      )}
      <div class="prose" dangerouslySetInnerHTML={{ __html: lesson.html }} />
      {lesson.exercise !== null && (
        <ExercisePanel key={lesson.slug} exercise={lesson.exercise} printed={printed} done={done} />
      )}
    </aside>
  );
}
