/**
 * What a session adds to each of its requests, apart from its verbs.
 */
import type { Connections } from './connections.ts';
import type { HeadersGiven } from './headers.ts';
import type { Fields } from './params.ts';
import type { TimeoutGiven } from './settings.ts';

/** The part of a session that preparing a request needs. */
export abstract class SessionDefaults {
  /** Headers of every request; a request's own replace them, null removes one. requests: `headers`. */
  headers: HeadersGiven | null;
  /** Parameters of every request; a request's own are merged over them. requests: `params`. */
  params: Fields | string | null;
  /** The time limit of every request that has none of its own. requests has no such default. */
  timeout: TimeoutGiven;
  /** @internal */
  readonly connections: Connections;

  constructor(connections: Connections) {
    this.headers = null;
    this.params = null;
    this.timeout = undefined;
    this.connections = connections;
  }
}
