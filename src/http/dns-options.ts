/**
 * Looking hosts up, and the options for keeping what was found.
 */
import type { LookupAddress, LookupOptions } from 'node:dns';

/** Told of addresses, as Node's `dns.lookup` does it. */
export type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** Looks a host up: Node's `dns.lookup`, or another of its shape. */
export type Lookup = (hostname: string, options: LookupOptions, callback: LookupCallback) => void;

/** How addresses of hosts are kept. */
export interface DnsCacheOptions {
  /** How long an address is kept, in milliseconds, 10,000 by default: the system does not tell how long it holds. */
  ttl?: number | undefined;
  /** How many hosts are kept, 1,000 by default; beyond that the oldest is forgotten. */
  size?: number | undefined;
  /** What looks them up: Node's `dns.lookup` by default. It is asked for all addresses of a host. */
  lookup?: Lookup | undefined;
}

/** What may be given as `dnsCache`. */
export type DnsCacheGiven = boolean | DnsCacheOptions | null | undefined;
