/**
 * The texts a hub shows: the report of an error that nobody observed, and the message of a deadlock.
 */
import type { Live, Loop } from './loop.ts';
import { isObject, show } from './validate.ts';

function nameOf(context: unknown): string {
  if (Array.isArray(context)) return context.map(nameOf).join(' of ');
  if (isObject(context)) {
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

/** What is printed of a probable mistake. */
export function formatWarning(context: unknown, message: string): string {
  return `${new Date().toISOString()} warning: ${nameOf(context)} ${message}\n`;
}

const MOST_LISTED = 20;

/** Whoever would have to act so that `greenlet` goes on: the greenlet it joins, the owner of the lock it waits for. */
function blockerOf(greenlet: Live): unknown {
  const subject = greenlet.waitingOn();
  if (!isObject(subject)) return undefined;
  return 'waitingOn' in subject ? subject : Reflect.get(subject, 'owner');
}

/** The first cycle among greenlets that wait for each other, as "a -> b -> a"; null if there is none. */
function findCycle(blocked: readonly Live[]): string | null {
  const all = new Set<unknown>(blocked);
  for (const start of blocked) {
    const path: Live[] = [];
    let next: unknown = start;
    while (all.has(next) && !path.includes(next as Live)) {
      path.push(next as Live);
      next = blockerOf(next as Live);
    }
    const first = path.indexOf(next as Live);
    if (first >= 0) return [...path.slice(first), path[first]!].map(({ name }) => name).join(' -> ');
  }
  return null;
}

/** The message of a `LoopExit`: every blocked greenlet, what it waits for, and where. */
export function describeDeadlock(loop: Loop): string {
  const lines: string[] = [];
  const blocked = loop.enrolled.filter((greenlet) => greenlet.waitingFor() !== null);
  blocked.sort((a, b) => a.id - b.id);
  for (const greenlet of blocked.slice(0, MOST_LISTED)) {
    const where = greenlet.place();
    lines.push(`  ${greenlet.name} waits in ${greenlet.waitingFor()}${where === null ? '' : ` at ${where}`}`);
  }
  if (blocked.length > MOST_LISTED) lines.push(`  and ${blocked.length - MOST_LISTED} more`);
  const cycle = findCycle(blocked);
  if (cycle !== null) lines.push(`  They wait for each other: ${cycle}`);
  return ['This operation would block forever: nothing is left that could wake a greenlet', ...lines].join('\n');
}
