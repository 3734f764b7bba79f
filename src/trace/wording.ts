/**
 * Names, places and times in the words of a story.
 */
import type { Place, RecordedGreenlet, Recording } from './recording.ts';

/** A duration in milliseconds with at most two decimals. */
export function formatDuration(ms: number): string {
  return `${Number(ms.toFixed(2))} ms`;
}

/**
 * What a greenlet is called where it is told of: its name, and in brackets what its function is called.
 *
 * @returns "Greenlet-3 (worker)", or just the name if the greenlet was given one or its function has none
 */
export function titleOf({ name, body }: Pick<RecordedGreenlet, 'name' | 'body'>): string {
  return body === null ? name : `${name} (${body})`;
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** "third"; from the eleventh on "number 11". */
export function ordinal(position: number): string {
  return ORDINALS[position - 1] ?? `number ${position}`;
}

/** What the greenlets, the objects and the places of one recording are called. */
export class Wording {
  private readonly greenlets: ReadonlyMap<number, string>;
  private readonly objects: ReadonlyMap<number, string>;
  private readonly start: number;
  /** Whether all places are in one file, which then goes without saying. */
  private readonly isOneFile: boolean;

  constructor({ greenlets, objects, events }: Recording) {
    this.greenlets = new Map(greenlets.map((greenlet) => [greenlet.id, titleOf(greenlet)]));
    this.objects = new Map(objects.map(({ id, name }) => [id, name]));
    this.start = events[0]?.time ?? 0;
    const files = new Set<string>();
    for (const { place } of events) if (place !== null) files.add(place.file);
    this.isOneFile = files.size <= 1;
  }

  greenlet(id: number | null): string {
    return id === null ? 'the program' : (this.greenlets.get(id) ?? `greenlet ${id}`);
  }

  object(id: number): string {
    return this.objects.get(id) ?? `object ${id}`;
  }

  /** A moment of the hub's clock, counted from the first event. */
  time(moment: number): string {
    return formatDuration(moment - this.start);
  }

  /** "line 12", or "file.ts:12" where there are several files. */
  place({ file, line }: Place): string {
    return this.isOneFile ? `line ${line}` : `${file.replace(/^.*[/\\]/, '')}:${line}`;
  }

  /** " at line 12", or nothing. */
  at(place: Place | null): string {
    return place === null ? '' : ` at ${this.place(place)}`;
  }
}
