/**
 * Gate: the requests to one host, over one kind of connection, and the connections themselves.
 */
import type { Link } from '../hub/link.ts';
import { Dial, type DialledSocket } from './dial.ts';
import type { Lookup } from './dns-options.ts';
import type { Route } from './route.ts';
import {
  type Connecting,
  type ConnectionEvents,
  dispatchTo,
  type DispatchOptions,
  makeClient,
  type Receiver,
  type UndiciDispatcher,
} from './undici.ts';

/** What a request is sent over. */
export interface Line {
  dispatch(options: DispatchOptions, receiver: Receiver): void;
  /** End the making of the connection, if it is being made; whether it was. */
  breakOff(error: Error): boolean;
  /** The request has failed, and its connection is of no more use. */
  lose(): void;
  /** The request is done. Within a callback of undici's it is too early: only from the hub. */
  release(): void;
  /** Whether the connection has carried a response before, and may have been closed meanwhile. */
  readonly isUsed: boolean;
  /** How the connection was made, if it was for this request; null for one that is not ours. */
  readonly dial: Dial | null;
}

/** The places at gates. */
export interface Places {
  /** Let `link` in, and say so by `notify`; at once if there is room, else behind those that wait. */
  join(gate: Gate, link: Link): void;
  /** One that was let in makes room for the next. */
  leave(gate: Gate): void;
}

/** Makes lines that are more than connections. */
export interface LineMaker {
  /** The line for a request that has a place; `streams` tells whether its body is read bit by bit. */
  line(gate: Gate, streams: boolean, places: Places): Line;
}

/** A connection of ours. */
export class OwnLine implements Line, ConnectionEvents {
  readonly gate: Gate;
  readonly client: UndiciDispatcher;
  isUsed: boolean;
  isBusy: boolean;
  isLost: boolean;
  dial: Dial | null;
  private connecting: DialledSocket | null;

  constructor(gate: Gate) {
    this.gate = gate;
    this.isUsed = false;
    this.isBusy = true;
    this.isLost = false;
    this.dial = null;
    this.connecting = null;
    this.client = makeClient(gate.origin, gate, this);
  }

  dispatch(options: DispatchOptions, receiver: Receiver): void {
    dispatchTo(this.client, options, receiver);
  }

  breakOff(error: Error): boolean {
    const { connecting } = this;
    connecting?.destroy(error);
    return connecting !== null;
  }

  lose(): void {
    this.isLost = true;
  }

  release(): void {
    this.gate.give(this);
  }

  onConnecting(socket: DialledSocket): void {
    if (this.connecting === null) this.dial = new Dial(socket, this.gate.origin.startsWith('https:'));
    else this.dial?.tunnelled();
    this.connecting = socket;
  }

  onConnected(): void {
    this.dial?.connected();
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

/** The requests and connections to one host, over one route. */
export class Gate implements Connecting {
  /** Where the connections lead: the host, or a proxy that is told the rest by each request. */
  readonly origin: string;
  readonly route: Route | null;
  readonly lookup: Lookup | null;
  /** How many requests are under way. */
  active: number;
  /** Those that wait, oldest first. */
  waiting: Link | null;
  /** Connections without a request; the one used last is used first, so that those too many run out. */
  readonly idle: OwnLine[];
  readonly lines: Set<OwnLine>;
  /** Whether connections are to be closed once their request is done. */
  closing: boolean;
  private readonly key: string;
  private readonly home: Map<string, Gate>;

  constructor(key: string, origin: string, { route, lookup }: Connecting, home: Map<string, Gate>) {
    this.key = key;
    this.origin = origin;
    this.route = route;
    this.lookup = lookup;
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
      line.dial = null;
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
    // Nothing is under way on it. Its `close` would connect once more for a request that was given up.
    line.client.destroy().catch(() => undefined);
    this.forgetIfEmpty();
  }

  forgetIfEmpty(): void {
    if (this.active === 0 && this.lines.size === 0 && this.home.get(this.key) === this) this.home.delete(this.key);
  }
}
