/**
 * Addresses of hosts, kept for a while: what connects asks here, and Node is asked once.
 *
 * It stands where connections are made, once for each. (undici's interceptor asks for each request and rewrites its
 * origin to an address; kept connections, certificates and proxies would then have to be found by that.)
 *
 * requests: nothing of the kind.
 */
import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { checkCount, checkFunction, checkMilliseconds, show } from '../hub/validate.ts';
import type { DnsCacheGiven, Lookup } from './dns-options.ts';
import { checkOptions } from './options.ts';

/** The addresses of one host, or those who wait for them. */
interface Entry {
  readonly expires: number;
  addresses: LookupAddress[] | null;
  readonly waiting: ((error: NodeJS.ErrnoException | null) => void)[];
}

const OPTIONS = ['ttl', 'size', 'lookup'];

/** The lookup that keeps what `given` asks for; null is Node's own. */
export function dnsCacheOf(given: DnsCacheGiven): Lookup | null {
  if (given === undefined || given === null || given === false) return null;
  if (given === true) return dnsCacheOf({});
  if (typeof given !== 'object') {
    throw new TypeError(`dnsCache must be true, false or { ttl, size, lookup }: received ${show(given)}`);
  }
  checkOptions(given, OPTIONS);
  const { ttl = 10_000, size = 1000, lookup = systemLookup } = given;
  checkMilliseconds(ttl, 'dnsCache.ttl');
  checkCount(size, 'dnsCache.size', 1);
  checkFunction(lookup, 'dnsCache.lookup');
  return keeping(ttl, size, lookup);
}

function keeping(ttl: number, size: number, lookup: Lookup): Lookup {
  const entries = new Map<string, Entry>();

  function ask(hostname: string, options: LookupOptions, key: string): Entry {
    const entry: Entry = { expires: performance.now() + ttl, addresses: null, waiting: [] };
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > size) entries.delete(entries.keys().next().value!);
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error === null && Array.isArray(found) && found.length !== 0) entry.addresses = found;
      else if (entries.get(key) === entry) entries.delete(key);
      for (const tell of entry.waiting.splice(0)) tell(error);
    });
    return entry;
  }

  return (hostname, options, callback) => {
    const key = `${hostname} ${options.family ?? 0} ${options.hints ?? 0}`;
    const known = entries.get(key);
    const entry = known !== undefined && known.expires > performance.now() ? known : ask(hostname, options, key);
    const tell = (error: NodeJS.ErrnoException | null): void => {
      const [first] = entry.addresses ?? [];
      if (first === undefined) callback(error ?? notFound(hostname), []);
      else if (options.all === true) callback(null, [...entry.addresses!]);
      else callback(null, first.address, first.family);
    };
    if (entry.addresses === null) entry.waiting.push(tell);
    // As of Node's own, its listeners come after the call.
    else process.nextTick(tell, null);
  };
}

/** As Node says it of a host without an address. */
function notFound(hostname: string): NodeJS.ErrnoException {
  const error = new Error(`getaddrinfo ENOTFOUND ${hostname}`);
  return Object.assign(error, { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname });
}
