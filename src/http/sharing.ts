/**
 * Sharing: responses that serve several requests of a session, by undici's interceptors: its HTTP cache (RFC 9111), and
 * the deduplication of equal requests that are under way at the same time.
 *
 * They stand between a request that has its place and the connections, so that proxies, TLS, time limits and kills are
 * the same with and without them.
 *
 * requests: nothing of the kind; `cachecontrol` and `requests-cache` are adapters for it.
 */
import { show } from '../hub/validate.ts';
import type { Gate, Line, LineMaker, Places } from './gate.ts';
import { checkOptions } from './options.ts';
import { SharedLine, sendOnLine } from './shared-line.ts';
import type { DeduplicateGiven, HttpCacheGiven } from './sharing-options.ts';
import { cached, deduplicated, type Dispatch } from './undici.ts';

const CACHE_OPTIONS = ['store', 'methods', 'type', 'origins'];
const DEDUPLICATE_OPTIONS = ['methods', 'skipHeaderNames', 'excludeHeaderNames'];

/** The responses that requests of a session share. */
export class Sharing implements LineMaker {
  private readonly kept: Dispatch;
  private readonly shared: Dispatch;

  constructor(kept: Dispatch, shared: Dispatch) {
    this.kept = kept;
    this.shared = shared;
  }

  /** A body that is read bit by bit is its request's own: one reader would have to wait for another. */
  line(gate: Gate, streams: boolean, places: Places): Line {
    return new SharedLine(gate, places, streams ? null : this.shared, this.kept);
  }
}

/**
 * What the options of a session stand for; null is no sharing.
 *
 * @throws TypeError
 */
export function sharingOf(httpCache: HttpCacheGiven, deduplicate: DeduplicateGiven): Sharing | null {
  const cacheOptions = optionsOf(httpCache, 'httpCache', CACHE_OPTIONS);
  const sharedOptions = optionsOf(deduplicate, 'deduplicate', DEDUPLICATE_OPTIONS);
  if (cacheOptions === null && sharedOptions === null) return null;
  const kept = cacheOptions === null ? sendOnLine : made('httpCache', () => cached(sendOnLine, cacheOptions));
  const shared = sharedOptions === null ? kept : made('deduplicate', () => deduplicated(kept, sharedOptions));
  return new Sharing(kept, shared);
}

function optionsOf<T extends object>(
  given: boolean | T | null | undefined,
  name: string,
  known: readonly string[],
): T | null {
  if (given === undefined || given === null || given === false) return null;
  if (given === true) return {} as T;
  if (typeof given !== 'object') throw new TypeError(`${name} must be true, false or options: received ${show(given)}`);
  checkOptions(given, known);
  return given;
}

/** undici checks the values of the options. */
function made(name: string, make: () => Dispatch): Dispatch {
  try {
    return make();
  } catch (cause) {
    throw new TypeError(`${name} cannot be used: ${(cause as Error).message}`, { cause });
  }
}
