/**
 * What `yield*` makes of a promise, for the compiler: importing `greenlets/monkey` is enough for the types.
 */
import type { Parked } from '../hub/coroutine.ts';

declare global {
  interface Promise<T> {
    /**
     * Waits for the promise in the running greenlet, once `patchPromise` of `greenlets/monkey` has been called; outside
     * greenlets the iterator is empty.
     */
    [Symbol.iterator](): Iterator<Parked, T, unknown>;
  }
}
