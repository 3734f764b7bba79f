/**
 * The events of a recorder, in a ring.
 */
import type { PlaceFilter, Site } from './places.ts';
import type { EventKind, RecordedGreenlet, RecordedObject, Recording, TraceEvent } from './recording.ts';
import type { KnownGreenlet, KnownObject } from './things.ts';

/** An event as it is kept. */
export interface Row {
  readonly seq: number;
  readonly time: number;
  readonly kind: EventKind;
  readonly greenlet: KnownGreenlet | null;
  readonly by: KnownGreenlet | null;
  readonly cause: number | null;
  readonly site: Site | null;
  readonly object: KnownObject | null;
  readonly origin: number | null;
  readonly text: string;
  readonly deadline: number | null;
  /** The next that has appended the same entry: a greenlet leaves one behind when it is killed in `sleep(0)`. */
  again: Row | null;
}

/** Keeps a number of rows, the latest or the first. */
export class Rows {
  private readonly limit: number;
  private readonly keepsFirst: boolean;
  /** The row of number `seq` is at `seq % limit`. */
  private readonly ring: Row[];
  /** The number of the next row. */
  next: number;

  constructor(limit: number, keepsFirst: boolean) {
    this.limit = limit;
    this.keepsFirst = keepsFirst;
    this.ring = [];
    this.next = 0;
  }

  /** The row that was added last. */
  get last(): Row | undefined {
    return this.ring[(this.next - 1) % this.limit];
  }

  /** Add the row of number `next`; one that there is no room for has no number of its own. */
  add(row: Row): void {
    if (this.keepsFirst && row.seq === this.limit) return;
    this.ring[row.seq % this.limit] = row;
    this.next++;
  }

  /** The rows as plain data, with the places that `isWanted` takes. */
  recording(isWanted: PlaceFilter | null): Recording {
    const first = Math.max(0, this.next - this.limit);
    const greenlets = new Map<number, RecordedGreenlet>();
    const objects = new Map<number, RecordedObject>();
    const idOf = (known: KnownGreenlet | null): number | null => {
      if (known === null) return null;
      if (!greenlets.has(known.id)) {
        greenlets.set(known.id, { id: known.id, name: known.name, body: known.body, parent: known.parent?.id ?? null });
        idOf(known.parent);
      }
      return known.id;
    };
    const objectOf = (known: KnownObject | null): number | null => {
      if (known === null) return null;
      const { id, type, greenlet } = known;
      const name = greenlet?.name ?? `${type}-${known.number}`;
      if (!objects.has(id)) objects.set(id, { id, name, type, greenlet: idOf(greenlet) });
      return id;
    };
    const events: TraceEvent[] = [];
    for (let seq = first; seq < this.next; seq++) {
      const { time, kind, greenlet, by, cause, site, object, origin, text, deadline } = this.ring[seq % this.limit]!;
      events.push({
        seq,
        time,
        kind,
        greenlet: idOf(greenlet),
        by: idOf(by),
        cause,
        place: site === null || isWanted === null ? null : site.place(isWanted),
        object: objectOf(object),
        origin,
        text,
        deadline,
      });
    }
    return { version: 1, greenlets: sorted(greenlets), objects: sorted(objects), events, dropped: first };
  }
}

function sorted<T extends { readonly id: number }>(table: ReadonlyMap<number, T>): T[] {
  const records = [...table.values()];
  records.sort((a, b) => a.id - b.id);
  return records;
}
