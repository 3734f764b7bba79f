/**
 * The lessons, read from their folders.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `lesson.json`. */
interface LessonFile {
  readonly title: string;
  readonly section: string;
  readonly runsIn: readonly string[];
  readonly exercise: { readonly question: string; readonly answer: readonly string[] };
  readonly differs?: string;
}

export interface Lesson extends LessonFile {
  /** The name of its folder and of its programs. */
  readonly slug: string;
  readonly text: string;
  /** The program's path from the root, without its ending. */
  readonly program: string;
  /** What real gevent printed. */
  readonly gevent: string;
  /** What ours prints, if that is not the same. */
  readonly own: string | null;
}

/** A row of `missing.json`. */
export interface MissingLesson {
  readonly title: string;
  readonly section: string;
  readonly needs: string;
}

export const root: string = fileURLToPath(new URL('../..', import.meta.url));

const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

function readLesson(slug: string): Lesson {
  const folder = `lessons/${slug}`;
  const own = `${folder}/expected.ts.txt`;
  return {
    ...(JSON.parse(read(`${folder}/lesson.json`)) as LessonFile),
    slug,
    text: read(`${folder}/lesson.md`),
    program: `examples/lessons/${slug}`,
    gevent: read(`${folder}/expected.txt`),
    own: existsSync(root + own) ? read(own) : null,
  };
}

const slugs = readdirSync(`${root}lessons`).filter((name) => /^\d/.test(name));
slugs.sort();

/** All lessons, in order. */
export const lessons: readonly Lesson[] = slugs.map(readLesson);

export const missing: readonly MissingLesson[] = JSON.parse(read('lessons/missing.json')) as MissingLesson[];

/** What the program prints here. */
export function output(lesson: Lesson): string {
  return lesson.own ?? lesson.gevent;
}
