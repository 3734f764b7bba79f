/**
 * A request that is not sent yet.
 *
 * grequests: `AsyncRequest`.
 */
import { inspect } from 'node:util';
import { isControl } from '../hub/errors.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { checkFlag, checkOptions, type VerbOptions } from './options.ts';
import { perform } from './perform.ts';
import { prepare, type Prepared } from './prepare.ts';
import type { Response } from './response.ts';
import type { SessionDefaults } from './session-defaults.ts';

/** How an `AsyncRequest` is sent. */
export interface SendOptions {
  /** Do not read the body, for requests that do not say themselves. */
  stream?: boolean | undefined;
}

/**
 * A request that is not sent yet: for `send`, `map`, `imap` and `imapEnumerated`. It is no promise; nothing happens to it
 * before one of these. It may be sent again.
 *
 * grequests: `AsyncRequest`, whose `exception` exists only after a failure.
 */
export class AsyncRequest {
  /** What was given as the session; null for the shared connections. grequests makes a session for each request. */
  readonly session: SessionDefaults | null;
  /** What came of it; null before it is sent and after a failure. */
  response: Response | null;
  /** What went wrong; undefined before it is sent and after a success. */
  exception: unknown;
  private readonly prepared: Prepared;

  /**
   * @param method a token such as GET, in any case
   * @param url an http or https URL with its scheme
   * @param options see `VerbOptions`
   * @throws at once what `requests.request` throws at the call
   */
  constructor(method: string, url: string | URL, options?: VerbOptions) {
    this.prepared = prepare(method, url, options, true);
    this.session = options?.session ?? null;
    this.response = null;
    this.exception = undefined;
  }

  /** In upper case. */
  get method(): string {
    return this.prepared.request.method;
  }

  /** The URL with its parameters, without user and password. */
  get url(): string {
    return this.prepared.request.url;
  }

  /** What was given as `meta`; a response has it as `response.request.meta`. */
  get meta(): unknown {
    return this.prepared.request.meta;
  }

  /**
   * Send it in the calling greenlet.
   *
   * @param options see `SendOptions`
   * @returns this request, with its `response` or its `exception`: a failure is not thrown. A kill or a timeout of the
   *   greenlet ends the request, closes its connection, and is thrown.
   *
   * grequests: `send`.
   */
  send(options?: SendOptions): Operation<this> {
    checkOptions(options, SEND_OPTIONS);
    checkFlag(options?.stream, 'stream');
    return operation(`${this.method} ${this.url}`, () => this.settle(options?.stream));
  }

  private *settle(stream: boolean | undefined): Coroutine<this> {
    try {
      yield* this.run(stream);
    } catch (error) {
      if (isControl(error)) throw error;
    }
    return this;
  }

  /**
   * @internal Send it, keep what comes of it, and throw its failure.
   *
   * @param stream what to do if the request itself does not say.
   */
  *run(stream: boolean | undefined): Coroutine<Response> {
    const { request, settings } = this.prepared;
    this.response = null;
    this.exception = undefined;
    try {
      const response = yield* perform(request, settings, settings.stream ?? stream ?? false);
      this.response = response;
      return response;
    } catch (error) {
      this.exception = error;
      throw error;
    }
  }
}

const SEND_OPTIONS = ['stream'];

// For `console.log`: short, and without what a body or a header would give away.
Object.defineProperty(AsyncRequest.prototype, inspect.custom, {
  value(this: AsyncRequest): string {
    return `AsyncRequest { ${this.method} ${this.url} }`;
  },
});
