/**
 * What queues throw.
 */
import { brand, GreenletsError } from '../hub/errors.ts';

/** A queue had no item in time. gevent: `gevent.queue.Empty`. */
export class Empty extends GreenletsError {}
brand(Empty, 'Empty', 'ERR_EMPTY');

/** A queue had no room in time. gevent: `gevent.queue.Full`. */
export class Full extends GreenletsError {}
brand(Full, 'Full', 'ERR_FULL');

/** A queue was shut down. gevent: `gevent.queue.ShutDown`. */
export class ShutDown extends GreenletsError {}
brand(ShutDown, 'ShutDown', 'ERR_SHUT_DOWN');
