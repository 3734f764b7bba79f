/**
 * Checks of cookies that a user gives.
 */
import { show } from '../hub/validate.ts';

// Printable ASCII but `,` `;` `=` and space; a value may also have what Latin-1 has beyond.
const NAME = /^[!-+\--:<>-~]+$/;
const VALUE = /^[ -:<-~\u0080-\u00ff]*$/;

/** The value as it is sent; TypeError for a name or a value that cannot be. */
export function checkCookie(name: unknown, value: unknown): string {
  if (typeof name !== 'string' || !NAME.test(name)) throw new TypeError(`${show(name)} is no name of a cookie`);
  const text = typeof value === 'number' ? String(value) : value;
  // The value is not shown: it may be a secret.
  if (typeof text !== 'string' || !VALUE.test(text)) {
    throw new TypeError(`the value of cookie ${show(name)} must be a string without ';' or a line break, in Latin-1`);
  }
  return text;
}

/** Names and values as they were given; TypeError for what has none. */
export function pairsOf(given: unknown): Iterable<readonly [string, string | number | null | undefined]> {
  if (typeof given === 'object' && given !== null) {
    if (given instanceof Map) return given as Map<string, string>;
    if (!Array.isArray(given)) return Object.entries(given as Record<string, string>);
    if (given.every((pair) => Array.isArray(pair) && pair.length === 2)) return given as [string, string][];
  }
  throw new TypeError(`cookies must be an object, pairs, a Map or a CookieJar: received ${show(given)}`);
}
