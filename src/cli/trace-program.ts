/**
 * A recording that can be taken elsewhere: with the program in it, and without the folder in which it was made.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import type { Recording } from '../trace/index.ts';

/** A file as it is called from the working folder; one that is not in that folder keeps its name. */
function shortOf(file: string): string {
  if (!isAbsolute(file)) return file;
  const short = relative(process.cwd(), file);
  return short.startsWith('..') ? file : short;
}

/** `recording` with the text of `program`, and with its files named from the working folder. */
export function withProgram(recording: Recording, program: string): Recording {
  const events = recording.events.map((event) => {
    const { place } = event;
    return place === null ? event : { ...event, place: { ...place, file: shortOf(place.file) } };
  });
  // As Node names it in its stacks.
  const file = shortOf(realpathSync(program));
  return { ...recording, events, source: { file, text: readFileSync(program, 'utf8') } };
}
