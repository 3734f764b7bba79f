/**
 * What a session adds to each of its requests, apart from its verbs.
 */
import type { AuthGiven } from './auth/auth.ts';
import type { Connections } from './connections.ts';
import { CookieJar } from './cookies.ts';
import type { HeadersGiven } from './headers.ts';
import type { ParamsGiven } from './params.ts';
import type { HooksGiven } from './hooks.ts';
import { MAX_REDIRECTS } from './redirects.ts';
import type { RetriesGiven } from './retry-options.ts';
import type { Router } from './route.ts';
import type { RouteOptions } from './route-options.ts';
import type { TimeoutGiven } from './settings.ts';
import type { Target } from './url.ts';

/** The part of a session that preparing a request needs. */
export abstract class SessionDefaults {
  /** Headers of every request; a request's own replace them, null removes one. requests: `headers`. */
  headers: HeadersGiven | null;
  /** Parameters of every request; a request's own are merged over them. requests: `params`. */
  params: ParamsGiven;
  /** The time limit of every request that has none of its own. requests has no such default. */
  timeout: TimeoutGiven;
  /** Whether and how its requests are tried again, if they do not say. requests: `Retry` of an adapter. */
  retries: RetriesGiven;
  /** Credentials of every request that has none of its own. requests: `auth`. */
  auth: AuthGiven | null;
  /** Called on the way of every request, before its own hooks. requests: `hooks`, which its own replace. */
  hooks: HooksGiven | null;
  /** Cookies: those that servers have set, and those set here; sent where they belong. requests: `cookies`. */
  cookies: CookieJar;
  /** How many redirects are followed before `TooManyRedirects`; 30 by default. requests: `max_redirects`. */
  maxRedirects: number;
  /** @internal Where URLs without a scheme start from; null for nowhere. */
  readonly base: Target | null;
  /** @internal */
  readonly connections: Connections;
  /** @internal What it was made with of the options that decide over which connection a request goes. */
  readonly routeOptions: RouteOptions;
  /** @internal */
  readonly router: Router | null;

  constructor(base: Target | null, connections: Connections, routeOptions: RouteOptions, router: Router | null) {
    this.base = base;
    this.routeOptions = routeOptions;
    this.router = router;
    this.headers = null;
    this.params = null;
    this.timeout = undefined;
    this.retries = undefined;
    this.auth = null;
    this.hooks = null;
    this.cookies = new CookieJar();
    this.maxRedirects = MAX_REDIRECTS;
    this.connections = connections;
  }

  /** Where URLs without a scheme start from, without user and password; null for nowhere. requests has none. */
  get baseUrl(): string | null {
    return this.base?.href ?? null;
  }
}
