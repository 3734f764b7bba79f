/**
 * Header fields: those of a request, checked before anything is sent, and those of a response, as they came.
 *
 * requests: `CaseInsensitiveDict`, and `check_header_validity`.
 */
import { inspect } from 'node:util';
import { show } from '../hub/validate.ts';
import { InvalidHeader } from './errors.ts';
import { PackedHeaders, type RawHeaders } from './raw-headers.ts';
import type { HeaderRecord } from './undici.ts';

/** One value of a request header: null and undefined remove an inherited one, a list sends several lines. */
export type HeaderValue = string | number | readonly string[] | null | undefined;

/** What may be given as `headers`. */
export type HeadersGiven =
  | Readonly<Record<string, HeaderValue>>
  | readonly (readonly [name: string, value: HeaderValue])[]
  | ReadonlyMap<string, HeaderValue>
  | HeaderList
  | Headers;

/**
 * The header fields of a message, in order and in the case they came in; names are looked up in any case.
 *
 * requests: `CaseInsensitiveDict`, which knows no order of lines.
 */
export class HeaderList implements Iterable<[name: string, value: string]> {
  /** Names and values in turn, one pair for each line. */
  readonly raw: readonly string[];

  constructor(raw: readonly string[]) {
    this.raw = raw;
  }

  /** The value, several lines joined by `', '`; null without such a header. */
  get(name: string): string | null {
    const all = this.getAll(name);
    return all.length === 0 ? null : all.length === 1 ? all[0]! : all.join(', ');
  }

  /** The values of each line of that name. */
  getAll(name: string): string[] {
    const wanted = name.toLowerCase();
    const all: string[] = [];
    const { raw } = this;
    for (let i = 0; i < raw.length; i += 2) {
      const key = raw[i]!;
      if (key.length === wanted.length && key.toLowerCase() === wanted) all.push(raw[i + 1]!);
    }
    return all;
  }

  /** The values of all Set-Cookie lines. */
  getSetCookie(): string[] {
    return this.getAll('set-cookie');
  }

  /** Whether there is such a header. */
  has(name: string): boolean {
    return this.getAll(name).length !== 0;
  }

  /** Names in lower case and joined values, in the order of the first line of each. */
  *entries(): IterableIterator<[name: string, value: string]> {
    for (const name of this.keys()) yield [name, this.get(name)!];
  }

  /** The names in lower case. */
  keys(): IterableIterator<string> {
    return new Set(this.raw.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())).values();
  }

  /** The joined values. */
  *values(): IterableIterator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  /** Call `visit` with every value and its name. */
  forEach(visit: (value: string, name: string) => void): void {
    for (const [name, value] of this.entries()) visit(value, name);
  }

  [Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    return this.entries();
  }

  /** The entries as a plain object. */
  toJSON(): Record<string, string> {
    return Object.fromEntries(this.entries());
  }
}

/** No headers. */
export const NO_HEADERS: HeaderList = new HeaderList([]);

const SECRET = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie'];

// For `console.log`: what would give a user away is not shown.
Object.defineProperty(HeaderList.prototype, inspect.custom, {
  value(this: HeaderList): Record<string, string> {
    const shown = this.toJSON();
    for (const name of SECRET) if (name in shown) shown[name] = '***';
    return shown;
  },
});

/** The values of several lines as one; null without any. */
export function joined(value: string | string[] | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : value.join(', ');
}

/** Header lines as undici would parse them. */
export function recordOf(lines: RawHeaders | null): HeaderRecord {
  const record = Object.create(null) as HeaderRecord;
  const { raw } = responseHeaders(lines, null);
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    const value = raw[i + 1]!;
    const earlier = record[name];
    if (earlier === undefined) record[name] = value;
    else if (typeof earlier === 'string') record[name] = [earlier, value];
    else earlier.push(value);
  }
  return record;
}

/** The headers of a response: the lines as they came or, if the dispatcher has none, those of its record. */
export function responseHeaders(lines: RawHeaders | null, record: HeaderRecord | null): HeaderList {
  if (lines !== null) return new HeaderList(lines instanceof PackedHeaders ? lines.unpack() : lines);
  const flat: string[] = [];
  for (const [name, value] of Object.entries(record ?? {})) {
    for (const line of Array.isArray(value) ? value : [value]) if (line !== undefined) flat.push(name, line);
  }
  return new HeaderList(flat);
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// oxlint-disable-next-line no-control-regex -- these are what no value may have
const VALUE = /^(?:[^\s\x00-\x1f\x7f\u0100-\u{10ffff}][^\x00-\x08\x0a-\x1f\x7f\u0100-\u{10ffff}]*)?$/u;

/** What the connection itself decides; a user's value would break it, or be ignored. */
const OWN: ReadonlyMap<string, string> = new Map([
  ['transfer-encoding', 'give data as an iterable, and it is sent in chunks'],
  ['keep-alive', 'connections are kept by themselves'],
  ['upgrade', 'upgrades are not supported'],
  ['expect', 'Expect is not supported'],
]);

function checkLine(name: string, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') {
    throw new InvalidHeader(`the value of header ${show(name)} must be a string or a number: received ${show(value)}`);
  }
  // The value is not shown: it may be a secret.
  if (!VALUE.test(text)) {
    throw new InvalidHeader(
      `the value of header ${show(name)} has a line break, leading whitespace or a character beyond Latin-1`,
    );
  }
  if (name.toLowerCase() === 'connection' && !/^(?:close|keep-alive)$/i.test(text)) {
    throw new InvalidHeader(`header ${show(name)} can be "close" or "keep-alive": received ${show(text)}`);
  }
  if (name.toLowerCase() === 'content-length' && !/^\d+$/.test(text)) {
    throw new InvalidHeader(`header ${show(name)} must be a number of bytes: received ${show(text)}`);
  }
  return text;
}

function checkName(name: unknown): string {
  if (typeof name !== 'string' || !NAME.test(name)) throw new InvalidHeader(`${show(name)} is no name of a header`);
  const reason = OWN.get(name.toLowerCase());
  if (reason !== undefined) throw new InvalidHeader(`header ${show(name)} cannot be set: ${reason}`);
  return name;
}

export function linesOf(given: HeadersGiven): Iterable<readonly [string, unknown]> {
  const candidate: unknown = given;
  if (typeof candidate !== 'object' || candidate === null) {
    throw new TypeError(`headers must be an object, a list of pairs, a Map or a Headers: received ${show(candidate)}`);
  }
  if (!(Symbol.iterator in candidate)) return Object.entries(candidate);
  const lines = [...(candidate as Iterable<unknown>)];
  for (const line of lines) {
    if (!Array.isArray(line) || line.length !== 2) {
      throw new TypeError(`headers must be pairs of a name and a value: received ${show(line)}`);
    }
  }
  return lines as (readonly [string, unknown])[];
}

/**
 * Add `given` to `base`: a name replaces an inherited one of any case, in its place; null and undefined remove it.
 *
 * @throws InvalidHeader for a name or a value that cannot be sent; TypeError if `given` is no set of headers.
 */
export function mergeHeaders(base: HeaderList, given: HeadersGiven | null | undefined): HeaderList {
  if (given === undefined || given === null) return base;
  const added = new Map<string, string[]>();
  for (const [name, value] of linesOf(given)) {
    const key = checkName(name).toLowerCase();
    const lines = added.get(key) ?? [];
    added.set(key, lines);
    if (value === null || value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) lines.push(name, checkLine(name, one));
  }
  const merged: string[] = [];
  for (let i = 0; i < base.raw.length; i += 2) {
    const lines = added.get(base.raw[i]!.toLowerCase());
    if (lines === undefined) merged.push(base.raw[i]!, base.raw[i + 1]!);
    else merged.push(...lines.splice(0));
  }
  return new HeaderList(merged.concat(...added.values()));
}

/** `headers` with one more, unless it has it already. */
export function withHeader(headers: HeaderList, name: string, value: string): HeaderList {
  return headers.has(name) ? headers : new HeaderList([...headers.raw, name, value]);
}

/** `headers` without those named, in lower case. */
export function withoutHeaders(headers: HeaderList, names: ReadonlySet<string>): HeaderList {
  return new HeaderList(without(headers.raw, names));
}

function without(raw: readonly string[], names: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    if (!names.has(raw[i]!.toLowerCase())) kept.push(raw[i]!, raw[i + 1]!);
  }
  return kept;
}
