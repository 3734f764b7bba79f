/**
 * Gate: the requests to one host, over one kind of connection, and the connections themselves.
 */
import type { Link } from '../hub/link.ts';
import type { Route } from './route.ts';
import {
  type ConnectionEvents,
  type DispatchHandler,
  type Dispatcher,
  type DispatchOptions,
  makeClient,
} from './undici.ts';

/** What a request is sent over. */
export interface Line {
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean;
  /** End the making of the connection, if it is being made; whether it was. */
  breakOff(error: Error): boolean;
  /** Whether the connection has carried a response before, and may have been closed meanwhile. */
  readonly isUsed: boolean;
}

/** A connection of ours. */
export class OwnLine implements Line, ConnectionEvents {
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
    this.client = makeClient(gate.origin, gate.route, this);
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

/** The requests and connections to one host, over one route. */
export class Gate {
  /** Where the connections lead: the host, or a proxy that is told the rest by each request. */
  readonly origin: string;
  readonly route: Route | null;
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

  constructor(key: string, origin: string, route: Route | null, home: Map<string, Gate>) {
    this.key = key;
    this.origin = origin;
    this.route = route;
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
    if (this.active === 0 && this.lines.size === 0 && this.home.get(this.key) === this) this.home.delete(this.key);
  }
}
