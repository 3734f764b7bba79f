/**
 * From what a verb is called with to a request that can be sent: all that can be wrong with it is said here.
 *
 * requests: `Session.prepare_request`.
 */
import { show } from '../hub/validate.ts';
import { prepareBody } from './body.ts';
import { ACCEPT_ENCODING } from './codings.ts';
import { sharedConnections } from './connections.ts';
import { HeaderList, mergeHeaders, withHeader } from './headers.ts';
import {
  checkFlag,
  checkHook,
  checkOptions,
  checkSignal,
  timeoutsOf,
  VERB_OPTIONS,
  type VerbOptions,
} from './options.ts';
import { encodeParams, mergeParams } from './params.ts';
import { PreparedRequest } from './prepared-request.ts';
import { SessionDefaults } from './session-defaults.ts';
import type { Settings } from './settings.ts';
import { basicAuthOf, parseUrl } from './url.ts';

/** What every request sends unless it says otherwise. undici itself has no defaults. */
const DEFAULT_HEADERS: HeaderList = new HeaderList([
  'User-Agent',
  'greenlets',
  'Accept-Encoding',
  ACCEPT_ENCODING,
  'Accept',
  '*/*',
]);

const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

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
  checkMethod(method);
  checkOptions(options, known);
  const given = options ?? NO_OPTIONS;
  const session = sessionOf(given);
  checkFlag(given.allowRedirects, 'allowRedirects');
  checkFlag(given.stream, 'stream');
  checkHook(given.callback, 'callback');
  checkSignal(given.signal);
  return {
    request: prepareRequest(method.toUpperCase(), url, given, session),
    settings: {
      connections: session?.connections ?? sharedConnections,
      timeout: timeoutsOf(given.timeout === undefined ? session?.timeout : given.timeout),
      allowRedirects: given.allowRedirects ?? allowRedirects,
      stream: given.stream,
      signal: given.signal ?? null,
      callback: given.callback ?? null,
    },
  };
}

function checkMethod(method: unknown): void {
  if (typeof method !== 'string' || !METHOD.test(method)) {
    throw new TypeError(`method must be a token such as GET: received ${show(method)}`);
  }
  if (method.toUpperCase() === 'CONNECT') throw new TypeError('method CONNECT opens a tunnel and is not supported');
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
  const target = parseUrl(
    url,
    encodeParams(session === null ? options.params : mergeParams(session.params, options.params)),
  );
  const body = prepareBody(options.data, options.json);
  let headers = mergeHeaders(mergeHeaders(DEFAULT_HEADERS, session?.headers), options.headers);
  if (body.type !== null) headers = withHeader(headers, 'Content-Type', body.type);
  if (target.userinfo !== null) {
    const credentials = basicAuthOf(target);
    if (credentials !== null) headers = withHeader(headers, 'Authorization', credentials);
  }
  return new PreparedRequest(method, target, headers, body.content, options.meta);
}
