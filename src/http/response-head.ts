/**
 * The head of a response: all of it but the body.
 */
import type { BodyReader } from './body-reader.ts';
import { CookieJar } from './cookies.ts';
import { type HeaderList, joined, recordOf, responseHeaders } from './headers.ts';
import { type Link, parseLinks } from './links.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { PackedHeaders, type RawHeaders } from './raw-headers.ts';
import { isRedirection, locationOf, nextRequest } from './redirects.ts';
import type { Timeline, Timings } from './timings.ts';
import type { HeaderRecord } from './undici.ts';

/** What a response is made of. */
export interface ResponseParts {
  readonly request: PreparedRequest;
  readonly statusCode: number;
  readonly reason: string;
  /** The header lines; null if they were not there, and `record` is. */
  readonly lines: RawHeaders | null;
  /** The header fields; null to take them from the lines. */
  readonly record: HeaderRecord | null;
  readonly coding: string | null;
  readonly timeline: Timeline;
  /** The whole body; null if `reader` is to be read, or `lines` have it. */
  readonly body: Uint8Array | null;
  readonly reader: BodyReader | null;
}

/** What a response says before its body. */
export abstract class ResponseHead {
  /** The status, 200 for example. requests: `status_code`. */
  readonly statusCode: number;
  /** What the server calls the status, in its own words; may be empty. */
  readonly reason: string;
  /** The request that this answers; after redirects, the last one. */
  readonly request: PreparedRequest;
  /** @internal The Content-Encoding: the one field that is asked for of every response. */
  readonly coding: string | null;
  private readonly timeline: Timeline;
  protected readonly lines: RawHeaders | null;
  private record: HeaderRecord | null;
  private headerList: HeaderList | null;
  private jar: CookieJar | null;

  constructor(parts: ResponseParts) {
    this.statusCode = parts.statusCode;
    this.reason = parts.reason;
    this.request = parts.request;
    this.timeline = parts.timeline;
    this.coding = parts.coding;
    this.lines = parts.lines;
    this.record = parts.record;
    this.headerList = null;
    this.jar = null;
  }

  /** The same as `statusCode`, by the name that `fetch` gives it. */
  get status(): number {
    return this.statusCode;
  }

  /** Whether the status is below 400, as in requests: 304 is ok. `fetch` means 200 to 299. */
  get ok(): boolean {
    return this.statusCode < 400;
  }

  /** The URL that answered, with its fragment; without user and password, which requests keeps. */
  get url(): string {
    return this.request.url;
  }

  /** Milliseconds from sending the request to its response's headers; after redirects, of the last one only. */
  get elapsed(): number {
    return this.timeline.elapsed;
  }

  /** Where the time went, in milliseconds: see `Timings`. requests has `elapsed` alone. */
  get timings(): Timings {
    return this.timeline.timings();
  }

  /** The header fields; a `get` in any case. */
  get headers(): HeaderList {
    this.headerList ??= responseHeaders(this.lines, this.record);
    return this.headerList;
  }

  /** The cookies that this response sets; those of redirects are in `history`. requests: `cookies`. */
  get cookies(): CookieJar {
    if (this.jar === null) {
      this.jar = new CookieJar();
      this.jar.keep(this.url, this.fields);
    }
    return this.jar;
  }

  /** The links of the Link header, by their `rel`, or their URL if they have none. requests: `links`. */
  get links(): Record<string, Link> {
    return parseLinks(this.header('link'));
  }

  /** Whether this sends the request elsewhere. requests: `is_redirect`. */
  get isRedirect(): boolean {
    return isRedirection(this.statusCode) && locationOf(this.fields) !== null;
  }

  /** Whether it does so for good: 301 or 308. requests: `is_permanent_redirect`. */
  get isPermanentRedirect(): boolean {
    return this.isRedirect && (this.statusCode === 301 || this.statusCode === 308);
  }

  /**
   * The request that this sends the user to, for `session.send`; null if it is no redirect. requests: `next`.
   *
   * @throws UnrewindableBodyError if its body cannot be sent again; InvalidURL and the like for a bad Location
   */
  get next(): PreparedRequest | null {
    return this.isRedirect ? nextRequest(this.request, this.statusCode, locationOf(this.fields)!) : null;
  }

  /** @internal Whether it sets cookies. Of those that do not, the fields need not be parsed to say so. */
  get setsCookies(): boolean {
    if (this.record === null && this.lines instanceof PackedHeaders && !this.lines.mentionsCookies) return false;
    return this.fields['set-cookie'] !== undefined;
  }

  /** @internal The header fields by their names in lower case. */
  get fields(): HeaderRecord {
    this.record ??= recordOf(this.lines);
    return this.record;
  }

  /** @internal One header by its name in lower case, without making the list. */
  header(name: string): string | null {
    return joined(this.fields[name]);
  }
}
