/**
 * Streamed responses that nobody has any more: their bodies cannot be read, and would hold their connections for ever.
 *
 * Only streamed responses are watched. What reads one holds it, so that one which is being read is never forgotten.
 */
import type { Loop } from '../hub/loop.ts';
import type { BodyReader } from './body-reader.ts';

/** The hubs that have been told: one warning says it for all. */
const told = new WeakSet<Loop>();

const registry = new FinalizationRegistry<BodyReader>((reader) => {
  if (reader.isDone) return;
  const { loop, request } = reader.supply;
  reader.abandon();
  if (loop === null || told.has(loop)) return;
  told.add(loop);
  loop.warn(
    { name: `${request.method} ${request.url}` },
    'has a streamed response that nobody has read or closed: its connection is closed now that nobody can; read it to its end, or close() it',
  );
});

/** Close the connection behind `reader` when `response`, the only way to it, is collected as garbage; and warn, once. */
export function watchForgotten(response: object, reader: BodyReader): void {
  registry.register(response, reader);
}
