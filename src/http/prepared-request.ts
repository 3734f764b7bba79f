/**
 * A request as it will be sent: everything checked, nothing sent.
 *
 * requests: `PreparedRequest`.
 */
import { inspect } from 'node:util';
import type { PreparedBody } from './body.ts';
import { BodySource } from './body.ts';
import type { FailedRequest } from './errors.ts';
import type { HeaderList } from './headers.ts';
import type { Target } from './url.ts';

/** One request of a chain of redirects, ready to be sent. */
export class PreparedRequest implements FailedRequest {
  /** In upper case. */
  readonly method: string;
  /** @internal Where it goes. */
  readonly target: Target;
  /** All headers but those that the connection adds: Host, Connection, Content-Length. */
  readonly headers: HeaderList;
  /** @internal What is sent; null for nothing. */
  readonly content: PreparedBody['content'];
  /** What was given as `meta`, to tell requests apart. */
  readonly meta: unknown;

  /** @internal */
  constructor(method: string, target: Target, headers: HeaderList, content: PreparedBody['content'], meta: unknown) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.content = content;
    this.meta = meta;
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
}

// For `console.log`: short, and without what a body or a header would give away.
Object.defineProperty(PreparedRequest.prototype, inspect.custom, {
  value(this: PreparedRequest): string {
    return `PreparedRequest { ${this.method} ${this.url} }`;
  },
});
