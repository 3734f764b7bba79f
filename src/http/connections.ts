/**
 * Connections: kept alive, used again, and so many to one host.
 *
 * The limit stands here and not in undici: a request that undici queues cannot be taken back (nodejs/undici#386), and its
 * connect timeout would count the time in the queue. One that waits here is simply not sent.
 */
import { append, type Link, remove } from '../hub/link.ts';
import type { Lookup } from './dns-options.ts';
import { Gate, type Line, type LineMaker, type Places } from './gate.ts';
import type { Prefix } from './prefix.ts';
import type { Route } from './route.ts';
import { type Dispatcher, type DispatchOptions, type Receiver, Told } from './undici.ts';
import type { Target } from './url.ts';

/** How many requests may be under way to one host, unless a session says otherwise. */
export const PER_HOST = 100;

/** A dispatcher of the user's, which has its own ways. */
class GivenLine implements Line {
  readonly isUsed: boolean;
  readonly dial: null;
  private readonly dispatcher: Dispatcher;

  constructor(dispatcher: Dispatcher) {
    this.isUsed = false;
    this.dial = null;
    this.dispatcher = dispatcher;
  }

  dispatch(options: DispatchOptions, receiver: Receiver): void {
    this.dispatcher.dispatch(options, new Told(receiver));
  }

  breakOff(): boolean {
    return false;
  }

  lose(): void {
    // Its connections are its own affair.
  }

  release(): void {
    // It is the dispatcher's to know.
  }
}

/** A dispatcher for some URLs. */
interface Mount {
  readonly prefix: Prefix;
  readonly line: GivenLine;
}

/** The connections of a session, or those that everybody without one shares. */
export class Connections implements Places {
  /** How many requests may be under way to one host. */
  readonly perHost: number;
  private readonly given: GivenLine | null;
  private readonly lookup: Lookup | null;
  private readonly sharing: LineMaker | null;
  private gates: Map<string, Gate>;
  /** Dispatchers for some URLs, the longest prefix first; null for none. */
  private mounts: readonly Mount[] | null;

  /**
   * @param dispatcher sends everything, in place of connections of ours.
   * @param lookup looks hosts up; null as Node does it.
   * @param sharing makes lines for requests that share responses; null if they do not.
   */
  constructor(perHost: number, dispatcher: Dispatcher | null, lookup: Lookup | null, sharing: LineMaker | null) {
    this.perHost = perHost;
    this.given = dispatcher === null ? null : new GivenLine(dispatcher);
    this.lookup = lookup;
    this.sharing = sharing;
    this.gates = new Map();
    this.mounts = null;
  }

  /** Whether a dispatcher of the user's sends everything. */
  get isGiven(): boolean {
    return this.given !== null;
  }

  /** Whether requests share responses. */
  get isShared(): boolean {
    return this.sharing !== null;
  }

  /** Have `dispatcher` send what goes to `prefix`; null undoes that. */
  mount(prefix: Prefix, dispatcher: Dispatcher | null): void {
    const others = (this.mounts ?? []).filter((mount) => !mount.prefix.equals(prefix));
    if (dispatcher !== null) others.push({ prefix, line: new GivenLine(dispatcher) });
    others.sort((a, b) => b.prefix.length - a.prefix.length);
    this.mounts = others.length === 0 ? null : others;
  }

  /** The dispatcher that sends what goes to `target`; null for connections of ours. */
  givenFor(target: Target): Line | null {
    if (this.mounts !== null) {
      for (const { prefix, line } of this.mounts) if (prefix.includes(target)) return line;
    }
    return this.given;
  }

  /** Let `link` in, and say so by `notify`; at once if there is room, else behind those that wait. */
  enter(origin: string, route: Route | null, link: Link): Gate {
    const end = route !== null && route.forwards ? route.proxy!.origin : origin;
    const key = route === null ? origin : `${end} ${route.key}`;
    let gate = this.gates.get(key);
    if (gate === undefined) {
      gate = new Gate(key, end, { route, lookup: this.lookup }, this.gates);
      this.gates.set(key, gate);
    }
    this.join(gate, link);
    return gate;
  }

  /** Let `link` in at `gate`, as `enter` does. */
  join(gate: Gate, link: Link): void {
    if (gate.active < this.perHost) {
      gate.active++;
      link.notify(gate);
    } else {
      gate.waiting = append(gate.waiting, link);
    }
  }

  /** Stop waiting at `gate`. */
  quit(gate: Gate, link: Link): void {
    gate.waiting = remove(gate.waiting, link);
  }

  /** What a request that was let in is sent over. */
  lineAt(gate: Gate, streams: boolean): Line {
    return this.sharing === null ? gate.take() : this.sharing.line(gate, streams, this);
  }

  /** One that was let in makes room for the next. */
  leave(gate: Gate): void {
    const next = gate.waiting;
    if (next === null) {
      gate.active--;
      gate.forgetIfEmpty();
    } else {
      gate.waiting = remove(next, next);
      next.notify(gate);
    }
  }

  /**
   * Close the connections as the requests under way end. A request made later opens new ones. A dispatcher that was given
   * stays open: it belongs to whoever made it.
   */
  async close(): Promise<void> {
    const gates = [...this.gates.values()];
    this.gates = new Map();
    const closed: Promise<void>[] = [];
    for (const gate of gates) {
      gate.closing = true;
      for (const line of gate.lines) closed.push(line.client.close());
    }
    await Promise.all(closed);
  }
}

/** What requests without a session share. */
export const sharedConnections: Connections = new Connections(PER_HOST, null, null, null);
