/**
 * BoundedSemaphore: a semaphore that refuses a permit it never gave.
 *
 * gevent: `gevent.lock.BoundedSemaphore`.
 */
import { MisuseError } from '../hub/errors.ts';
import { Semaphore, type SemaphoreOptions } from './semaphore.ts';

/** A semaphore whose counter never exceeds its first value. gevent: `gevent.lock.BoundedSemaphore`. */
export class BoundedSemaphore extends Semaphore {
  private readonly bound: number;

  constructor(value: number = 1, options?: SemaphoreOptions) {
    super(value, options);
    this.bound = value;
  }

  /** @internal */
  override get kind(): string {
    return 'a BoundedSemaphore';
  }

  /** @throws MisuseError if more permits are given back than were taken */
  override release(): number {
    if (this.counter >= this.bound) throw new MisuseError('Semaphore released too many times');
    return super.release();
  }
}
