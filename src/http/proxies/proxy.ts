/**
 * A proxy: from its URL to how it is reached.
 */
import { createHash } from 'node:crypto';
import { show } from '../../hub/validate.ts';
import { basicHeader } from '../auth/basic.ts';
import { InvalidURL, named } from '../errors.ts';

/** The URL of a proxy that is none. requests: the same name. */
export class InvalidProxyURL extends InvalidURL {
  override get code(): string {
    return 'ERR_INVALID_PROXY_URL';
  }
}
named(InvalidProxyURL, 'InvalidProxyURL');

/** What went wrong with a proxy before there was a connection through it; the user gets a `ProxyError`. */
export class ProxyFault extends Error {}

const SCHEMES = ['http', 'https', 'socks5', 'socks5h'] as const;

/** How a proxy is reached. */
export interface Proxy {
  readonly scheme: (typeof SCHEMES)[number];
  /** Without brackets around an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly user: string | null;
  readonly password: string;
  /** The Proxy-Authorization header; null without a user. */
  readonly authorization: string | null;
  /** Equal for equal proxies; does not tell the password. */
  readonly key: string;
}

const PORTS = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };

/**
 * The proxy at `given`; one without a scheme is an http proxy.
 *
 * @throws InvalidProxyURL
 */
export function proxyOf(given: string | URL): Proxy {
  const text = String(given).trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\//i.test(text) ? text : `http://${text.replace(/^\/\//, '')}`;
  let url: URL;
  try {
    // URL would look for the host in the path.
    if (!/^[^:]*:\/\/[^/?#\\]/.test(withScheme)) throw new TypeError('there is no host');
    // Of schemes it does not know, URL neither checks the host nor lowers its case.
    url = new URL(withScheme.replace(/^[^:]*/, 'http'));
  } catch {
    throw new InvalidProxyURL(`a proxy must be a URL such as http://host:8080: received ${show(withoutUser(text))}`);
  }
  const scheme = SCHEMES.find((known) => withScheme.toLowerCase().startsWith(`${known}://`));
  if (scheme === undefined) {
    throw new InvalidProxyURL(
      `a proxy must be an http, https, socks5 or socks5h one: received ${show(withoutUser(text))}`,
    );
  }
  const explicit = /:(\d+)$/.exec(withScheme.replace(/^[^:]*:\/\//, '').replace(/[/?#].*$/s, ''));
  const port = explicit === null ? PORTS[scheme] : Number(explicit[1]);
  const origin = `${scheme}://${url.hostname}:${port}`;
  const user = url.username === '' ? null : decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  const secret = createHash('sha256').update(`${user}:${password}`).digest('base64');
  return {
    scheme,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    origin,
    user,
    password,
    authorization: user === null ? null : basicHeader(user, password),
    key: user === null ? origin : `${origin} ${secret}`,
  };
}

function withoutUser(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@');
}
