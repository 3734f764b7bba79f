/**
 * The lessons, as they stand in `lessons/` and `examples/lessons/`, taken into the page when it is built.
 */
import type { Language } from '../run/language.ts';

/** Put lines into the order in which they are printed. */
export interface Exercise {
  readonly question: string;
  readonly answer: readonly string[];
}

/** One lesson. */
export interface Lesson {
  /** Its folder: a number for the order, and a name. */
  readonly slug: string;
  readonly title: string;
  readonly section: string;
  /** Gets the recording, as JSON, of a program that needs Node; null if it runs here. */
  readonly recording: (() => Promise<string>) | null;
  readonly exercise: Exercise | null;
  /** Its text, made from Markdown when the page is built; without the title. */
  readonly html: string;
  readonly source: string;
  readonly language: Language;
  /** The same program with gevent; null if there is none. */
  readonly python: string | null;
}

/** A lesson that is still to come. */
export interface Missing {
  readonly title: string;
  readonly section: string;
  /** What the package lacks. */
  readonly needs: string;
}

interface Card {
  readonly title: string;
  readonly section: string;
  readonly runsIn: readonly string[];
  readonly exercise?: Exercise;
}

const cards = import.meta.glob<Card>('../../../lessons/*/lesson.json', { eager: true, import: 'default' });
const texts = import.meta.glob<string>('../../../lessons/*/lesson.md', {
  eager: true,
  query: '?html',
  import: 'default',
});
const programs = import.meta.glob<string>('../../../examples/lessons/*.{ts,py}', {
  eager: true,
  query: '?raw',
  import: 'default',
});
// Not in the page: each is fetched when its lesson is opened.
const recordings = import.meta.glob<string>('../../../lessons/*/recording.json', { query: '?raw', import: 'default' });
const missingTables = import.meta.glob<readonly Missing[]>('../../../lessons/missing.json', {
  eager: true,
  import: 'default',
});

/** The lessons that can be opened, in their order. */
export const lessons: readonly Lesson[] = Object.entries(cards)
  .map(([path, card]): Lesson => {
    const slug = path.split('/').at(-2)!;
    return {
      slug,
      title: card.title,
      section: card.section,
      recording: card.runsIn.includes('browser') ? null : recordings[path.replace('lesson.json', 'recording.json')]!,
      exercise: card.exercise ?? null,
      html: texts[path.replace('lesson.json', 'lesson.md')] ?? '',
      source: programs[`../../../examples/lessons/${slug}.ts`] ?? '',
      language: 'ts',
      python: programs[`../../../examples/lessons/${slug}.py`] ?? null,
    };
  })
  .filter(({ source }) => source !== '')
  .toSorted((a, b) => a.slug.localeCompare(b.slug));

/** The lessons that are still to come. */
export const missing: readonly Missing[] = Object.values(missingTables).flat();
