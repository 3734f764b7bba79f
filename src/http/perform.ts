/**
 * From a prepared request to its response: exchange, decoding, redirects, callback.
 */
import { getHub } from '../hub/hub.ts';
import { isOperation } from '../hub/operation.ts';
import type { Coroutine, Parked } from '../hub/coroutine.ts';
import { until } from '../hub/until.ts';
import { codingsOf, decodeAside, decodeNow, DecodingFault } from './codings.ts';
import { ContentDecodingError, TooManyRedirects } from './errors.ts';
import { Exchange } from './exchange.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { isRedirect, locationOf, MAX_REDIRECTS, nextRequest } from './redirects.ts';
import { Response } from './response.ts';
import type { Settings } from './settings.ts';

/** A compressed body up to this size is decoded at once: handing it to another thread would take longer. */
const AT_ONCE = 128 * 1024;

/**
 * Send `request` and whatever it is redirected to.
 *
 * @throws what `Exchange` does, TooManyRedirects, ContentDecodingError, and what the callback throws.
 */
export function* perform(request: PreparedRequest, settings: Settings, streams: boolean): Coroutine<Response> {
  const { total } = settings.timeout;
  const due = total === null ? null : getHub().now() + total;
  let response = yield* new Exchange(request, settings, streams, due);
  if (response.header('content-encoding') !== null) yield* decode(response);
  if (settings.allowRedirects && isRedirect(response.statusCode, response.fields)) {
    response = yield* redirected(response, settings, streams, due);
  }
  if (settings.callback === null) return response;
  const replacement = yield* settle(settings.callback(response as never));
  return replacement instanceof Response ? replacement : response;
}

function* redirected(first: Response, settings: Settings, streams: boolean, due: number | null): Coroutine<Response> {
  const history: Response[] = [];
  let response = first;
  while (isRedirect(response.statusCode, response.fields)) {
    if (history.length >= MAX_REDIRECTS) {
      const { request } = response;
      throw new TooManyRedirects(`Exceeded ${MAX_REDIRECTS} redirects.`, { request, response });
    }
    history.push(response);
    const request = nextRequest(response.request, response.statusCode, locationOf(response.fields)!);
    response = yield* new Exchange(request, settings, streams, due);
    if (response.header('content-encoding') !== null) yield* decode(response);
    response.complete(null, [...history]);
  }
  return response;
}

/** Undo the Content-Encoding of a response whose body is there. */
function* decode(response: Response): Coroutine<void> {
  if (!response.hasContent) return;
  const body = response.content;
  const codings = codingsOf(response.header('content-encoding'));
  if (codings.length === 0 || body.byteLength === 0) return;
  let decoded: Uint8Array;
  try {
    decoded = body.byteLength <= AT_ONCE ? decodeNow(body, codings) : yield* until(decodeAside(body, codings));
  } catch (fault) {
    if (!(fault instanceof DecodingFault)) throw fault;
    const { request } = response;
    const message = `${request.method} ${request.url}: the body cannot be decoded: ${fault.message}`;
    throw new ContentDecodingError(message, { request, response, cause: fault.cause });
  }
  response.complete(decoded, response.history);
}

/** Run to its end what a callback has returned: a coroutine, an operation, a promise or a plain value. */
export function* settle(given: unknown): Coroutine<unknown> {
  if (typeof given !== 'object' || given === null || given instanceof Response) return given;
  if (isOperation(given)) return yield* given;
  if (Object.prototype.toString.call(given) === '[object Generator]') {
    return yield* given as Generator<Parked, unknown, unknown>;
  }
  if (typeof Reflect.get(given, 'then') === 'function') return yield* until(given as PromiseLike<unknown>);
  return given;
}
