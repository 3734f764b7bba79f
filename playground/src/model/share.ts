/**
 * Links: a program, its schedule and the cursor in the hash of the address, so that no server ever sees them.
 */
import lzString from 'lz-string';
import type { Schedule } from '../run/messages.ts';
import type { Language } from '../run/language.ts';

/** What a link restores. */
export interface Shared {
  /** The lesson, if its program is the one that is meant. */
  readonly lesson: string | null;
  /** The program; null if it is that of the lesson. */
  readonly source: string | null;
  readonly language: Language;
  readonly schedule: Schedule;
  /** The position of the cursor; null for where the page begins. */
  readonly cursor: number | null;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

/** The hash of a link. */
export function toHash({ lesson, source, language, schedule, cursor }: Shared): string {
  const words = new URLSearchParams();
  if (lesson !== null) words.set('lesson', lesson);
  if (source !== null) {
    words.set('language', language);
    // Its alphabet is made for addresses, apart from the plus, which stands for a blank in parameters.
    words.set('program', lzString.compressToEncodedURIComponent(source));
  }
  if (schedule.seed !== null) words.set('seed', String(schedule.seed));
  if (schedule.blow !== null) words.set('kill', `${schedule.blow.greenlet}@${schedule.blow.at}`);
  if (cursor !== null) words.set('cursor', String(cursor));
  return `#${words.toString()}`;
}

/** What a hash says; null if it says nothing of ours. */
export function fromHash(hash: string): Shared | null {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const packed = words.get('program');
  const lesson = words.get('lesson');
  if (packed === null && lesson === null) return null;
  const source = packed === null ? null : lzString.decompressFromEncodedURIComponent(packed);
  const numberOf = (name: string): number | null => {
    const number = Number(words.get(name) ?? 'none');
    return isWhole(number) ? number : null;
  };
  const kill = /^(\d+)@(\d+)$/.exec(words.get('kill') ?? '');
  return {
    lesson,
    source: source === '' ? null : source,
    language: words.get('language') === 'js' ? 'js' : 'ts',
    schedule: {
      seed: numberOf('seed'),
      blow: kill === null ? null : { greenlet: Number(kill[1]), at: Number(kill[2]) },
    },
    cursor: numberOf('cursor'),
  };
}
