/**
 * A request as it will be sent: everything checked, nothing sent.
 *
 * requests: `PreparedRequest`.
 */
import { inspect } from 'node:util';
import { BodySource, type Content } from './body-source.ts';
import type { CookieJar } from './cookies.ts';
import type { FailedRequest } from './errors.ts';
import { type HeaderList, type HeadersGiven, mergeHeaders } from './headers.ts';
import { methodOf } from './method.ts';
import { parseUrl, type Target } from './url.ts';

/** What is done with a request on its way, for the few that need it. The types of the functions are those of users. */
export interface Extras {
  /** Cookies of this request alone. */
  readonly cookies: CookieJar | null;
  readonly auth: {
    onRequest?(request: PreparedRequest): unknown;
    onResponse?(response: never, attempt: number): unknown;
  } | null;
  readonly hooks: HookLists | null;
}

/** Hooks, in the order they are called in. */
export interface HookLists {
  readonly beforeRequest: readonly ((request: PreparedRequest) => unknown)[];
  readonly response: readonly ((response: never) => unknown)[];
  readonly beforeRedirect: readonly ((request: PreparedRequest, response: never) => unknown)[];
}

/** One request of a chain of redirects, ready to be sent. */
export class PreparedRequest implements FailedRequest {
  /** In upper case. */
  readonly method: string;
  /** @internal Where it goes. */
  readonly target: Target;
  /** All headers but those that the connection adds: Host, Connection, Content-Length. */
  readonly headers: HeaderList;
  /** @internal What is sent; null for nothing. */
  readonly content: Content;
  /** What was given as `meta`, to tell requests apart. */
  readonly meta: unknown;
  /** @internal Null for nearly every request. */
  readonly extras: Extras | null;
  /** @internal What this was before cookies and credentials were put on; null if they were not. */
  readonly bare: PreparedRequest | null;

  /** @internal */
  constructor(
    method: string,
    target: Target,
    headers: HeaderList,
    content: Content,
    meta: unknown,
    extras: Extras | null,
    bare: PreparedRequest | null,
  ) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.content = content;
    this.meta = meta;
    this.extras = extras;
    this.bare = bare;
  }

  /** The URL with its parameters and fragment, without user and password. */
  get url(): string {
    return this.target.href;
  }

  /** The path with the query, as it is sent. requests: `path_url`. */
  get path(): string {
    return this.target.path;
  }

  /** The body that is sent: null for none or for one that is streamed. */
  get body(): string | Uint8Array | null {
    return this.content instanceof BodySource ? null : this.content;
  }

  /**
   * This request with changes; it stays as it is itself.
   *
   * ```ts
   * const signed = request.copy({ headers: { 'X-Signature': sign(request.body) } });
   * ```
   *
   * @param changes `headers` are merged over those that are there, null removes one; `url` and `method` take their place.
   * @throws InvalidHeader, InvalidURL and the like for changes that cannot be sent
   *
   * requests: a `PreparedRequest` is changed itself; `copy`.
   */
  copy(changes?: { method?: string; url?: string | URL; headers?: HeadersGiven }): PreparedRequest {
    const { method, url, headers } = changes ?? {};
    return new PreparedRequest(
      method === undefined ? this.method : methodOf(method),
      url === undefined ? this.target : parseUrl(url, ''),
      mergeHeaders(this.headers, headers),
      this.content,
      this.meta,
      this.extras,
      this.bare,
    );
  }

  /** @internal This request as it goes out, with headers that the next hop must not inherit. */
  dressed(headers: HeaderList): PreparedRequest {
    return new PreparedRequest(
      this.method,
      this.target,
      headers,
      this.content,
      this.meta,
      this.extras,
      this.bare ?? this,
    );
  }
}

// For `console.log`: short, and without what a body or a header would give away.
Object.defineProperty(PreparedRequest.prototype, inspect.custom, {
  value(this: PreparedRequest): string {
    return `PreparedRequest { ${this.method} ${this.url} }`;
  },
});
