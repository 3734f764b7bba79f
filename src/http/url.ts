/**
 * URLs by requests' rules, which are not those of `new URL()`: ports are kept, hosts are not rewritten, escapes are
 * brought to one form, and what has no scheme or host is an error and not a guess.
 *
 * requests: `PreparedRequest.prepare_url`; urllib3: `parse_url`.
 */
import { domainToASCII } from 'node:url';
import { show } from '../hub/validate.ts';
import { basicHeader } from './auth/basic.ts';
import { InvalidSchema, InvalidURL, MissingSchema } from './errors.ts';
import { encodeInvalid, PATH, QUERY, requote, unquote, USERINFO } from './quote.ts';

/** Where a request goes. */
export interface Target {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number | null;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  /** With its `#`; empty without one. Never sent. */
  readonly fragment: string;
  /** User and password with the colon, as they stood in the URL; null without. Never in a message. */
  readonly userinfo: string | null;
  /** The whole URL without user and password. */
  readonly href: string;
}

const URI = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^\\/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
const HOST_PORT = /^((?:[^[\]%:/?#]|%[a-fA-F0-9]{2})*|\[[0-9A-Fa-f:.]+(?:%[\w.~%-]+)?\])(?::0*(|0|[1-9][0-9]{0,4}))?$/s;
const IPV4 = /^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$/;
/** A URL that the rules below leave as it is: nearly every one, so that it need not go through them. */
const PLAIN =
  /^((https?):\/\/([a-z0-9][a-z0-9.-]*)(?::([1-9][0-9]{0,4}))?)\/[\w~!$&'()*+,;=:@/.-]*(?:\?[\w~!$&'()*+,;=:@/?.-]+)?$/;

/** With a scheme of its own. */
const ABSOLUTE = /^[a-zA-Z][a-zA-Z0-9+.-]*:/;

/** A URL for a message: without user and password. `a:b@c` may be one that lacks its scheme. */
export function redact(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/|\/\/)?[^/?#]*@/i, '$1***@');
}

/**
 * Parse what a user gave as the URL, and add `query` to it.
 *
 * @throws MissingSchema, InvalidSchema, InvalidURL as requests does; TypeError if it is neither a string nor a `URL`.
 */
export function parseUrl(given: string | URL, query: string): Target {
  if (typeof given !== 'string' && !(given instanceof URL)) {
    throw new TypeError(`url must be a string or a URL: received ${show(given)}`);
  }
  const url = typeof given === 'string' ? given.trimStart() : given.href;
  const plain = query === '' ? parsePlain(url) : null;
  if (plain !== null) return plain;
  if (url.includes(':') && !/^http/i.test(url)) throw noAdapter(url);
  return split(url, query);
}

/** The plain URL that was parsed last: the next is often the same one, and nearly always of the same origin. */
let latest: Target | null = null;

/** Parse `url` if it is plain; else null. */
function parsePlain(url: string): Target | null {
  if (latest !== null && latest.href === url) return latest;
  const parts = PLAIN.exec(url);
  if (parts === null || url.includes('/.') || Number(parts[4]) > 65535) return null;
  // One string for all requests to an origin: it is the key to their connections, and hashed once.
  const site = latest !== null && latest.origin === parts[1] ? latest : siteOf(parts);
  latest = {
    scheme: site.scheme,
    host: site.host,
    port: site.port,
    origin: site.origin,
    path: url.slice(site.origin.length),
    fragment: '',
    userinfo: null,
    href: url,
  };
  return latest;
}

function siteOf(parts: RegExpExecArray): Pick<Target, 'scheme' | 'host' | 'port' | 'origin'> {
  const [, origin, scheme, host, port] = parts as unknown as [string, string, 'http' | 'https', string, string?];
  return { scheme, host, port: port === undefined ? null : Number(port), origin };
}

function noAdapter(url: string): InvalidSchema {
  return new InvalidSchema(`No connection adapters were found for ${quoted(url)}`);
}

function quoted(url: string): string {
  return `'${redact(url)}'`;
}

function split(url: string, extra: string): Target {
  const [, given, authority, rawPath, rawQuery, rawFragment] = URI.exec(
    /^(?:[a-zA-Z][a-zA-Z0-9+-]*:|\/)/.test(url) ? url : `//${url}`,
  ) as unknown as (string | undefined)[];
  if (given === undefined) {
    throw new MissingSchema(
      `Invalid URL ${quoted(url)}: No scheme supplied. Perhaps you meant https://${redact(url)}?`,
    );
  }
  const scheme = given.toLowerCase();
  if (authority === undefined || authority === '') throw new InvalidURL(`Invalid URL ${quoted(url)}: No host supplied`);
  const at = authority.lastIndexOf('@');
  const [, rawHost, rawPort] = HOST_PORT.exec(authority.slice(at + 1)) ?? [];
  const port = rawPort === undefined || rawPort === '' ? null : Number(rawPort);
  if (rawHost === undefined || (port !== null && port > 65535)) {
    throw new InvalidURL(`Failed to parse: ${redact(url)}`);
  }
  if (rawHost === '') throw new InvalidURL(`Invalid URL ${quoted(url)}: No host supplied`);
  if (scheme !== 'http' && scheme !== 'https') throw noAdapter(url);

  const host = hostOf(rawHost, url);
  const rooted = encodeInvalid(removeDotSegments(rawPath!), PATH);
  const path = rooted.startsWith('/') ? rooted : `/${rooted}`;
  const own = encodeInvalid(rawQuery ?? '', QUERY);
  const query = own !== '' && extra !== '' ? `${own}&${extra}` : own + extra;
  const fragment = encodeInvalid(rawFragment ?? '', QUERY);
  const origin = `${scheme}://${host}${port === null ? '' : `:${port}`}`;
  const rest = requote(`${path}${query === '' ? '' : `?${query}`}${fragment === '' ? '' : `#${fragment}`}`);
  const hash = rest.indexOf('#');
  return {
    scheme,
    host,
    port,
    origin,
    path: hash < 0 ? rest : rest.slice(0, hash),
    fragment: hash < 0 ? '' : rest.slice(hash),
    userinfo: at <= 0 ? null : encodeInvalid(authority.slice(0, at), USERINFO),
    href: origin + rest,
  };
}

/** The host in the form that is sent: lower case, and punycode by the rules of IDNA 2008. */
function hostOf(raw: string, url: string): string {
  const label = (): InvalidURL => new InvalidURL(`Invalid URL ${quoted(url)}: the host has an invalid label`);
  if (raw.startsWith('[')) {
    // A malformed address is refused here: undici would only throw its own error.
    if (!URL.canParse(`http://${raw.replace(/%.*\]$/, ']')}/`)) throw new InvalidURL(`Failed to parse: ${redact(url)}`);
    return raw.toLowerCase();
  }
  if (raw.startsWith('*') || raw.startsWith('.')) throw label();
  if (IPV4.test(raw)) return raw;
  if (/^[\u0021-\u007e]+$/.test(raw)) {
    // urllib3 lets `a b` and `a"b` through and fails later; here they fail now.
    if (/[\s"<>\\^`{|}%]/.test(raw)) throw label();
    return raw.toLowerCase();
  }
  const ascii = /^[\p{L}\p{M}\p{N}._\-\u3002\u00b7\u30fb]+$/u.test(raw) ? domainToASCII(raw) : '';
  if (ascii === '') throw label();
  return ascii;
}

/** RFC 3986, 5.2.4, as urllib3 does it. */
function removeDotSegments(path: string): string {
  if (!path.includes('/.')) return path;
  const output: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') output.pop();
    else if (segment !== '.') output.push(segment);
  }
  if (output[0] !== '') output.unshift('');
  if (/\/\.{1,2}$/.test(path)) output.push('');
  return output.join('/');
}

/** `reference`, as a link on the page of `base` would lead: RFC 3986, 5.2. */
function resolve(base: Target, reference: string): string {
  // Before anything is resolved, so that a tab, a backslash or a space cannot move the host.
  const url = requote(reference.trim());
  if (url.startsWith('//')) return `${base.scheme}:${url}`;
  if (ABSOLUTE.test(url)) return url;
  const { pathname, search, hash } = new URL(url, `http://base${base.path}`);
  return base.origin + pathname + search + hash;
}

/** Where `location`, from a redirect of `base`, leads; a fragment is kept unless `location` has its own. */
export function follow(base: Target, location: string): Target {
  const target = parseUrl(resolve(base, location), '');
  if (target.fragment !== '' || base.fragment === '') return target;
  return { ...target, fragment: base.fragment, href: target.href + base.fragment };
}

/**
 * Parse what a user gave as the URL in a session with a base: an absolute one as it is, any other from `base`, whose user
 * and password hold as long as it stays on the host.
 *
 * @throws as `parseUrl` does.
 */
export function parseFrom(base: Target | null, given: string | URL, query: string): Target {
  if (base === null || typeof given !== 'string' || ABSOLUTE.test(given.trimStart())) return parseUrl(given, query);
  const target = parseUrl(resolve(base, given), query);
  return target.origin === base.origin && target.userinfo === null ? { ...target, userinfo: base.userinfo } : target;
}

/**
 * The base that `given` stands for.
 *
 * @throws TypeError, InvalidURL
 */
export function baseOf(given: unknown): Target | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== 'string' && !(given instanceof URL)) {
    throw new TypeError(`baseUrl must be a string or a URL: received ${show(given)}`);
  }
  let base: Target;
  try {
    base = parseUrl(given, '');
  } catch (cause) {
    const shown = redact(String(given));
    throw new InvalidURL(`baseUrl must be an http or https URL with a host: received '${shown}'`, { cause });
  }
  if (base.path.includes('?') || base.fragment !== '') {
    throw new InvalidURL(`baseUrl must have neither a query nor a fragment: received '${base.href}'`);
  }
  return base;
}

/** The Basic credentials that a URL carries; null without. requests: `get_auth_from_url`. */
export function basicAuthOf(target: Target): string | null {
  if (target.userinfo === null) return null;
  const colon = target.userinfo.indexOf(':');
  if (colon < 0) return null;
  const user = unquote(target.userinfo.slice(0, colon));
  const password = unquote(target.userinfo.slice(colon + 1));
  return basicHeader(user, password);
}
