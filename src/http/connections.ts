/**
 * Connections: kept alive, used again, and so many to one host.
 *
 * The limit stands here and not in undici: a request that undici queues cannot be taken back (nodejs/undici#386), and its
 * connect timeout would count the time in the queue. One that waits here is simply not sent.
 */
import { append, type Link, remove } from '../hub/link.ts';
import {
  type ConnectionEvents,
  type DispatchHandler,
  type Dispatcher,
  type DispatchOptions,
  makeClient,
} from './undici.ts';

/** How many requests may be under way to one host, unless a session says otherwise. */
export const PER_HOST = 100;

/** What a request is sent over. */
export interface Line {
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean;
  /** End the making of the connection, if it is being made; whether it was. */
  breakOff(error: Error): boolean;
  /** Whether the connection has carried a response before, and may have been closed meanwhile. */
  readonly isUsed: boolean;
}

/** A connection of ours. */
class OwnLine implements Line, ConnectionEvents {
  readonly gate: Gate;
  readonly client: Dispatcher;
  isUsed: boolean;
  isBusy: boolean;
  isLost: boolean;
  private connecting: { destroy(error: Error): unknown } | null;

  constructor(gate: Gate) {
    this.gate = gate;
    this.isUsed = false;
    this.isBusy = true;
    this.isLost = false;
    this.connecting = null;
    this.client = makeClient(gate.origin, this);
  }

  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean {
    return this.client.dispatch(options, handler);
  }

  breakOff(error: Error): boolean {
    const { connecting } = this;
    connecting?.destroy(error);
    return connecting !== null;
  }

  onConnecting(socket: { destroy(error: Error): unknown }): void {
    this.connecting = socket;
  }

  onConnected(): void {
    this.connecting = null;
    this.isUsed = false;
    this.isLost = false;
  }

  onDisconnected(): void {
    this.connecting = null;
    this.isLost = true;
    if (!this.isBusy) this.gate.drop(this);
  }
}

/** A dispatcher of the user's, which has its own ways. */
class GivenLine implements Line {
  readonly isUsed: boolean;
  private readonly dispatcher: Dispatcher;

  constructor(dispatcher: Dispatcher) {
    this.isUsed = false;
    this.dispatcher = dispatcher;
  }

  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean {
    return this.dispatcher.dispatch(options, handler);
  }

  breakOff(): boolean {
    return false;
  }
}

/** The requests and connections to one host. */
export class Gate {
  readonly origin: string;
  /** How many requests are under way. */
  active: number;
  /** Those that wait, oldest first. */
  waiting: Link | null;
  /** Connections without a request; the one used last is used first, so that those too many run out. */
  readonly idle: OwnLine[];
  readonly lines: Set<OwnLine>;
  /** Whether connections are to be closed once their request is done. */
  closing: boolean;
  private readonly home: Map<string, Gate>;

  constructor(origin: string, home: Map<string, Gate>) {
    this.origin = origin;
    this.active = 0;
    this.waiting = null;
    this.idle = [];
    this.lines = new Set();
    this.closing = false;
    this.home = home;
  }

  /** A connection for a request. */
  take(): OwnLine {
    const line = this.idle.pop();
    if (line !== undefined) {
      line.isBusy = true;
      return line;
    }
    const made = new OwnLine(this);
    this.lines.add(made);
    return made;
  }

  /** The request on `line` is done. */
  give(line: OwnLine): void {
    line.isBusy = false;
    line.isUsed = true;
    if (line.isLost || this.closing) this.drop(line);
    else this.idle.push(line);
  }

  /** Have nothing more to do with a connection that is lost, or not wanted. */
  drop(line: OwnLine): void {
    const index = this.idle.indexOf(line);
    if (index >= 0) this.idle.splice(index, 1);
    this.lines.delete(line);
    line.client.close().catch(() => undefined);
    this.forgetIfEmpty();
  }

  forgetIfEmpty(): void {
    if (this.active === 0 && this.lines.size === 0 && this.home.get(this.origin) === this)
      this.home.delete(this.origin);
  }
}

/** The connections of a session, or those that everybody without one shares. */
export class Connections {
  /** How many requests may be under way to one host. */
  readonly perHost: number;
  private readonly given: GivenLine | null;
  private gates: Map<string, Gate>;

  /** @param dispatcher sends everything, in place of connections of ours. */
  constructor(perHost: number, dispatcher: Dispatcher | null) {
    this.perHost = perHost;
    this.given = dispatcher === null ? null : new GivenLine(dispatcher);
    this.gates = new Map();
  }

  /** Let `link` in, and say so by `notify`; at once if there is room, else behind those that wait. */
  enter(origin: string, link: Link): Gate {
    let gate = this.gates.get(origin);
    if (gate === undefined) {
      gate = new Gate(origin, this.gates);
      this.gates.set(origin, gate);
    }
    if (gate.active < this.perHost) {
      gate.active++;
      link.notify(gate);
    } else {
      gate.waiting = append(gate.waiting, link);
    }
    return gate;
  }

  /** Stop waiting at `gate`. */
  quit(gate: Gate, link: Link): void {
    gate.waiting = remove(gate.waiting, link);
  }

  /** What a request that was let in is sent over. */
  lineAt(gate: Gate): Line {
    return this.given ?? gate.take();
  }

  /** The request on `line` is done. Within a callback of undici's it is too early: only from the hub. */
  release(line: Line): void {
    if (line instanceof OwnLine) line.gate.give(line);
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
export const sharedConnections: Connections = new Connections(PER_HOST, null);
