/**
 * The exercise of a lesson: lines to be put into the order in which they are printed.
 */
import { shuffled } from '../run/random.ts';

/** A number for a text, the same every time. */
function seedOf(text: string): number {
  let seed = 0;
  for (const character of text) seed = (Math.imul(seed, 31) + character.codePointAt(0)!) | 0;
  return seed;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

/** `answer` out of order: the same every time, and never right by accident. */
export function disordered(answer: readonly string[]): string[] {
  const seed = seedOf(answer.join('\n'));
  for (let attempt = 0; attempt < 20; attempt++) {
    const lines = shuffled(answer, seed + attempt);
    if (!isSame(lines, answer)) return lines;
  }
  return [...answer];
}

/** Whether `lines` follow each other in what was printed. Of two that read the same, either may stand for the other. */
export function isPrinted(lines: readonly string[], printed: readonly string[]): boolean {
  return printed.some((_, start) => isSame(lines, printed.slice(start, start + lines.length)));
}

/** `items` with the one at `from` taken out and put in at `to`. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  if (to < 0 || to >= items.length || from === to) return [...items];
  const rest = items.filter((_, index) => index !== from);
  return [...rest.slice(0, to), items[from]!, ...rest.slice(to)];
}
