/**
 * From a prepared request to its response: exchange, decoding, redirects, callback.
 */
import { getHub } from '../hub/hub.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { until } from '../hub/until.ts';
import { exchange } from './attempts.ts';
import { codingsOf, decodeAside, decodeNow, DecodingFault, MAX_DECODED } from './codings.ts';
import { ContentDecodingError } from './errors.ts';
import { Journey } from './journey.ts';
import { tooLarge } from './failure.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { Response } from './response.ts';
import { settle } from './settle.ts';
import type { Settings } from './settings.ts';

/** A compressed body up to this size is decoded at once: handing it to another thread would take longer. */
const AT_ONCE = 128 * 1024;

/** One that turns out to be larger than this is decoded in another thread after all: a few kilobytes can become gigabytes. */
const AT_ONCE_DECODED = 2 * 1024 * 1024;

/**
 * Send `request` and whatever it is redirected to.
 *
 * @throws what `Exchange` does, TooManyRedirects, ContentDecodingError, and what the callback throws.
 */
export function* perform(request: PreparedRequest, settings: Settings, streams: boolean): Coroutine<Response> {
  const { total } = settings.timeout;
  const due = total === null ? null : getHub().now() + total;
  const { jar } = settings;
  let response: Response;
  if (request.extras === null && (jar === null || jar.isEmpty)) {
    response = yield* exchange(request, settings, streams, due);
    if (response.coding !== null) yield* decode(response, settings);
    if (settings.allowRedirects && response.isRedirect) {
      response = yield* journey(request, settings, streams, due).resume(response);
    } else if (jar !== null && response.setsCookies) {
      jar.keep(response.url, response.fields);
    }
  } else {
    response = yield* journey(request, settings, streams, due).start();
  }
  if (settings.callback === null) return response;
  const replacement = yield* settle(settings.callback(response as never));
  return replacement instanceof Response ? replacement : response;
}

function journey(request: PreparedRequest, settings: Settings, streams: boolean, due: number | null): Journey {
  return new Journey(request, settings, function* (next) {
    const response = yield* exchange(next, settings, streams, due);
    if (response.coding !== null) yield* decode(response, settings);
    return response;
  });
}

/** Undo the Content-Encoding of a response whose body is there. */
function* decode(response: Response, settings: Settings): Coroutine<void> {
  if (!response.hasContent) return;
  const { maxResponseSize: limit, allowRedirects } = settings;
  const body = response.content;
  const codings = codingsOf(response.coding);
  if (limit !== null && codings.length === 0 && body.byteLength > limit) throw tooLarge(response.request, limit);
  if (codings.length === 0 || body.byteLength === 0) return;
  // zlib knows no limit of 0.
  const most = limit === null ? MAX_DECODED : Math.max(1, limit);
  let decoded: Uint8Array;
  try {
    decoded = decodeSmall(body, codings, most) ?? (yield* until(decodeAside(body, codings, most)));
  } catch (fault) {
    if (!(fault instanceof DecodingFault)) throw fault;
    const { request } = response;
    if (limit !== null && fault.isSize) throw tooLarge(request, limit);
    // The body of a redirect that is followed is of no interest: as in requests.
    if (allowRedirects && response.isRedirect) return;
    const message = `${request.method} ${request.url}: the body cannot be decoded: ${fault.message}`;
    throw new ContentDecodingError(message, { request, response, cause: fault.cause });
  }
  response.complete(decoded, response.history);
}

/** The body decoded at once; null if that would take too long. */
function decodeSmall(body: Uint8Array, codings: readonly string[], most: number): Uint8Array | null {
  if (body.byteLength > AT_ONCE) return null;
  try {
    return decodeNow(body, codings, Math.min(most, AT_ONCE_DECODED));
  } catch (fault) {
    if (fault instanceof DecodingFault && fault.isSize && most > AT_ONCE_DECODED) return null;
    throw fault;
  }
}
