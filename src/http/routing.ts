/**
 * Routing: from the options of a request and its session, and the environment, to the route of each target.
 *
 * The route is looked for anew for each redirect.
 */
import { show } from '../hub/validate.ts';
import { checkFlag } from './options.ts';
import { environmentProxies } from './proxies/environment.ts';
import type { Proxy } from './proxies/proxy.ts';
import { DIRECT, ProxyTable } from './proxies/table.ts';
import type { Route, Router, Tls } from './route.ts';
import type { RouteOptions } from './route-options.ts';
import { tlsOf } from './tls.ts';

type RouteTarget = Parameters<Router['routeFor']>[0];

/** Finds the routes of the requests with the same options. */
class Routing implements Router {
  private readonly tls: Tls | null;
  /** The most particular first. */
  private readonly tables: readonly ProxyTable[];

  constructor(tls: Tls | null, tables: readonly ProxyTable[]) {
    this.tls = tls;
    this.tables = tables;
  }

  routeFor(target: RouteTarget): Route | null {
    const proxy = this.proxyFor(target);
    const secure = target.scheme === 'https' || proxy?.scheme === 'https';
    const tls = secure ? this.tls : null;
    if (tls === null && proxy === null) return null;
    const forwards = proxy !== null && target.scheme === 'http' && !proxy.scheme.startsWith('socks');
    return { key: `${tls?.key ?? ''} ${proxy?.key ?? ''}`, tls, proxy, forwards };
  }

  private proxyFor(target: RouteTarget): Proxy | null {
    for (const table of this.tables) {
      const found = table.find(target);
      if (found === DIRECT) return null;
      if (found !== null) return found;
    }
    return null;
  }
}

/**
 * The router for these options; null if every connection is a plain one.
 *
 * @param options those of the request, or of the session itself.
 * @param session those of its session, which count where the request says nothing.
 */
export function routerOf(options: RouteOptions, session: RouteOptions | null): Router | null {
  checkFlag(options.trustEnv, 'trustEnv');
  const tls = tlsOf(options.verify ?? session?.verify, options.cert ?? session?.cert);
  const tables: ProxyTable[] = [];
  for (const proxies of [options.proxies, session?.proxies]) {
    if (proxies === false) return tls === null && tables.length === 0 ? null : new Routing(tls, tables);
    if (proxies !== undefined && proxies !== null) tables.push(new ProxyTable(proxies));
  }
  if (options.trustEnv ?? session?.trustEnv ?? true) {
    const environment = environmentProxies();
    if (environment !== null) tables.push(new ProxyTable(environment));
  }
  return tls === null && tables.length === 0 ? null : new Routing(tls, tables);
}

let shared: Router | null | undefined;

/** The router of requests that say nothing and have no session. */
export function sharedRouter(): Router | null {
  if (shared === undefined) shared = routerOf({}, null);
  return shared;
}

/** Whether a request says something of its own. */
export function hasRoute(options: RouteOptions): boolean {
  return (
    options.verify !== undefined ||
    options.cert !== undefined ||
    options.proxies !== undefined ||
    options.trustEnv !== undefined
  );
}

/** Refuse options that a dispatcher of the user's would not heed. */
export function refuseRoute(options: RouteOptions): void {
  for (const name of ['verify', 'cert', 'proxies'] as const) {
    const value = options[name];
    if (value === undefined || value === null) continue;
    throw new TypeError(
      `${name} belongs to the dispatcher of the session, which makes the connections: received ${show(value)}`,
    );
  }
  checkFlag(options.trustEnv, 'trustEnv');
}
