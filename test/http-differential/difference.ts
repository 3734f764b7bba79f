/**
 * What an intended difference is, and the words for those that occur often.
 */
import { Buffer } from 'node:buffer';
import * as zlib from 'node:zlib';
import { type Differing, messageOf } from './compare.ts';
import { byName } from './rules.ts';

/** One intended difference. */
export interface Difference {
  readonly what: string;
  /** What requests does. */
  readonly requests: string;
  /** What this library does, and why. */
  readonly greenlets: string;
  /** The only versions of requests that do so. */
  readonly versions?: readonly string[];
  /** What this library has in each place that differs; null for nothing. */
  readonly cases: Readonly<Record<string, Differing>>;
}

/** What a request says here after the rules. */
const ACCEPT_ENCODING = 'createZstdDecompress' in zlib ? 'its own' : 'gzip, deflate, br';

/** The same difference in several cases. */
export function all(names: readonly string[], places: Differing): Record<string, Differing> {
  return Object.fromEntries(names.map((name) => [name, places]));
}

/** A whole request that requests does not send, after the rules. */
export function message(
  line: string,
  headers: Readonly<Record<string, string | readonly string[]>>,
  body = '',
): string {
  const own = { accept: '*/*', 'accept-encoding': ACCEPT_ENCODING, connection: 'keep-alive', host: '127.0.0.1:PORT' };
  const lines = Object.entries({ ...own, 'user-agent': 'its own', ...headers }).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
  );
  return messageOf({ line: `${line} HTTP/1.1`, headers: byName(lines), body });
}

/** A JSON body, with its length. */
export function json(body: string): Differing {
  return { 'request 1 body': body, 'request 1 header content-length': String(Buffer.byteLength(body)) };
}

/** It is refused before anything is sent. */
export function refused(error: string): Differing {
  return { 'request 1': null, 'result 1 outcome': error };
}

/** In place of the URL with them. */
export const WITHOUT_USER = { 'result 1 url': 'http://127.0.0.1:PORT/x' };
/** In place of an error. */
export const OK = { 'result 1 outcome': '200 ok' };
