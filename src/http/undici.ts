/**
 * The only file that knows undici: what is asked of a dispatcher, and how our connections are made.
 *
 * The types are structural, so that an agent of undici 7 or 8, a `MockAgent` or a proxy agent will do.
 */
import './builtin-fetch.ts';
import type { Socket } from 'node:net';
import { buildConnector, Client, interceptors } from 'undici';
import type { DialledSocket } from './dial.ts';
import type { Lookup } from './dns-options.ts';
import { ProxyFault } from './proxies/proxy.ts';
import { openTunnel } from './proxies/tunnel.ts';
import type { Route, Tls } from './route.ts';
import type { DeduplicateOptions, HttpCacheOptions } from './sharing-options.ts';

/** What undici hands to a handler to steer a request that is under way. */
export interface Controller {
  /** End the request; its connection is closed. */
  abort(reason: Error): void;
  /** Stop reading from the connection. */
  pause(): void;
  /** Go on reading. */
  resume(): void;
  /** The response's header lines as they came, names and values in turn, if the dispatcher keeps them. */
  readonly rawHeaders?: unknown;
}

/** Header fields as undici parses them: names in lower case, several lines of one name as a list. */
export type HeaderRecord = Record<string, string | string[] | undefined>;

/** What is told about a request: undici's newer handler shape, which versions 7 and 8 share. */
export interface DispatchHandler {
  /** It is about to be sent. */
  onRequestStart(controller: Controller, context: unknown): void;
  /** Status and headers are there. */
  onResponseStart(controller: Controller, statusCode: number, headers: HeaderRecord, statusText?: string): void;
  /** A piece of the body has come. */
  onResponseData(controller: Controller, chunk: Uint8Array): void;
  /** The body is complete. */
  onResponseEnd(controller: Controller, trailers: unknown): void;
  /** It has failed; nothing is called after it. */
  onResponseError(controller: Controller, error: Error): void;
}

/**
 * What is told about a request in undici's older shape, which hands on what its parser has found: version 7 itself takes
 * no other, and parses each header and makes three objects to tell the newer one.
 */
export interface Receiver {
  /** It is about to be sent; `abort` ends it, and closes its connection. */
  onConnect(abort: (reason: Error) => void): void;
  /**
   * Status and headers are there; false to stop reading until `resume` is called.
   *
   * @param lines names and values in turn, as text or bytes.
   * @param record the same, parsed, if `lines` are not to be relied on.
   */
  onHeaders(statusCode: number, lines: unknown, resume: () => void, reason: string, record?: HeaderRecord): boolean;
  /** A piece of the body has come; false to stop reading. */
  onData(chunk: Uint8Array): boolean;
  /** The body is complete. */
  onComplete(): void;
  /** It has failed; nothing is called after it. */
  onError(error: Error): void;
}

/**
 * Tells a receiver what a dispatcher tells in the newer shape. One that sends again, or says less than undici does, may
 * come with a controller that was not seen before.
 */
export class Told implements DispatchHandler {
  private readonly receiver: Receiver;
  private controller: Controller | null;

  constructor(receiver: Receiver) {
    this.receiver = receiver;
    this.controller = null;
  }

  onRequestStart(controller: Controller): void {
    this.controller = controller;
    this.receiver.onConnect((reason) => this.controller!.abort(reason));
  }

  onResponseStart(controller: Controller, statusCode: number, headers: HeaderRecord, statusText?: string): void {
    if (this.controller === null) this.onRequestStart(controller);
    this.controller = controller;
    const resume = (): void => this.controller!.resume();
    const goesOn = this.receiver.onHeaders(statusCode, controller.rawHeaders, resume, statusText ?? '', headers);
    if (!goesOn) controller.pause();
  }

  onResponseData(controller: Controller, chunk: Uint8Array): void {
    this.controller = controller;
    if (!this.receiver.onData(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.receiver.onComplete();
  }

  onResponseError(_controller: Controller | null, error: Error): void {
    this.receiver.onError(error);
  }
}

/** One request as undici takes it. */
export interface DispatchOptions {
  /** Scheme, host and port. */
  origin: string;
  /** The path with its query. */
  path: string;
  /** The HTTP method. */
  method: string;
  /** Names and values in turn; not to be changed. */
  headers: string[];
  /** What is sent behind the headers; null for nothing. */
  body: string | Uint8Array | AsyncIterable<Uint8Array> | null;
  /** 0: undici's own timers are coarse, ours are used. */
  headersTimeout: 0;
  /** 0, for the same reason. */
  bodyTimeout: 0;
}

/** What can send a request as it is given here: for those who write a dispatcher of their own. */
export interface Dispatcher {
  /** Send a request, and tell `handler` what comes of it; false if the dispatcher is busy and would rather not have more. */
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean;
  /** Take no more requests, and end when those under way have. */
  close(): Promise<void>;
  /** End at once; requests under way fail with `error`. */
  destroy(error?: Error | null): Promise<void>;
}

/**
 * An `Agent`, `Pool`, `Client`, `ProxyAgent`, `MockAgent` or composed dispatcher of undici 7 or 8. Of what they ask for
 * only that is named which both declare the same; every one is a `Dispatcher`.
 */
export interface UndiciDispatcher {
  /** Send a request, and tell `handler` what comes of it. */
  dispatch(options: { path: string; method: string }, handler: DispatchHandler): boolean;
  /** Take no more requests, and end when those under way have. */
  close(): Promise<void>;
  /** End at once; requests under way fail with `error`. */
  destroy(error?: Error | null): Promise<void>;
}

/** Sends a request. */
export type Dispatch = (options: DispatchOptions, handler: DispatchHandler) => boolean;

/** What may be given as a dispatcher. */
export type DispatcherGiven = Dispatcher | UndiciDispatcher;

/** What happens to a connection of ours. */
export interface ConnectionEvents {
  /** It is being made; again for the TLS within a tunnel that was made first. */
  onConnecting(socket: DialledSocket): void;
  /** It is there. */
  onConnected(): void;
  /** It is gone, or could not be made. */
  onDisconnected(): void;
}

/** How long an idle connection is kept, in milliseconds, unless the server says otherwise. */
const KEEP_ALIVE = 10_000;

type Connector = buildConnector.connector;
type Connected = buildConnector.Callback;

/** How connections are made. */
export interface Connecting {
  readonly route: Route | null;
  /** Looks hosts up; null as Node does it. */
  readonly lookup: Lookup | null;
}

const NODE_TLS = {};
const NODE_LOOKUP = {};

/** A connector for each way to look up and to do TLS: each keeps TLS sessions of its own. */
const connectors = new WeakMap<object, WeakMap<object, Connector>>();

function connectorFor(tls: Tls | null, lookup: Lookup | null): Connector {
  let some = connectors.get(lookup ?? NODE_LOOKUP);
  if (some === undefined) connectors.set(lookup ?? NODE_LOOKUP, (some = new WeakMap()));
  let connector = some.get(tls ?? NODE_TLS);
  if (connector === undefined) {
    const options = { timeout: 0, ...tls?.options, ...(lookup === null ? null : { lookup }) };
    connector = buildConnector(options as buildConnector.BuildOptions);
    some.set(tls ?? NODE_TLS, connector);
  }
  return connector;
}

/** Connects, and tells `events` of each socket on the way. */
function routeConnector({ route, lookup }: Connecting, events: ConnectionEvents): Connector {
  const direct = connectorFor(route?.tls ?? null, lookup) as (...args: Parameters<Connector>) => Socket;
  if (route === null || route.proxy === null) {
    return (options, done) => {
      events.onConnecting(direct(options, done));
    };
  }
  const { proxy, tls, forwards } = route;
  if (forwards) {
    return (options, done) => {
      const told = ((cause: Error | null, socket?: Socket | null) => {
        if (cause === null && socket) done(null, socket);
        else done(new ProxyFault(`the proxy ${proxy.origin} cannot be used: ${cause?.message}`, { cause }), null);
      }) as Connected;
      events.onConnecting(direct(options, told));
    };
  }
  return (options, done) => {
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    const tunnel = openTunnel(proxy, { tls, lookup }, { hostname: options.hostname, port }, (error, socket) => {
      if (socket === null) done(error ?? new ProxyFault('there is no tunnel'), null);
      else if (options.protocol === 'https:') events.onConnecting(direct({ ...options, httpSocket: socket }, done));
      else done(null, socket);
    });
    events.onConnecting(tunnel);
  };
}

/**
 * Make a client of one connection, which is opened when it is needed and again when it was lost.
 *
 * Not an agent or a pool of undici's: these open another connection when one has just become free, as they notice only a
 * turn later, and look through all their connections for each request.
 */
export function makeClient(origin: string, how: Connecting, events: ConnectionEvents): UndiciDispatcher {
  const client = new Client(origin, { keepAliveTimeout: KEEP_ALIVE, connect: routeConnector(how, events) });
  client.on('connect', () => events.onConnected());
  client.on('disconnect', (_origin, _targets, { message }) => {
    // undici would connect once more for the request that was given up, only to find that out.
    if (message === 'aborted') client.destroy().catch(() => undefined);
    events.onDisconnected();
  });
  client.on('connectionError', () => events.onDisconnected());
  return client;
}

/** Whether the undici that there is takes the older shape; null before it was asked. */
let takesReceivers: boolean | null = null;

/** Send a request over `client`, which is one of ours. */
export function dispatchTo(client: UndiciDispatcher, options: DispatchOptions, receiver: Receiver): void {
  takesReceivers ??= tellsReceivers(client);
  client.dispatch(options, takesReceivers ? (receiver as unknown as DispatchHandler) : new Told(receiver));
}

/** Whether a receiver is told that a request cannot be sent: one without a path, which goes nowhere. */
function tellsReceivers(client: UndiciDispatcher): boolean {
  let told = false;
  const receiver: Receiver = {
    onConnect: () => undefined,
    onHeaders: () => true,
    onData: () => true,
    onComplete: () => undefined,
    onError: () => {
      told = true;
    },
  };
  try {
    client.dispatch({ path: '', method: 'GET' }, receiver as unknown as DispatchHandler);
  } catch {
    return false;
  }
  return told;
}

/** `dispatch` behind undici's HTTP cache. */
export function cached(dispatch: Dispatch, options: HttpCacheOptions): Dispatch {
  return interceptors.cache(options as Parameters<typeof interceptors.cache>[0])(dispatch as never) as Dispatch;
}

/** `dispatch` behind undici's deduplication. */
export function deduplicated(dispatch: Dispatch, options: DeduplicateOptions): Dispatch {
  const given = options as Parameters<typeof interceptors.deduplicate>[0];
  return interceptors.deduplicate(given)(dispatch as never) as Dispatch;
}
