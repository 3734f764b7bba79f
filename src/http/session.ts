/**
 * Session: requests that share connections and defaults.
 *
 * requests: `Session`.
 */
import { type Operation, operation } from '../hub/operation.ts';
import { until } from '../hub/until.ts';
import { checkCount, show } from '../hub/validate.ts';
import { Connections, PER_HOST } from './connections.ts';
import { HeaderList, type HeadersGiven, mergeHeaders } from './headers.ts';
import { checkOptions, type SessionVerbOptions, timeoutsOf, VERB_OPTIONS, type VerbOptions } from './options.ts';
import { encodeParams, type Fields } from './params.ts';
import { perform } from './perform.ts';
import { prepare } from './prepare.ts';
import type { Response } from './response.ts';
import { SessionDefaults } from './session-defaults.ts';
import type { TimeoutGiven } from './settings.ts';
import type { Dispatcher } from './undici.ts';

/** What a session is made with. */
export interface SessionOptions {
  /** Headers of every request. */
  headers?: HeadersGiven | null | undefined;
  /** Parameters of every request. */
  params?: Fields | string | null | undefined;
  /** The time limit of every request that has none of its own. */
  timeout?: TimeoutGiven;
  /** How many requests may be under way to one host, 100 by default. requests: `pool_maxsize` of an adapter, 10. */
  connections?: number | undefined;
  /**
   * What sends the requests: an agent of undici 7 or 8, a `ProxyAgent`, a `MockAgent`. It stays its maker's to close.
   * requests: `mount`.
   */
  dispatcher?: Dispatcher | null | undefined;
}

const SESSION_OPTIONS = ['headers', 'params', 'timeout', 'connections', 'dispatcher'];
const SESSION_VERB_OPTIONS = VERB_OPTIONS.filter((name) => name !== 'session');

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
    const { headers, params, timeout, connections = PER_HOST, dispatcher } = options ?? {};
    checkCount(connections, 'connections', 1);
    checkDispatcher(dispatcher);
    super(new Connections(connections, dispatcher ?? null));
    mergeHeaders(new HeaderList([]), headers);
    encodeParams(params);
    timeoutsOf(timeout);
    this.headers = headers ?? null;
    this.params = params ?? null;
    this.timeout = timeout;
  }

  /** Send a request with any method; see `requests.request`. */
  request(method: string, url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.send(method, url, options, true);
  }

  /** Send a GET; see `requests.get`. */
  get(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.send('GET', url, options, true);
  }

  /** Send an OPTIONS; see `requests.options`. */
  options(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.send('OPTIONS', url, options, true);
  }

  /** Send a HEAD, which does not follow redirects by default; see `requests.head`. */
  head(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.send('HEAD', url, options, false);
  }

  /** Send a POST; see `requests.post`. */
  post(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.send('POST', url, options, true);
  }

  /** Send a PUT; see `requests.put`. */
  put(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.send('PUT', url, options, true);
  }

  /** Send a PATCH; see `requests.patch`. */
  patch(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.send('PATCH', url, options, true);
  }

  /** Send a DELETE; see `requests.delete`. */
  delete(url: string | URL, options?: SessionVerbOptions): Operation<Response> {
    return this.send('DELETE', url, options, true);
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

  private send(
    method: string,
    url: string | URL,
    options: SessionVerbOptions | undefined,
    allowRedirects: boolean,
  ): Operation<Response> {
    checkOptions(options, SESSION_VERB_OPTIONS);
    return sendOne(method, url, { ...options, session: this }, allowRedirects);
  }
}

function checkDispatcher(dispatcher: unknown): void {
  if (dispatcher === undefined || dispatcher === null) return;
  const canSend = typeof dispatcher === 'object' && typeof Reflect.get(dispatcher, 'dispatch') === 'function';
  if (!canSend) throw new TypeError(`dispatcher must be a dispatcher of undici: received ${show(dispatcher)}`);
}
