/**
 * Rate: so many requests to one host, or of one kind, in a time.
 *
 * A token bucket for each key, without a timer that fills it: what is kept is the time at which it will be full again.
 * Those that wait stand in line, and only the first sleeps.
 */
import { sleep } from '../greenlet/sleep.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { getHub } from '../hub/hub.ts';
import { checkCount, checkFunction, checkMilliseconds, show } from '../hub/validate.ts';
import { Semaphore } from '../sync/semaphore.ts';
import { checkOptions } from './options.ts';
import type { PreparedRequest } from './prepared-request.ts';

/** How many requests are sent to one host, or with one key, in a time. */
export interface RateOptions {
  /** So many requests … */
  limit: number;
  /** … in so many milliseconds; 1000 by default. */
  per?: number | undefined;
  /** How many may be sent at once after a rest; 1 by default, which spaces them evenly. */
  burst?: number | undefined;
  /**
   * Which requests the limit is for together: those with the same key. By default the host that the request goes to, with
   * scheme and port; `() => ''` is one limit for all. Asked for each request that is sent, those of redirects and
   * further attempts too; what it throws is the request's failure.
   */
  key?: ((request: PreparedRequest) => string) | undefined;
}

/** Requests a second to one host, or how many in what time. */
export type RateGiven = number | RateOptions | null | undefined;

/** Buckets beyond this number are looked through for those that are full: they say nothing. */
const MANY = 1000;

/** One key. */
interface Bucket {
  /** When it will be full again. */
  full: number;
  readonly line: Semaphore;
}

/** Makes requests wait so that no more than allowed go out in a time. */
export class RateLimit {
  /** Milliseconds for one request. */
  private readonly interval: number;
  /** How long before it is full again the bucket is empty. */
  private readonly slack: number;
  private readonly keyOf: ((request: PreparedRequest) => string) | null;
  private readonly buckets: Map<string, Bucket>;
  private many: number;

  /** @param keyOf gives the key of a request; null for its host. */
  constructor(limit: number, per: number, burst: number, keyOf: ((request: PreparedRequest) => string) | null) {
    this.interval = per / limit;
    this.slack = (burst - 1) * this.interval;
    this.keyOf = keyOf;
    this.buckets = new Map();
    this.many = MANY;
  }

  /** Wait until `request` may be sent. A kill or a timeout meanwhile uses nothing up. */
  *pass(request: PreparedRequest): Coroutine<void> {
    const bucket = this.bucketOf(this.keyFor(request));
    yield* bucket.line.acquire();
    try {
      const now = getHub().now();
      const wait = bucket.full - this.slack - now;
      if (wait > 0) {
        yield* sleep(wait);
        // Not from now on: a timer that fires late would make the next one later still.
        bucket.full += this.interval;
      } else {
        bucket.full = Math.max(bucket.full, now) + this.interval;
      }
    } finally {
      bucket.line.release();
    }
  }

  private keyFor(request: PreparedRequest): string {
    if (this.keyOf === null) return request.target.origin;
    const key: unknown = this.keyOf(request);
    if (typeof key === 'string') return key;
    throw new TypeError(`rate.key must return a string: received ${show(key)} for ${request.method} ${request.url}`);
  }

  private bucketOf(key: string): Bucket {
    let bucket = this.buckets.get(key);
    if (bucket === undefined) {
      if (this.buckets.size >= this.many) this.forget();
      bucket = { full: -Infinity, line: new Semaphore(1, { fair: true }) };
      this.buckets.set(key, bucket);
    }
    return bucket;
  }

  private forget(): void {
    const now = getHub().now();
    for (const [key, { full, line }] of this.buckets) {
      if (full <= now && !line.locked()) this.buckets.delete(key);
    }
    this.many = Math.max(MANY, this.buckets.size * 2);
  }
}

/** The limit that `given` stands for; null is none. */
export function rateOf(given: RateGiven): RateLimit | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'number') return rateOf({ limit: given });
  if (typeof given !== 'object') {
    throw new TypeError(`rate must be a number per second or { limit, per, burst, key }: received ${show(given)}`);
  }
  checkOptions(given, ['limit', 'per', 'burst', 'key']);
  const { limit, per = 1000, burst = 1, key } = given;
  if (typeof limit !== 'number') throw new TypeError(`rate.limit must be a number: received ${show(limit)}`);
  if (!(limit > 0)) throw new RangeError(`rate.limit must be greater than 0: received ${limit}`);
  checkMilliseconds(per, 'rate.per');
  if (per === Infinity) throw new RangeError('rate.per must be finite: received Infinity');
  checkCount(burst, 'rate.burst', 1);
  if (key !== undefined) checkFunction(key, 'rate.key');
  return new RateLimit(limit, per, burst, key ?? null);
}
