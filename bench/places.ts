/** Where things are, whether this is the compiled program in build/ or the source itself, run by a loader. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXTENSION = extname(fileURLToPath(import.meta.url));
const IS_SOURCE = EXTENSION === '.ts';

/** A folder of bench/ as it is in the sources: what is in it is not compiled with the rest. */
export function source(path: string): string {
  // From build/bench back to the sources.
  return fileURLToPath(new URL(IS_SOURCE ? `./${path}` : `../../bench/${path}`, import.meta.url));
}

/** The arguments by which Node runs a file of bench/ as a program of its own: compiled if we are, else by the loader. */
export function program(name: string): string[] {
  const file = fileURLToPath(new URL(`./${name}${EXTENSION}`, import.meta.url));
  return IS_SOURCE ? ['--conditions=greenlets-source', '--import', 'tsx', file] : [file];
}
