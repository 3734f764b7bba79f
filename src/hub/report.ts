/**
 * The texts a hub shows: the report of an error that nobody observed, and the message of a deadlock.
 */
import type { Live, Loop } from './loop.ts';
import { show } from './validate.ts';

/** The greenlets of a loop that have started and not ended, oldest first. */
export function liveOf(loop: Loop): Live[] {
  const first = loop.live;
  if (first === null) return [];
  const all: Live[] = [first];
  for (let next = first.liveAfter!; next !== first; next = next.liveAfter!) all.push(next);
  return all;
}

function nameOf(context: unknown): string {
  if (Array.isArray(context)) return context.map(nameOf).join(' of ');
  if (typeof context === 'object' && context !== null) {
    const name: unknown = Reflect.get(context, 'name');
    if (typeof name === 'string') return name;
  }
  return show(context);
}

/** What is printed of an error: its stack, then who failed with it. */
export function formatError(context: unknown, error: unknown, site: string | null): string {
  const isError = error instanceof Error;
  const trace = isError ? (error.stack ?? String(error)) : `a thrown ${show(error)}`;
  const where = site === null ? '' : `, spawned ${site}`;
  return `${trace}\n${new Date().toISOString()} ${nameOf(context)} failed with ${isError ? error.name : show(error)}${where}\n`;
}

const MOST_LISTED = 20;

/** The message of a `LoopExit`: every blocked greenlet, what it waits for, and where. */
export function describeDeadlock(loop: Loop): string {
  const lines: string[] = [];
  const blocked = liveOf(loop).filter((greenlet) => greenlet.waitingFor() !== null);
  for (const greenlet of blocked.slice(0, MOST_LISTED)) {
    const where = greenlet.place();
    lines.push(`  ${greenlet.name} waits in ${greenlet.waitingFor()}${where === null ? '' : ` at ${where}`}`);
  }
  if (blocked.length > MOST_LISTED) lines.push(`  and ${blocked.length - MOST_LISTED} more`);
  return ['This operation would block forever: nothing is left that could wake a greenlet', ...lines].join('\n');
}
