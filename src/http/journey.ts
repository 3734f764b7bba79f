/**
 * A journey: one request with its redirects and its answers to challenges, and what goes along with it: cookies,
 * credentials, hooks.
 *
 * Only requests that have any of these, or were redirected, have one.
 */
import type { Coroutine } from '../hub/coroutine.ts';
import { show } from '../hub/validate.ts';
import { cookieHeader } from './cookie-header.ts';
import { CookieJar } from './cookies.ts';
import { TooManyRedirects } from './errors.ts';
import { mergeHeaders } from './headers.ts';
import { type Extras, PreparedRequest } from './prepared-request.ts';
import { locationOf, mayKeepCredentials, nextRequest } from './redirects.ts';
import { Response } from './response.ts';
import type { Settings } from './settings.ts';
import { settle } from './settle.ts';

/** Sends one request. */
export type Sender = (request: PreparedRequest) => Coroutine<Response>;

const NOTHING: Extras = { cookies: null, auth: null, hooks: null };

/** How often an `onResponse` may answer a response with another request. */
const MAX_ANSWERS = 10;

/** One request with all that follows from it. */
export class Journey {
  private readonly origin: PreparedRequest;
  private readonly settings: Settings;
  private readonly extras: Extras;
  private readonly send: Sender;
  /** Where cookies are kept: the session's, the request's, or one that lasts as long as this. */
  private jar: CookieJar | null;
  /** The names of the cookies that responses of this have set: a server's word is newer than the request's. */
  private readonly renewed: Set<string>;
  private readonly history: Response[];
  /** Whether the credentials may still go along: once they were left behind, they stay behind. */
  private trusted: boolean;

  constructor(request: PreparedRequest, settings: Settings, send: Sender) {
    this.origin = request;
    this.settings = settings;
    this.extras = request.extras ?? NOTHING;
    this.send = send;
    this.jar = settings.jar ?? this.extras.cookies;
    this.renewed = new Set();
    this.history = [];
    this.trusted = true;
  }

  /** Send `request` and whatever it is redirected to. */
  *start(): Coroutine<Response> {
    return yield* this.follow(yield* this.hop(this.origin));
  }

  /** Go on from `first`, which was sent without all this. */
  *resume(first: Response): Coroutine<Response> {
    this.keep(first);
    return yield* this.follow(first);
  }

  /** Go where `first`, and what comes of that, sends the request. */
  private *follow(first: Response): Coroutine<Response> {
    let response = first;
    const { allowRedirects, maxRedirects } = this.settings;
    if (!allowRedirects) return response;
    for (let redirects = 0; response.isRedirect; redirects++) {
      const { request } = response;
      if (redirects >= maxRedirects) {
        throw new TooManyRedirects(`Exceeded ${maxRedirects} redirects.`, { request, response });
      }
      this.history.push(response);
      const next = nextRequest(request, response.statusCode, locationOf(response.fields)!);
      this.trusted &&= mayKeepCredentials(request.target, next.target);
      response = yield* this.hop(yield* this.beforeRedirect(next, response));
    }
    return response;
  }

  /** Send one request, answer its challenges, and call the hooks. */
  private *hop(request: PreparedRequest): Coroutine<Response> {
    let sent = yield* this.dress(request);
    let response: Response;
    for (let attempt = 0; ; attempt++) {
      response = yield* this.send(sent);
      this.keep(response);
      const answer = attempt < MAX_ANSWERS ? yield* this.answer(response, attempt) : null;
      if (answer === null) break;
      if (!response.hasContent) yield* response.read();
      this.history.push(response);
      sent = this.withCookies(answer);
    }
    if (this.history.length !== 0) response.complete(null, [...this.history]);
    for (const hook of this.extras.hooks?.response ?? []) {
      const replacement = yield* settle(hook(response as never));
      if (replacement === undefined || replacement === null) continue;
      if (!(replacement instanceof Response)) {
        throw new TypeError(`a response hook must return a Response or nothing: received ${show(replacement)}`);
      }
      response = replacement;
    }
    return response;
  }

  /** The request with cookies and credentials on, as the user's hooks have left it. */
  private *dress(request: PreparedRequest): Coroutine<PreparedRequest> {
    let dressed = this.withCookies(request);
    const { auth, hooks } = this.extras;
    if (auth?.onRequest !== undefined && this.trusted) {
      const signed = requestOr(dressed, yield* settle(auth.onRequest(dressed)), 'auth');
      dressed = signed === dressed ? dressed : signed.dressed(signed.headers);
    }
    for (const hook of hooks?.beforeRequest ?? []) {
      dressed = requestOr(dressed, yield* settle(hook(dressed)), 'a beforeRequest hook');
    }
    return dressed;
  }

  private *answer(response: Response, attempt: number): Coroutine<PreparedRequest | null> {
    const { auth } = this.extras;
    if (auth?.onResponse === undefined || !this.trusted) return null;
    const answer = yield* settle(auth.onResponse(response as never, attempt));
    if (answer === undefined || answer === null) return null;
    if (answer instanceof PreparedRequest) return answer.dressed(answer.headers);
    throw new TypeError(`onResponse of auth must return a PreparedRequest or nothing: received ${show(answer)}`);
  }

  private *beforeRedirect(request: PreparedRequest, response: Response): Coroutine<PreparedRequest> {
    let next = request;
    for (const hook of this.extras.hooks?.beforeRedirect ?? []) {
      next = requestOr(next, yield* settle(hook(next, response as never)), 'a beforeRedirect hook');
    }
    return next;
  }

  /** With the cookies for where it goes, unless the user has set the header. */
  private withCookies(request: PreparedRequest): PreparedRequest {
    const { cookies } = this.extras;
    if (this.jar === null && cookies === null) return request;
    if ((request.bare ?? request).headers.has('cookie')) return request;
    const atHome = mayKeepCredentials(this.origin.target, request.target);
    const header = cookieHeader(request.url, this.jar, cookies, atHome, this.renewed);
    if (header === null && request.bare === null) return request;
    return request.dressed(mergeHeaders(request.headers, { Cookie: header }));
  }

  private keep(response: Response): void {
    if (!response.setsCookies) return;
    this.jar ??= new CookieJar();
    this.jar.keep(response.url, response.fields);
    if (this.extras.cookies !== null) for (const { name } of response.cookies) this.renewed.add(name);
  }
}

function requestOr(request: PreparedRequest, given: unknown, what: string): PreparedRequest {
  if (given === undefined || given === null) return request;
  if (given instanceof PreparedRequest) return given;
  throw new TypeError(`${what} must return a PreparedRequest or nothing: received ${show(given)}`);
}
