/**
 * Entries and timers as an observer sees them: the hub knows of them only that they can be executed or fired.
 */
import { Kill, MassKill } from '../greenlet/kill.ts';
import * as State from '../hub/state.ts';
import { isGreenletExit } from '../hub/errors.ts';
import { Callback } from '../hub/loop.ts';
import { Runnable } from '../hub/runnable.ts';
import { show } from '../hub/validate.ts';
import { type EntryKind, TIME_LIMIT } from './recording.ts';

/** What is in a field of an entry or timer; what a subclass of ours keeps private is none of anybody else's business. */
function field(subject: object, name: string): unknown {
  return name in subject ? Reflect.get(subject, name) : undefined;
}

/** Which greenlet an entry or a timer is for: its own, its target, or that of the wait that owns it. */
export function greenletOf(subject: object): Runnable | null {
  if (subject instanceof Runnable) return subject;
  for (const name of ['greenlet', 'target']) {
    const found = field(subject, name);
    if (found instanceof Runnable) return found;
  }
  const owner = field(subject, 'owner');
  return typeof owner === 'object' && owner !== null && owner !== subject ? greenletOf(owner) : null;
}

/** What an entry does when its turn comes. */
export function entryKindOf(entry: object): EntryKind {
  if (entry instanceof Runnable) {
    if (entry.dead) return 'links';
    return entry.state === State.Scheduled ? 'first run' : 'next step';
  }
  if (entry instanceof Kill || entry instanceof MassKill) return 'kill';
  if (entry instanceof Callback) return 'callback';
  return greenletOf(entry) === null ? 'notification' : 'wake-up';
}

/** What a wait says of itself; null if it says nothing. */
export function describe(subject: unknown): string | null {
  if (typeof subject !== 'object' || subject === null) return null;
  const own = field(subject, 'describe');
  return typeof own === 'function' ? String(own.call(subject)) : null;
}

/** What a timer is for: a wait of its own, such as a sleep, or the limit of another. */
export function timerText(timer: object): string {
  const own = describe(timer);
  if (own !== null) return own;
  const limited = describe(field(timer, 'owner'));
  return limited === null ? TIME_LIMIT : `${TIME_LIMIT} of ${limited}`;
}

/** An error in words. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${show(error)}`;
  return error.message === '' ? error.name : `${error.name}: ${error.message}`;
}

/** What a greenlet ended with, in words. */
export function valueText(value: unknown): string {
  if (value instanceof Error && isGreenletExit(value)) {
    const text = errorText(value);
    return text.startsWith('GreenletExit') ? text : `GreenletExit: ${text}`;
  }
  return value instanceof Error ? errorText(value) : show(value);
}
