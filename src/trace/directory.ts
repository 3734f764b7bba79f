/**
 * Who and what a recording tells of, in the order of first appearance: the place of their records in every state.
 */
import type { RecordedGreenlet, RecordedObject, Recording } from './recording.ts';

/** Where the records of greenlets and objects stand in a state, and what they are called. */
export interface Directory {
  readonly greenlets: ReadonlyMap<number, { readonly place: number; readonly record: RecordedGreenlet }>;
  readonly objects: ReadonlyMap<number, { readonly place: number; readonly record: RecordedObject }>;
}

/** Greenlets and objects in the order in which the events first tell of them. */
export function directoryOf({ events, greenlets, objects }: Recording): Directory {
  const greenletOrder = new Set<number>();
  const objectOrder = new Set<number>();
  for (const { by, greenlet, object } of events) {
    if (by !== null) greenletOrder.add(by);
    if (greenlet !== null) greenletOrder.add(greenlet);
    if (object !== null) objectOrder.add(object);
  }
  return { greenlets: placed(greenletOrder, greenlets), objects: placed(objectOrder, objects) };
}

function placed<R extends { readonly id: number }>(
  order: ReadonlySet<number>,
  records: readonly R[],
): Map<number, { place: number; record: R }> {
  const byId = new Map(records.map((record) => [record.id, record]));
  return new Map([...order].map((id, place) => [id, { place, record: byId.get(id)! }]));
}
