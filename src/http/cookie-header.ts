/**
 * The Cookie header of a request that has cookies of its own beside those of its session.
 */
import type { CookieJar } from './cookies.ts';

/**
 * The Cookie header for `url` from two jars, of which `own` wins for a name that both have, unless it is among `renewed`;
 * null for none.
 */
export function cookieHeader(
  url: string,
  shared: CookieJar | null,
  own: CookieJar | null,
  atHome: boolean,
  renewed: ReadonlySet<string>,
): string | null {
  const rest = shared === null || shared === own ? [] : shared.pairsFor(url, atHome);
  const isNewer = (name: string): boolean => renewed.has(name) && rest.some(([other]) => other === name);
  const first = (own?.pairsFor(url, atHome) ?? []).filter(([name]) => !isNewer(name));
  const names = new Set(first.map(([name]) => name));
  const pairs = [...rest.filter(([name]) => !names.has(name)), ...first];
  return pairs.length === 0
    ? null
    : pairs.map(([name, value]) => (name === '' ? value : `${name}=${value}`)).join('; ');
}
