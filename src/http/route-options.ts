/**
 * The options that decide over which connection a request goes: TLS and proxies.
 */

/** Which servers are trusted: those that Node trusts, all, or those with these certificates: PEM text, or paths. */
export type VerifyGiven = boolean | string | Uint8Array | readonly (string | Uint8Array)[] | null | undefined;

/** A client certificate in its parts: PEM text, bytes, or paths. */
export interface CertParts {
  /** The certificate, with those it is signed by. */
  readonly cert?: string | Uint8Array | undefined;
  /** Not needed if `cert` holds it. */
  readonly key?: string | Uint8Array | undefined;
  /** Both in one, as PKCS 12. */
  readonly pfx?: string | Uint8Array | undefined;
  /** What opens the key or the `pfx`. */
  readonly passphrase?: string | undefined;
}

/** A client certificate: one path or PEM text with certificate and key, both apart, or an object. */
export type CertGiven =
  string | readonly [cert: string | Uint8Array, key: string | Uint8Array] | CertParts | null | undefined;

/**
 * Proxies: one for everything, or by what they are for: `http`, `https`, `all`, `https://host`, `all://host`; the most
 * particular counts. Null is no proxy. `no_proxy` lists hosts that are reached without those given here. False: none at
 * all, whatever the session and the environment say.
 */
export type ProxiesGiven =
  string | URL | Readonly<Record<string, string | URL | null | undefined>> | false | null | undefined;

/** The options of a request, or a session, that decide over which connection it goes. */
export interface RouteOptions {
  /**
   * Which servers are trusted, by their certificates: true for those that Node trusts, false for all, or PEM text or
   * paths of certificates to trust instead. A request's counts, then its session's. requests: `verify`, over which the
   * environment has the last word.
   */
  verify?: VerifyGiven;
  /** A client certificate: a path, `[cert, key]`, or an object. Read at each call; give it to a session. requests: `cert`. */
  cert?: CertGiven;
  /**
   * Proxies: http, https, socks5 (names are looked up here) and socks5h (the proxy looks them up). A request's come first,
   * then its session's, then the environment's. requests: `proxies`, where the environment comes before the session.
   */
  proxies?: ProxiesGiven;
  /**
   * Whether `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` count; true by default. They are read when a session
   * is made, and for requests without one at the first of them. requests: `trust_env` of a session.
   */
  trustEnv?: boolean | undefined;
}

export const ROUTE_OPTIONS: readonly string[] = ['verify', 'cert', 'proxies', 'trustEnv'];
