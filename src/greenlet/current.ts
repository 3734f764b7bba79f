/**
 * Who is running.
 *
 * gevent: `gevent.getcurrent`.
 */
import { getHub, type Hub, type MainGreenlet } from '../hub/hub.ts';
import { Awaiter } from '../hub/operation.ts';
import { running } from '../hub/runnable.ts';
import type { Greenlet } from './greenlet.ts';
import type { RawGreenlet } from './raw-greenlet.ts';

/**
 * The running greenlet; the hub inside one of its callbacks; outside both, the main greenlet or its stand-in.
 *
 * gevent: `gevent.getcurrent`.
 */
export function getcurrent(): Greenlet<unknown> | RawGreenlet | MainGreenlet | Hub {
  if (running !== null && !(running instanceof Awaiter)) return running as Greenlet<unknown>;
  const hub = getHub();
  return running === null && hub.isActive ? hub : hub.main;
}
