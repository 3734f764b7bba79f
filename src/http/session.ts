/**
 * Session: requests that share connections and defaults.
 *
 * requests: `Session`.
 */
import { type Operation, operation } from '../hub/operation.ts';
import { until } from '../hub/until.ts';
import { checkCount, show } from '../hub/validate.ts';
import { Connections, PER_HOST } from './connections.ts';
import { credentialsOf } from './auth/auth.ts';
import { jarOf } from './cookies.ts';
import { dnsCacheOf } from './dns-cache.ts';
import { checkHooks } from './hooks.ts';
import { HeaderList, mergeHeaders } from './headers.ts';
import { checkOptions, type SessionVerbOptions, timeoutsOf, type VerbOptions } from './options.ts';
import { encodeParams } from './params.ts';
import { perform } from './perform.ts';
import { prepare, settingsOf } from './prepare.ts';
import { PreparedRequest } from './prepared-request.ts';
import { Prefix } from './prefix.ts';
import type { Response } from './response.ts';
import { SessionDefaults } from './session-defaults.ts';
import type { RouteOptions } from './route-options.ts';
import {
  PREPARE_OPTIONS,
  type PrepareOptions,
  SEND_OPTIONS,
  SESSION_OPTIONS,
  SESSION_VERB_OPTIONS,
  type SessionOptions,
  type SessionSendOptions,
} from './session-options.ts';
import { checkMounted, refuseRoute, routerOf } from './routing.ts';
import { retriesOf } from './retries.ts';
import { sharingOf } from './sharing.ts';
import type { DispatcherGiven } from './undici.ts';
import { baseOf } from './url.ts';

/** A request that is sent when its operation is waited for. */
export function sendOne(
  method: string,
  url: string | URL,
  options: VerbOptions | undefined,
  allowRedirects: boolean,
  known?: readonly string[],
): Operation<Response> {
  const { request, settings } = prepare(method, url, options, allowRedirects, known);
  return operation(`${request.method} ${request.url}`, () => perform(request, settings, settings.stream ?? false));
}

/**
 * Requests that share connections, headers, parameters and a time limit. Its verbs are those of `requests`.
 *
 * ```ts
 * const session = new requests.Session({ headers: { Accept: 'application/json' }, timeout: 5000 });
 * const response = yield* session.get('https://example.com/');
 * ```
 *
 * requests: `Session`, whose constructor takes nothing. It may be used by any number of greenlets at once.
 */
export class Session extends SessionDefaults {
  /**
   * @param options see `SessionOptions`
   * @throws TypeError, RangeError or InvalidHeader for options that no request could use.
   */
  constructor(options?: SessionOptions) {
    checkOptions(options, SESSION_OPTIONS);
    const {
      headers,
      params,
      auth,
      hooks,
      cookies,
      maxRedirects,
      timeout,
      retries,
      connections = PER_HOST,
      dispatcher,
    } = options ?? {};
    checkCount(connections, 'connections', 1);
    const { verify, cert, proxies, trustEnv } = options ?? {};
    const route: RouteOptions = { verify, cert, proxies, trustEnv };
    const isGiven = dispatcher !== undefined && dispatcher !== null;
    if (isGiven) refuseRoute(route);
    super(
      baseOf(options?.baseUrl),
      connectionsOf(connections, options ?? {}),
      route,
      isGiven ? null : routerOf(route, null),
    );
    mergeHeaders(new HeaderList([]), headers);
    encodeParams(params);
    timeoutsOf(timeout);
    retriesOf(retries);
    if (maxRedirects !== undefined) checkCount(maxRedirects, 'maxRedirects', 0);
    if (auth !== undefined && auth !== null) credentialsOf(auth);
    this.auth = auth ?? null;
    checkHooks(hooks);
    this.hooks = hooks ?? null;
    this.cookies = jarOf(cookies) ?? this.cookies;
    this.maxRedirects = maxRedirects ?? this.maxRedirects;
    this.headers = headers ?? null;
    this.params = params ?? null;
    this.timeout = timeout;
    this.retries = retries;
  }

  /** Send a request with any method; see `requests.request`. */
  request(method: string, url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.sendNow(method, url, options, true);
  }

  /** Send a GET; see `requests.get`. */
  get(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.sendNow('GET', url, options, true);
  }

  /** Send an OPTIONS; see `requests.options`. */
  options(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.sendNow('OPTIONS', url, options, true);
  }

  /** Send a HEAD, which does not follow redirects by default; see `requests.head`. */
  head(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.sendNow('HEAD', url, options, false);
  }

  /** Send a POST; see `requests.post`. */
  post(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.sendNow('POST', url, options, true);
  }

  /** Send a PUT; see `requests.put`. */
  put(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.sendNow('PUT', url, options, true);
  }

  /** Send a PATCH; see `requests.patch`. */
  patch(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.sendNow('PATCH', url, options, true);
  }

  /** Send a DELETE; see `requests.delete`. */
  delete(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.sendNow('DELETE', url, options, true);
  }

  /**
   * Make a request without sending it; `send` does that.
   *
   * ```ts
   * const request = session.prepare('POST', url, { json: data });
   * const response = yield* session.send(request.copy({ headers: { 'X-Length': request.body!.length } }));
   * ```
   *
   * @param options those that are part of the request: see `PrepareOptions`
   * @throws as the verbs do, at the call
   *
   * requests: `prepare_request`.
   */
  prepare(method: string, url: string | URL, options?: PrepareOptions): PreparedRequest {
    checkOptions(options, PREPARE_OPTIONS);
    return prepare(method, url, { ...options, session: this }, true).request;
  }

  /**
   * Send a prepared request, as often as you like. Cookies are those that the session has by then.
   *
   * @param options those that are not part of the request; redirects are followed by default
   * @throws TypeError at the call for what is no prepared request; from the operation as the verbs do
   *
   * requests: `send`.
   */
  send(request: PreparedRequest, options?: SessionSendOptions): Operation<Response> {
    checkOptions(options, SEND_OPTIONS);
    if (!(request instanceof PreparedRequest)) {
      throw new TypeError(`request must be a PreparedRequest: received ${show(request)}`);
    }
    const settings = settingsOf(options ?? {}, this, true);
    checkMounted(settings, request.target);
    return operation(`${request.method} ${request.url}`, () => perform(request, settings, settings.stream ?? false));
  }

  /**
   * Have what goes to some URLs sent by a dispatcher of undici 7 or 8: an `Agent`, a `MockAgent`, one that is composed with
   * interceptors. It goes as the dispatcher has it: `verify`, `cert`, `proxies` and the caches of the session are for all
   * else, and a request that says one of the first three itself is a TypeError.
   *
   * @param prefix the beginning of the URLs: `https://`, `https://host`, `https://host:8443/path`. It ends where a host or a
   *   part of a path does; of several the longest counts.
   * @param dispatcher stays its maker's to close; null takes away what was mounted there.
   * @throws InvalidURL, TypeError
   *
   * requests: `mount`, with adapters, and with prefixes that end anywhere.
   */
  mount(prefix: string, dispatcher: DispatcherGiven | null): void {
    checkDispatcher(dispatcher);
    this.connections.mount(new Prefix(prefix), dispatcher);
  }

  /**
   * Close the connections. It takes effect at the call: requests under way run to their end, those made later open new
   * connections; the operation waits until the old ones are closed. A streamed response has to be read or closed first.
   *
   * @returns when they are closed. A kill or a timeout ends the wait only.
   *
   * requests: `close`; there, too, a session can be used again.
   */
  close(): Operation<void> {
    const closed = this.connections.close();
    return operation(
      'close of a session',
      function* () {
        yield* until(closed);
      },
      true,
    );
  }

  /** Close it at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private sendNow(
    method: string,
    url: string | URL,
    options: SessionVerbOptions | undefined,
    allowRedirects: boolean,
  ): Operation<Response> {
    checkOptions(options, SESSION_VERB_OPTIONS);
    return sendOne(method, url, { ...options, session: this }, allowRedirects);
  }
}

/** The connections of a session. */
function connectionsOf(perHost: number, options: SessionOptions): Connections {
  const { dispatcher = null, dnsCache, httpCache, deduplicate } = options;
  checkDispatcher(dispatcher);
  for (const [name, value] of Object.entries({ dnsCache, httpCache, deduplicate })) {
    if (dispatcher === null || value === undefined || value === null || value === false) continue;
    throw new TypeError(`${name} cannot be given with a dispatcher: compose that with an interceptor of undici's`);
  }
  return new Connections(perHost, dispatcher, dnsCacheOf(dnsCache), sharingOf(httpCache, deduplicate));
}

function checkDispatcher(dispatcher: unknown): void {
  if (dispatcher === undefined || dispatcher === null) return;
  const canSend = typeof dispatcher === 'object' && typeof Reflect.get(dispatcher, 'dispatch') === 'function';
  if (!canSend) throw new TypeError(`dispatcher must be a dispatcher of undici: received ${show(dispatcher)}`);
}
