/**
 * From what a verb is called with to a request that can be sent: all that can be wrong with it is said here.
 *
 * requests: `Session.prepare_request`.
 */
import { show } from '../hub/validate.ts';
import { type Credentials, credentialsOf } from './auth/auth.ts';
import { NetrcAuth } from './auth/netrc.ts';
import { BodySource } from './body-source.ts';
import { prepareBody } from './body.ts';
import { ACCEPT_ENCODING } from './codings.ts';
import { sharedConnections } from './connections.ts';
import { jarOf } from './cookies.ts';
import { hooksOf } from './hooks.ts';
import { HeaderList, mergeHeaders, NO_HEADERS, withHeader, withoutHeaders } from './headers.ts';
import { methodOf } from './method.ts';
import {
  checkFlag,
  checkHook,
  checkOptions,
  checkSignal,
  maxSizeOf,
  timeoutsOf,
  VERB_OPTIONS,
  type VerbOptions,
} from './options.ts';
import { encodeParams, mergeParams } from './params.ts';
import { type Extras, PreparedRequest } from './prepared-request.ts';
import { MAX_REDIRECTS } from './redirects.ts';
import { retriesOf } from './retries.ts';
import type { Router } from './route.ts';
import { checkMounted, hasRoute, refuseOwnRoute, refuseRoute, routeGiven, routerOf, sharedRouter } from './routing.ts';
import { SessionDefaults } from './session-defaults.ts';
import type { Settings } from './settings.ts';
import { basicAuthOf, parseFrom, parseUrl, type Target } from './url.ts';

/** What every request sends unless it says otherwise. undici itself has no defaults. */
const DEFAULT_HEADERS: HeaderList = new HeaderList([
  'User-Agent',
  'greenlets',
  'Accept-Encoding',
  ACCEPT_ENCODING,
  'Accept',
  '*/*',
]);

const LENGTH = new Set(['content-length']);

/** A request with the way to send it. */
export interface Prepared {
  readonly request: PreparedRequest;
  readonly settings: Settings;
}

const NO_OPTIONS: VerbOptions = Object.freeze({});

/**
 * Prepare a request.
 *
 * @param allowRedirects whether redirects are followed if the options do not say.
 * @param known the names of the options that this verb takes.
 * @throws TypeError, RangeError, and the errors of URLs, headers and JSON.
 */
export function prepare(
  method: string,
  url: string | URL,
  options: VerbOptions | undefined,
  allowRedirects: boolean,
  known: readonly string[] = VERB_OPTIONS,
): Prepared {
  const verb = methodOf(method);
  if (options === undefined && allowRedirects) return prepareBare(verb, url);
  checkOptions(options, known);
  const given = options ?? NO_OPTIONS;
  const session = sessionOf(given);
  const request = prepareRequest(verb, url, given, session);
  const settings = settingsOf(given, session, allowRedirects);
  checkMounted(settings, request.target);
  return { request, settings };
}

let bareSettings: Settings | null = null;

/** Prepare one of the many requests that say nothing of their own. */
function prepareBare(method: string, url: string | URL): Prepared {
  bareSettings ??= settingsOf(NO_OPTIONS, null, true);
  const target = parseUrl(url, '');
  const request =
    target.userinfo === null
      ? new PreparedRequest(method, target, DEFAULT_HEADERS, null, undefined, null, null)
      : prepareRequest(method, url, NO_OPTIONS, null);
  return { request, settings: bareSettings };
}

/** How to send a request: the options that are not part of the request itself. */
export function settingsOf(given: VerbOptions, session: SessionDefaults | null, allowRedirects: boolean): Settings {
  checkFlag(given.allowRedirects, 'allowRedirects');
  checkFlag(given.stream, 'stream');
  checkHook(given.callback, 'callback');
  checkSignal(given.signal);
  return {
    connections: session?.connections ?? sharedConnections,
    timeout: timeoutsOf(given.timeout === undefined ? session?.timeout : given.timeout),
    allowRedirects: given.allowRedirects ?? allowRedirects,
    maxRedirects: session?.maxRedirects ?? MAX_REDIRECTS,
    jar: session?.cookies ?? null,
    stream: given.stream,
    signal: given.signal ?? null,
    router: routerFor(given, session),
    routeGiven: routeGiven(given),
    retries: retriesOf(given.retries === undefined ? session?.retries : given.retries),
    maxResponseSize: maxSizeOf(given.maxResponseSize),
    lane: null,
    tally: null,
    callback: given.callback ?? null,
  };
}

function routerFor(options: VerbOptions, session: SessionDefaults | null): Router | null {
  if (!hasRoute(options)) return session === null ? sharedRouter() : session.router;
  if (session === null) return routerOf(options, null);
  if (session.connections.isGiven) {
    refuseRoute(options);
    return null;
  }
  if (session.connections.isShared) refuseOwnRoute(options);
  return routerOf(options, session.routeOptions);
}

function sessionOf(options: VerbOptions): SessionDefaults | null {
  const { session } = options;
  if (session === undefined || session === null) return null;
  if (!(session instanceof SessionDefaults))
    throw new TypeError(`session must be a Session: received ${show(session)}`);
  return session;
}

function prepareRequest(
  method: string,
  url: string | URL,
  options: VerbOptions,
  session: SessionDefaults | null,
): PreparedRequest {
  const target = parseFrom(
    session?.base ?? null,
    url,
    encodeParams(session === null ? options.params : mergeParams(session.params, options.params)),
  );
  let headers = mergeHeaders(mergeHeaders(DEFAULT_HEADERS, session?.headers), options.headers);
  const body = prepareBody(options, headers);
  if (body.type !== null) {
    headers = body.insists
      ? mergeHeaders(headers, { 'Content-Type': body.type })
      : withHeader(headers, 'Content-Type', body.type);
  }
  // As in requests, a length that is known goes before one that was given; undici writes that of text and bytes.
  if (body.content instanceof BodySource) {
    if (body.content.length !== null) headers = mergeHeaders(headers, { 'Content-Length': body.content.length });
  } else if (body.content !== null && headers.has('content-length')) {
    headers = withoutHeaders(headers, LENGTH);
  }
  const credentials = credentialsFor(options, session, target, headers);
  if (typeof credentials === 'string') headers = mergeHeaders(headers, { Authorization: credentials });
  const extras = extrasOf(options, session, credentials);
  return new PreparedRequest(method, target, headers, body.content, options.meta, extras, null);
}

/** Whose credentials are sent: the request's header, its `auth`, the session's header, its `auth`, those of the URL. */
function credentialsFor(
  options: VerbOptions,
  session: SessionDefaults | null,
  target: Target,
  headers: HeaderList,
): Credentials | null {
  const own = options.auth === undefined || options.auth === null ? null : credentialsOf(options.auth);
  if (own === null && headers.has('authorization')) return null;
  if (own !== null && mergeHeaders(NO_HEADERS, options.headers).has('authorization')) return null;
  const shared = options.auth === undefined ? (session?.auth ?? null) : null;
  const given = own ?? (shared === null ? null : credentialsOf(shared));
  if (given !== null && !(given instanceof NetrcAuth && target.userinfo !== null)) return given;
  return basicAuthOf(target) ?? given;
}

function extrasOf(
  options: VerbOptions,
  session: SessionDefaults | null,
  credentials: Credentials | null,
): Extras | null {
  const cookies = jarOf(options.cookies);
  const auth = typeof credentials === 'string' ? null : credentials;
  const hooks = hooksOf(session?.hooks, options.hooks);
  return cookies === null && auth === null && hooks === null ? null : { cookies, auth, hooks };
}
