/**
 * What a request may leave behind: greenlets and timers in the hub, sockets, timers and requests of the system in the
 * process, connections at the server.
 */
import type { Coroutine } from 'greenlets';
import { Session } from 'greenlets/requests';
import { eventually, inHub } from '../http/server.ts';

/** Somebody who knows how many connections are open. */
export interface Witness {
  readonly open: number;
}

/** How many of each kind keep the process alive; those that wait for the next turn are ours. */
function held(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (kind !== 'Immediate') counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/**
 * Run `body` with a session of its own, in a hub of its own, and check that nothing of it is left.
 *
 * @param keeps whether the session may keep the connection until it is closed.
 */
export async function leavesNothing(
  server: Witness,
  keeps: boolean,
  body: (session: Session) => Coroutine<void>,
): Promise<void> {
  const before = held();
  const session = new Session({ trustEnv: false });
  await inHub(() => body(session));
  if (!keeps) await eventually(() => server.open === 0, 'the connection is closed');
  await session.close();
  await eventually(() => server.open === 0, 'no connection is left');
  await eventually(
    () => [...held()].every(([kind, count]) => count <= (before.get(kind) ?? 0)),
    `nothing is left of ${JSON.stringify([...held()])} but ${JSON.stringify([...before])}`,
  );
}
