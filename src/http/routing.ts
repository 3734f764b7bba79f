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
import { ROUTE_OPTIONS, type RouteOptions } from './route-options.ts';
import type { Settings } from './settings.ts';
import { tlsOf } from './tls.ts';
import type { Target } from './url.ts';

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
  return routeGiven(options) !== null || options.trustEnv !== undefined;
}

/** Which of its own options a dispatcher of the user's could not heed; null for none. */
export function routeGiven({ verify, cert, proxies }: RouteOptions): string | null {
  if (verify !== undefined) return 'verify';
  if (cert !== undefined) return 'cert';
  return proxies === undefined ? null : 'proxies';
}

/** Refuse options that a dispatcher of the user's would not heed. */
export function refuseRoute(options: RouteOptions): void {
  refuse(
    options,
    ['verify', 'cert', 'proxies'],
    'belongs to the dispatcher of the session, which makes the connections',
  );
  checkFlag(options.trustEnv, 'trustEnv');
}

/** Refuse options that a response which serves several requests could not heed. */
export function refuseOwnRoute(options: RouteOptions): void {
  refuse(options, ROUTE_OPTIONS, 'is to be given to the session, whose requests share responses');
}

function refuse(options: RouteOptions, names: readonly string[], why: string): void {
  for (const name of names) {
    const value: unknown = Reflect.get(options, name);
    if (value !== undefined && value !== null) throw new TypeError(`${name} ${why}: received ${show(value)}`);
  }
}

/** Refuse a request that a mounted dispatcher would send otherwise than the request says. */
export function checkMounted(settings: Settings, target: Target): void {
  const { routeGiven: name } = settings;
  if (name === null || settings.connections.givenFor(target) === null) return;
  throw new TypeError(
    `${name} cannot be given for ${target.origin}: the dispatcher mounted there makes the connections`,
  );
}
