/**
 * The languages a program may be written in.
 */

/** TypeScript or JavaScript. */
export type Language = 'ts' | 'js';

/** The file name by which stacks and recordings know the program. */
export function fileNameOf(language: Language): string {
  return `program.${language}`;
}
