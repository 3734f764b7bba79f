/**
 * The floor: what the same switches cost with generators and nothing else. No states, no kills, no timers, no fairness to
 * the host, one shared one-shot operation. A runtime on generators cannot be faster than this.
 */

interface Parked {
  readonly parked: true;
}

const PARKED: IteratorResult<Parked, never> = Object.freeze({ done: false, value: Object.freeze({ parked: true }) });
const DONE: IteratorResult<Parked, void> = Object.freeze({ done: true, value: undefined });

let resuming = false;

/** The one operation: parks at its first `next`, finishes at the one that resumes it. Stateless, so it is shared. */
export const pause: Iterable<Parked, void, void> & Iterator<Parked, void, void> = {
  [Symbol.iterator]() {
    return this;
  },
  next() {
    if (!resuming) return PARKED;
    resuming = false;
    return DONE;
  },
  throw(error: unknown): never {
    throw error;
  },
};

/** A generator that waits in `pause`. */
export type Bare<T = void> = Generator<Parked, T, void>;

/** Start a generator. */
export function begin(generator: Bare<unknown>): boolean {
  return generator.next().done === true;
}

/** Resume a generator that waits in `pause`; returns whether it has ended. */
export function resume(generator: Bare<unknown>): boolean {
  resuming = true;
  return generator.next().done === true;
}

/** Step generators in turn until all have ended; all of them end in the same round. */
export function runAll(generators: readonly Bare<unknown>[]): void {
  for (const generator of generators) begin(generator);
  for (let ended = false; !ended;) for (const generator of generators) ended = resume(generator);
}
