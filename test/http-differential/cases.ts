/**
 * The requests that are sent twice, by Python's requests and by this library: those of cases.json.
 *
 * What JSON cannot say is an object with one key: `$bytes` (a string of the characters of the bytes), `$tuple`, `$generator`
 * (a body that comes in these pieces), `$file` (a body that is read from an open file), `$nan`, `$bearer`, `$digest`, `$jar`.
 */
import { readFileSync } from 'node:fs';
import type { Answer } from './wire.ts';

/** One request, with the keyword arguments of requests by their names here. */
export interface RequestCase {
  readonly method: string;
  /** With `{base}`, `{other}` and `{port}` in place of where the server listens. */
  readonly url: string;
  readonly allowRedirects?: boolean;
  readonly [option: string]: unknown;
}

/** One request or several in a row, in a session of their own. */
export interface Case extends RequestCase {
  readonly name: string;
  /** The attributes of the session. */
  readonly session?: Readonly<Record<string, unknown>>;
  /** What the server answers, in turn; "200 OK" after these. */
  readonly answers?: readonly Answer[];
  /** The requests after the first. */
  readonly then?: readonly RequestCase[];
}

/** All cases, in the order in which they are sent. */
export const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('cases.json', import.meta.url), 'utf8'),
) as Case[];
