/**
 * A request that is not sent yet.
 *
 * grequests: `AsyncRequest`.
 */
import { inspect } from 'node:util';
import { isControl } from '../hub/errors.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import type { BatchDefaults } from './batch-defaults.ts';
import { checkFlag, checkHook, checkOptions, VERB_OPTIONS, type VerbOptions } from './options.ts';
import { perform } from './perform.ts';
import { prepare, type Prepared } from './prepare.ts';
import type { PreparedRequest } from './prepared-request.ts';
import type { Response } from './response.ts';
import type { SessionDefaults } from './session-defaults.ts';
import type { Settings, Tally } from './settings.ts';

/** How an `AsyncRequest` is sent. */
export interface SendOptions {
  /** Do not read the body, for requests that do not say themselves. */
  stream?: boolean | undefined;
}

/** What is called with each failure; what it returns stands in the place of the response. */
export type ExceptionHandler<R> = (request: AsyncRequest, error: unknown) => R;

/** The options of the verbs of grequests. */
export interface UnsentVerbOptions extends VerbOptions {
  /**
   * As `exceptionHandler` of `map` and `imap`, for this request, in place of theirs; `map<T>` names the type of what it
   * returns. grequests has none (issue 84).
   */
  exceptionHandler?: ExceptionHandler<unknown> | null | undefined;
}

const UNSENT_OPTIONS: readonly string[] = [...VERB_OPTIONS, 'exceptionHandler'];

/**
 * A request that is not sent yet: for `send`, `map`, `imap` and `imapEnumerated`. It is no promise; nothing happens to it
 * before one of these. It may be sent again.
 *
 * grequests: `AsyncRequest`, whose `exception` exists only after a failure.
 */
export class AsyncRequest implements Prepared {
  /** What was given as the session; null for the shared connections. grequests makes a session for each request. */
  readonly session: SessionDefaults | null;
  /** What came of it; null before it is sent and after a failure. */
  response: Response | null;
  /** What went wrong; undefined before it is sent and after a success. */
  exception: unknown;
  /** @internal Called when it fails in a batch; null leaves that to the handler of the batch. */
  readonly handler: ExceptionHandler<unknown> | null;
  /** @internal */
  readonly request: PreparedRequest;
  /** @internal */
  readonly settings: Settings;
  private readonly givenUrl: string | URL;
  private readonly given: UnsentVerbOptions | undefined;

  /**
   * @param method a token such as GET, in any case
   * @param url an http or https URL with its scheme
   * @param options see `UnsentVerbOptions`
   * @throws at once what `requests.request` throws at the call
   */
  constructor(method: string, url: string | URL, options?: UnsentVerbOptions) {
    const { request, settings } = prepare(method, url, options, true, UNSENT_OPTIONS);
    checkHook(options?.exceptionHandler, 'exceptionHandler');
    this.request = request;
    this.settings = settings;
    this.handler = options?.exceptionHandler ?? null;
    this.givenUrl = url;
    this.given = options;
    this.session = options?.session ?? null;
    this.response = null;
    this.exception = undefined;
  }

  /** In upper case. */
  get method(): string {
    return this.request.method;
  }

  /** The URL with its parameters, without user and password. */
  get url(): string {
    return this.request.url;
  }

  /** What was given as `meta`; a response has it as `response.request.meta`. */
  get meta(): unknown {
    return this.request.meta;
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

  /** @internal Whether it may be sent more than once, if the batch does not say so. */
  get isRetried(): boolean {
    return this.settings.retries !== null;
  }

  /**
   * @internal Send it, keep what comes of it, and throw its failure.
   *
   * @param stream what to do if the request itself does not say.
   * @param defaults what its batch adds.
   * @param tally told how often it is sent.
   */
  *run(
    stream: boolean | undefined,
    defaults: BatchDefaults | null = null,
    tally: Tally | null = null,
  ): Coroutine<Response> {
    this.response = null;
    this.exception = undefined;
    try {
      const { request, settings }: Prepared = defaults === null ? this : this.preparedWith(defaults);
      const streams = settings.stream ?? stream ?? false;
      const isSentOnce = settings.retries === null && settings.lane === null;
      if (tally !== null && isSentOnce) tally.attempts = 1;
      const counted = tally === null || isSentOnce ? settings : { ...settings, tally };
      const response = yield* perform(request, counted, streams);
      this.response = response;
      return response;
    } catch (error) {
      this.exception = error;
      throw error;
    }
  }

  /** With the defaults of a batch: its own options come first, then these, then those of its session. */
  private preparedWith(defaults: BatchDefaults): Prepared {
    const { given, givenUrl } = this;
    let { request, settings } = this;
    if (defaults.session !== null && this.session === null) {
      const { session } = defaults;
      ({ request, settings } = prepare(this.method, givenUrl, { ...given, session }, true, UNSENT_OPTIONS));
    }
    return {
      request,
      settings: {
        ...settings,
        timeout: given?.timeout === undefined && defaults.timeout !== null ? defaults.timeout : settings.timeout,
        retries: given?.retries === undefined && defaults.retries !== undefined ? defaults.retries : settings.retries,
        maxResponseSize: given?.maxResponseSize === undefined ? defaults.maxResponseSize : settings.maxResponseSize,
        lane: defaults.lane,
      },
    };
  }
}

const SEND_OPTIONS = ['stream'];

// For `console.log`: short, and without what a body or a header would give away.
Object.defineProperty(AsyncRequest.prototype, inspect.custom, {
  value(this: AsyncRequest): string {
    return `AsyncRequest { ${this.method} ${this.url} }`;
  },
});
