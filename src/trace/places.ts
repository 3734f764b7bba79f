/**
 * Places in the source: a stack is taken when something happens, and read only when somebody asks where that was.
 */
import type { Place } from './recording.ts';

/** Whether a file is the program's own, rather than a library's. */
export type PlaceFilter = (file: string) => boolean;

/** How many frames are looked at: a request has some ten of this package between the program and its wait. */
const DEPTH = 24;

/** `at f (file:1:2)`, `at file:1:2` as V8 writes them; `f@file:1:2` as others do. */
const FRAME = /^\s*(?:at (?:.*? \()?|[^@]*@)?(.+?):(\d+):(\d+)\)?$/;

/** A file as it is shown: the path of a `file:` URL, everything else as it is. */
function fileOf(name: string): string {
  return name.startsWith('file://') ? decodeURIComponent(name.slice('file://'.length)) : name;
}

/** The folder of this package as its frames name it; null where a bundler has left no address. */
function ownFolder(): string | null {
  const here: unknown = import.meta.url;
  if (typeof here !== 'string' || here.startsWith('blob:') || !URL.canParse('..', here)) return null;
  return fileOf(new URL('..', here).href);
}

const own = ownFolder();

/** Every file but those of this package, of others that are installed, and of the runtime. */
export const isProgram: PlaceFilter = (file) =>
  !(own !== null && file.startsWith(own)) && !file.startsWith('node:') && !/[/\\]node_modules[/\\]/.test(file);

/** The innermost frame of `stack` in a file that `isWanted` takes; null if there is none. */
export function placeIn(stack: string, isWanted: PlaceFilter): Place | null {
  for (const line of stack.split('\n')) {
    const match = FRAME.exec(line);
    if (match === null || match[1]!.includes('<anonymous>')) continue;
    const file = fileOf(match[1]!);
    if (isWanted(file)) return { file, line: Number(match[2]), column: Number(match[3]) };
  }
  return null;
}

/** The place where it was made. */
export class Site {
  private error: Error | null;
  private found: Place | null;

  constructor() {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = DEPTH;
    // The engine writes the frames out when `stack` is first read.
    this.error = new Error();
    Error.stackTraceLimit = limit;
    this.found = null;
  }

  /** Where that was, in a file that `isWanted` takes. The first answer stays. */
  place(isWanted: PlaceFilter): Place | null {
    if (this.error !== null) {
      this.found = placeIn(this.error.stack ?? '', isWanted);
      this.error = null;
    }
    return this.found;
  }
}
