/**
 * Running a test program in a fresh hub, and checking that it leaves nothing behind.
 */
import type { Body, Returned } from '../hub/body.ts';
import { Hub, type HubOptions } from '../hub/hub.ts';
import { checkFunction } from '../hub/validate.ts';
import { VirtualHost } from './virtual-host.ts';

/** What a program has left behind: greenlets that live, entries, timers and outside waits that are pending. */
export interface Leftovers {
  /** Each by its name, and what it waits for. */
  readonly greenlets: readonly string[];
  /** Entries of the run queue. */
  readonly ready: number;
  /** Timers that have not fired. */
  readonly timers: number;
  /** Waits that something outside the hub would have to end. */
  readonly outside: number;
}

/** What `hub` has left to do. */
export function leftovers(hub: Hub): Leftovers {
  const greenlets = hub.greenlets().map((greenlet) => `${greenlet.name}: ${greenlet.waitingFor() ?? 'ready'}`);
  return { greenlets, ...hub.pending };
}

/**
 * Check that `hub` has nothing left to do.
 *
 * @throws Error naming the greenlets, timers and waits that were left behind
 */
export function assertNothingLeft(hub: Hub): void {
  const left = leftovers(hub);
  if (left.greenlets.length === 0 && left.ready === 0 && left.timers === 0 && left.outside === 0) return;
  throw new Error(`left behind: ${JSON.stringify(left)}`);
}

/** What `runVirtual` gives beside the result. */
export interface VirtualRun<T> {
  /** What the program returned. */
  readonly value: T;
  /** The hub it ran in. */
  readonly hub: Hub;
  /** Its clock, and what was printed. */
  readonly host: VirtualHost;
}

/**
 * Run `body` as the main greenlet of a fresh hub in virtual time.
 *
 * @param body any body; it is called with the hub
 * @param options those of `Hub`, `host` apart
 * @returns its value, with the hub and its host
 * @throws what it throws
 */
export async function runVirtual<R>(
  body: Body<[Hub], R>,
  options: Omit<HubOptions, 'host'> = {},
): Promise<VirtualRun<Returned<R>>> {
  checkFunction(body, 'body');
  const host = new VirtualHost();
  const hub = new Hub({ debug: true, ...options, host });
  const value = await hub.run(() => body(hub));
  return { value, hub, host };
}

/**
 * Run `body` as `runVirtual` does, and then check that it has left nothing behind.
 *
 * @throws what it throws; Error if a greenlet, a timer or a wait is left
 */
export async function runClean<R>(body: Body<[Hub], R>, options: Omit<HubOptions, 'host'> = {}): Promise<Returned<R>> {
  const { value, hub } = await runVirtual(body, options);
  // The end of the program has queued its last links; let them all be called.
  hub.picker = null;
  await hub.run(() => undefined);
  assertNothingLeft(hub);
  return value;
}
