/**
 * tough-cookie: loaded with the first cookie, as most programs have none and its list of public suffixes is large.
 */
import { createRequire } from 'node:module';
import type * as ToughCookie from 'tough-cookie';

/** The `CookieJar` of tough-cookie, in whichever copy the user has it. */
export interface ToughJar {
  readonly store: {
    readonly synchronous: boolean;
    removeCookie(domain: string, path: string, name: string, callback: (error: Error | null) => void): void;
    removeAllCookies(callback: (error: Error | null) => void): void;
  };
  getCookiesSync(url: string): readonly { readonly key: string; readonly value: string }[];
  setCookieSync(cookie: string, url: string, options?: { ignoreError?: boolean; loose?: boolean }): unknown;
  serializeSync(): { readonly cookies: readonly object[] } | undefined;
}

let loaded: typeof ToughCookie | null = null;

/** The module. */
export function tough(): typeof ToughCookie {
  loaded ??= createRequire(import.meta.url)('tough-cookie') as typeof ToughCookie;
  return loaded;
}

/** Whether `given` acts like a jar of tough-cookie: an instance of another copy is as good. */
export function isToughJar(given: unknown): given is ToughJar {
  return (
    typeof given === 'object' &&
    given !== null &&
    typeof Reflect.get(given, 'getCookiesSync') === 'function' &&
    typeof Reflect.get(given, 'setCookieSync') === 'function'
  );
}
