/**
 * Lane: what a request of a batch passes on its way to a host: a place among so many, and the rate.
 */
import type { Coroutine } from '../hub/coroutine.ts';
import { Semaphore } from '../sync/semaphore.ts';
import type { PreparedRequest } from './prepared-request.ts';
import type { RateLimit } from './rate.ts';
import type { Passage } from './settings.ts';

/** The requests of a batch to one host. */
interface Crossing {
  readonly places: Semaphore;
  /** Those in it and those that wait. */
  members: number;
}

/** The limits of a batch for each host. */
export class Lane implements Passage {
  private readonly perHost: number | null;
  private readonly rate: RateLimit | null;
  private readonly crossings: Map<string, Crossing>;

  constructor(perHost: number | null, rate: RateLimit | null) {
    this.perHost = perHost;
    this.rate = rate;
    this.crossings = new Map();
  }

  /** Wait for a place, then for the rate: one that has no place takes nothing of the rate. */
  *enter(request: PreparedRequest): Coroutine<void> {
    const { perHost } = this;
    const host = request.target.origin;
    let crossing: Crossing | undefined;
    if (perHost !== null) {
      crossing = this.crossings.get(host);
      if (crossing === undefined) {
        crossing = { places: new Semaphore(perHost, { fair: true }), members: 0 };
        this.crossings.set(host, crossing);
      }
      crossing.members++;
      try {
        yield* crossing.places.acquire();
      } catch (error) {
        this.forget(host, crossing);
        throw error;
      }
    }
    if (this.rate === null) return;
    try {
      yield* this.rate.pass(request);
    } catch (error) {
      this.leave(request);
      throw error;
    }
  }

  /** One that had entered has its response, or has failed. */
  leave(request: PreparedRequest): void {
    const host = request.target.origin;
    const crossing = this.crossings.get(host);
    if (crossing === undefined) return;
    crossing.places.release();
    this.forget(host, crossing);
  }

  private forget(host: string, crossing: Crossing): void {
    if (--crossing.members === 0) this.crossings.delete(host);
  }
}
