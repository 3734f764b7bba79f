/**
 * Route: the kind of connection a request goes over; null in its place is a plain one. Connections of different routes
 * are never exchanged.
 */
import type { Proxy } from './proxies/proxy.ts';

/** What is given to `tls.connect`. */
export interface TlsOptions {
  rejectUnauthorized?: boolean;
  ca?: string[];
  cert?: string | Uint8Array;
  key?: string | Uint8Array;
  pfx?: string | Uint8Array;
  passphrase?: string;
}

/** One way to do TLS. */
export interface Tls {
  /** Equal for equal ways; tells nothing of what is in them. */
  readonly key: string;
  readonly options: TlsOptions;
}

/** The kind of connection a request goes over. */
export interface Route {
  /** Equal for equal routes. */
  readonly key: string;
  /** How TLS is done; null as Node does it. */
  readonly tls: Tls | null;
  readonly proxy: Proxy | null;
  /** Whether the proxy is told the whole URL, and does the rest: http by an http proxy. Else it gives a tunnel. */
  readonly forwards: boolean;
}

/** Finds the route of a request. */
export interface Router {
  routeFor(target: { readonly scheme: string; readonly host: string; readonly port: number | null }): Route | null;
}
