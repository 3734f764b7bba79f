/**
 * Rate: so many requests to one host in a time.
 *
 * A token bucket for each host, without a timer that fills it: what is kept is the time at which it will be full again.
 * Those that wait stand in line, and only the first sleeps.
 */
import { sleep } from '../greenlet/sleep.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { getHub } from '../hub/hub.ts';
import { checkCount, checkMilliseconds, show } from '../hub/validate.ts';
import { Semaphore } from '../sync/semaphore.ts';
import { checkOptions } from './options.ts';

/** How many requests are sent to one host in a time. */
export interface RateOptions {
  /** So many requests … */
  limit: number;
  /** … in so many milliseconds; 1000 by default. */
  per?: number | undefined;
  /** How many may be sent at once after a rest; 1 by default, which spaces them evenly. */
  burst?: number | undefined;
}

/** Requests a second to one host, or how many in what time. */
export type RateGiven = number | RateOptions | null | undefined;

/** Buckets beyond this number are looked through for those that are full: they say nothing. */
const MANY = 1000;

/** One host. */
interface Bucket {
  /** When it will be full again. */
  full: number;
  readonly line: Semaphore;
}

/** Makes requests wait so that no host gets too many in a time. */
export class RateLimit {
  /** Milliseconds for one request. */
  private readonly interval: number;
  /** How long before it is full again the bucket is empty. */
  private readonly slack: number;
  private readonly buckets: Map<string, Bucket>;
  private many: number;

  constructor(limit: number, per: number, burst: number) {
    this.interval = per / limit;
    this.slack = (burst - 1) * this.interval;
    this.buckets = new Map();
    this.many = MANY;
  }

  /** Wait until a request may be sent to `host`. A kill or a timeout meanwhile uses nothing up. */
  *pass(host: string): Coroutine<void> {
    const bucket = this.bucketOf(host);
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

  private bucketOf(host: string): Bucket {
    let bucket = this.buckets.get(host);
    if (bucket === undefined) {
      if (this.buckets.size >= this.many) this.forget();
      bucket = { full: -Infinity, line: new Semaphore(1, { fair: true }) };
      this.buckets.set(host, bucket);
    }
    return bucket;
  }

  private forget(): void {
    const now = getHub().now();
    for (const [host, { full, line }] of this.buckets) {
      if (full <= now && !line.locked()) this.buckets.delete(host);
    }
    this.many = Math.max(MANY, this.buckets.size * 2);
  }
}

/** The limit that `given` stands for; null is none. */
export function rateOf(given: RateGiven): RateLimit | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'number') return rateOf({ limit: given });
  if (typeof given !== 'object') {
    throw new TypeError(`rate must be a number per second or { limit, per, burst }: received ${show(given)}`);
  }
  checkOptions(given, ['limit', 'per', 'burst']);
  const { limit, per = 1000, burst = 1 } = given;
  if (typeof limit !== 'number') throw new TypeError(`rate.limit must be a number: received ${show(limit)}`);
  if (!(limit > 0)) throw new RangeError(`rate.limit must be greater than 0: received ${limit}`);
  checkMilliseconds(per, 'rate.per');
  if (per === Infinity) throw new RangeError('rate.per must be finite: received Infinity');
  checkCount(burst, 'rate.burst', 1);
  return new RateLimit(limit, per, burst);
}
