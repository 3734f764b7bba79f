/**
 * Cookies: what servers have asked to be sent back, under the rules of RFC 6265 for domain, path, time and `Secure`.
 *
 * A cookie that was given without a domain belongs to the host that the user's request goes to: it does not follow a
 * redirect to another host, where requests sends it.
 *
 * requests: `RequestsCookieJar`.
 */
import { inspect } from 'node:util';
import { show } from '../hub/validate.ts';
import { checkCookie, pairsOf } from './cookie-values.ts';
import { CookieConflictError } from './errors.ts';
import { isToughJar, tough, type ToughJar } from './tough.ts';
import type { HeaderRecord } from './undici.ts';

/** One cookie of a jar. */
export interface Cookie {
  /** What it is called. */
  readonly name: string;
  /** Its value, as it is sent. */
  readonly value: string;
  /** Null for one that was given without: it goes to the host of the user's request. */
  readonly domain: string | null;
  /** The path that a URL must begin with to get it. */
  readonly path: string;
  /** Whether the hosts below `domain` do not get it. */
  readonly hostOnly: boolean;
  /** Whether it goes over https only. */
  readonly secure: boolean;
  /** Whether the server has kept it from scripts, which makes no difference here. */
  readonly httpOnly: boolean;
  /** Null until the session ends. */
  readonly expires: Date | null;
}

/** Which of the cookies of one name. */
export interface CookiePlace {
  /** The host it belongs to. */
  domain?: string | undefined;
  /** The path it belongs to. */
  path?: string | undefined;
}

/** What may be given as `cookies`. */
export type CookiesGiven =
  | Readonly<Record<string, string | number | null | undefined>>
  | readonly (readonly [name: string, value: string | number])[]
  | ReadonlyMap<string, string | number>
  | CookieJar
  | ToughJar;

const PLAIN = { hostOnly: false, secure: false, httpOnly: false, expires: null };

/**
 * The cookies of a session, of one request or of one response.
 *
 * ```ts
 * const session = new requests.Session();
 * yield* session.get('https://example.com/login');
 * session.cookies.get('token');
 * ```
 *
 * requests: `RequestsCookieJar`; the rules are those of the package tough-cookie.
 */
export class CookieJar implements Iterable<Cookie> {
  /** Cookies without a domain. */
  private readonly own: Map<string, string>;
  private jar: ToughJar | null;

  /**
   * @param given cookies by name, pairs, a Map, or a `CookieJar` of tough-cookie, which is then used and not copied.
   * @throws TypeError for what is none of these, and for a name or a value that cannot be sent.
   */
  constructor(given?: Exclude<CookiesGiven, CookieJar> | null) {
    this.own = new Map();
    this.jar = null;
    if (given === undefined || given === null) return;
    if (isToughJar(given)) {
      if (!given.store.synchronous) throw new TypeError('cookies must be a CookieJar whose store is synchronous');
      this.jar = given;
      return;
    }
    for (const [name, value] of pairsOf(given)) if (value !== null && value !== undefined) this.set(name, value);
  }

  /** Whether there is surely nothing to send. */
  get isEmpty(): boolean {
    return this.jar === null && this.own.size === 0;
  }

  /**
   * The value of a cookie, null without one.
   *
   * @param place a domain or a path, if there are several of that name.
   * @throws CookieConflictError if there are several even so.
   */
  get(name: string, place?: CookiePlace): string | null {
    const found = this.find(name, place);
    if (found.length > 1) {
      throw new CookieConflictError(`there are ${found.length} cookies ${show(name)}: tell the domain or the path`);
    }
    return found[0]?.value ?? null;
  }

  /** Whether there is such a cookie. */
  has(name: string, place?: CookiePlace): boolean {
    return this.find(name, place).length !== 0;
  }

  /**
   * Set a cookie.
   *
   * @param place `domain`: it is sent to that host, under `path`, and unless `hostOnly` to those below it; without a
   *   domain, to the host of each request.
   * @throws TypeError for a name or a value that cannot be sent, and for a domain that is a public suffix.
   */
  set(
    name: string,
    value: string | number,
    place?: CookiePlace & { hostOnly?: boolean; secure?: boolean; httpOnly?: boolean; expires?: Date },
  ): this {
    const text = checkCookie(name, value);
    if (place === undefined || place.domain === undefined) {
      if (place !== undefined && Object.keys(place).length !== 0)
        throw new TypeError(`cookie ${show(name)} needs a domain, as it has other attributes`);
      this.own.set(name, text);
      return this;
    }
    const { path = '/', hostOnly = false, secure = false, httpOnly = false, expires } = place;
    const domain = place.domain.replace(/^\./, '');
    let line = `${name}=${text}; Path=${path}`;
    if (!hostOnly) line += `; Domain=${domain}`;
    if (secure) line += '; Secure';
    if (httpOnly) line += '; HttpOnly';
    if (expires !== undefined) line += `; Expires=${expires.toUTCString()}`;
    try {
      this.open().setCookieSync(line, `${secure ? 'https' : 'http'}://${domain}${path}`, { loose: true });
    } catch (error) {
      throw new TypeError(`cookie ${show(name)} cannot be set: ${(error as Error).message}`, { cause: error });
    }
    return this;
  }

  /** Delete all cookies of that name, or those of a domain or path; whether there were any. */
  delete(name: string, place?: CookiePlace): boolean {
    const found = this.find(name, place);
    for (const { domain, path } of found) {
      if (domain === null) this.own.delete(name);
      else this.open().store.removeCookie(domain, path, name, () => undefined);
    }
    return found.length !== 0;
  }

  /** Delete all cookies. */
  clear(): void {
    this.own.clear();
    this.jar?.store.removeAllCookies(() => undefined);
  }

  /** Names and values; of several of one name the last. requests: `get_dict`. */
  getDict(place?: CookiePlace): Record<string, string> {
    return Object.fromEntries(this.find(null, place).map(({ name, value }) => [name, value]));
  }

  /** All cookies that have not expired. */
  *[Symbol.iterator](): IterableIterator<Cookie> {
    for (const [name, value] of this.own) {
      yield { name, value, domain: null, path: '/', ...PLAIN };
    }
    for (const serialized of this.jar?.serializeSync()?.cookies ?? []) {
      const cookie = tough().Cookie.fromJSON(serialized);
      if (cookie === undefined || cookie.TTL() <= 0) continue;
      const { key, value, domain, path, secure, httpOnly, hostOnly } = cookie;
      const expiry = cookie.expiryTime();
      const expires = expiry === undefined || expiry === Infinity ? null : new Date(expiry);
      yield { name: key, value, domain, path: path ?? '/', hostOnly: hostOnly === true, secure, httpOnly, expires };
    }
  }

  /** All cookies, as plain objects: `CookieJar.fromJSON` makes a jar of them again. */
  toJSON(): readonly Cookie[] {
    return [...this];
  }

  /** The jar that `toJSON` was called on. */
  static fromJSON(cookies: readonly (Omit<Cookie, 'expires'> & { expires: Date | string | null })[]): CookieJar {
    const jar = new CookieJar();
    for (const { name, value, domain, expires, path, hostOnly, secure, httpOnly } of cookies) {
      const until = expires === null ? {} : { expires: new Date(expires) };
      jar.set(name, value, domain === null ? undefined : { domain, path, hostOnly, secure, httpOnly, ...until });
    }
    return jar;
  }

  private find(name: string | null, place: CookiePlace = {}): Cookie[] {
    const domain = place.domain?.replace(/^\./, '').toLowerCase();
    return [...this].filter(
      (cookie) =>
        (name === null || cookie.name === name) &&
        (domain === undefined || cookie.domain === domain) &&
        (place.path === undefined || cookie.path === place.path),
    );
  }

  private open(): ToughJar {
    this.jar ??= new (tough().CookieJar)(undefined, { looseMode: true }) as unknown as ToughJar;
    return this.jar;
  }

  /** @internal Keep what a response from `url` has set. A cookie that is against the rules is passed over. */
  keep(url: string, headers: HeaderRecord): void {
    const lines = headers['set-cookie'];
    if (lines === undefined) return;
    for (const line of typeof lines === 'string' ? [lines] : lines) {
      try {
        this.open().setCookieSync(line, url, { ignoreError: true, loose: true });
      } catch {
        // It is the server's mistake, and no reason to lose the response.
      }
    }
  }

  /** @internal The names and values for `url`; those without a domain only if it is `atHome`. */
  pairsFor(url: string, atHome: boolean): (readonly [name: string, value: string])[] {
    // A host that `new URL` does not know has no cookies.
    const kept = this.jar === null || !URL.canParse(url) ? [] : this.jar.getCookiesSync(url);
    const pairs = kept.map(({ key, value }) => [key, value] as const);
    if (!atHome) return pairs;
    // A server's own word about a cookie is the newer one.
    for (const [name, value] of this.own) if (!pairs.some(([other]) => other === name)) pairs.push([name, value]);
    return pairs;
  }
}

/** The jar that `cookies` stands for; null if none were given. */
export function jarOf(cookies: CookiesGiven | null | undefined): CookieJar | null {
  if (cookies === undefined || cookies === null) return null;
  return cookies instanceof CookieJar ? cookies : new CookieJar(cookies);
}

// For `console.log`: names only.
Object.defineProperty(CookieJar.prototype, inspect.custom, {
  value(this: CookieJar): string {
    return `CookieJar { ${[...this].map(({ name }) => name).join(', ')} }`;
  },
});
