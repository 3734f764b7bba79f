/**
 * The only file that knows undici: what is asked of a dispatcher, and how our connections are made.
 *
 * The types are structural, so that an agent of undici 7 or 8, a `MockAgent` or a proxy agent will do.
 */
import './builtin-fetch.ts';
import type { Socket } from 'node:net';
import { buildConnector, Client } from 'undici';
import { ProxyFault } from './proxies/proxy.ts';
import { openTunnel } from './proxies/tunnel.ts';
import type { Route, Tls } from './route.ts';

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
  onRequestStart(controller: Controller, context: unknown): void;
  onResponseStart(controller: Controller, statusCode: number, headers: HeaderRecord, statusText?: string): void;
  onResponseData(controller: Controller, chunk: Uint8Array): void;
  onResponseEnd(controller: Controller, trailers: unknown): void;
  onResponseError(controller: Controller, error: Error): void;
}

/** One request as undici takes it. */
export interface DispatchOptions {
  origin: string;
  path: string;
  method: string;
  /** Names and values in turn; not to be changed. */
  headers: string[];
  /** A string, bytes, an async iterable of bytes, or null. Any, as the declarations of undici do not agree on it. */
  // oxlint-disable-next-line typescript/no-explicit-any -- see above
  body: any;
  /** 0: undici's own timers are coarse, ours are used. */
  headersTimeout: 0;
  bodyTimeout: 0;
}

/** Anything that can send a request: an undici `Agent`, `Pool`, `Client`, `ProxyAgent` or `MockAgent` of either major. */
export interface Dispatcher {
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean;
  close(): Promise<void>;
  destroy(error?: Error | null): Promise<void>;
}

/** What happens to a connection of ours. */
export interface ConnectionEvents {
  /** It is being made; `socket` can be destroyed, and what waits for the connection then fails with that error. */
  onConnecting(socket: { destroy(error: Error): unknown }): void;
  /** It is there. */
  onConnected(): void;
  /** It is gone, or could not be made. */
  onDisconnected(): void;
}

/** How long an idle connection is kept, in milliseconds, unless the server says otherwise. */
const KEEP_ALIVE = 10_000;

type Connector = buildConnector.connector;
type Connected = buildConnector.Callback;

const plain = buildConnector({ timeout: 0 });

/** A connector for each way to do TLS: each keeps TLS sessions of its own. */
const connectors = new WeakMap<Tls, Connector>();

function connectorFor(tls: Tls | null): Connector {
  if (tls === null) return plain;
  let connector = connectors.get(tls);
  if (connector === undefined) {
    connector = buildConnector({ timeout: 0, ...tls.options } as buildConnector.BuildOptions);
    connectors.set(tls, connector);
  }
  return connector;
}

/** Connects over `route`, and tells `events` of each socket on the way. */
function routeConnector(route: Route | null, events: ConnectionEvents): Connector {
  const direct = connectorFor(route?.tls ?? null) as (...args: Parameters<Connector>) => Socket;
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
    const tunnel = openTunnel(proxy, tls, { hostname: options.hostname, port }, (error, socket) => {
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
export function makeClient(origin: string, route: Route | null, events: ConnectionEvents): Dispatcher {
  const client = new Client(origin, { keepAliveTimeout: KEEP_ALIVE, connect: routeConnector(route, events) });
  client.on('connect', () => events.onConnected());
  client.on('disconnect', () => events.onDisconnected());
  client.on('connectionError', () => events.onDisconnected());
  return client;
}
