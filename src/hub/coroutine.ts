/**
 * What passes between a coroutine and the hub: the one thing it yields, and what it waits in.
 */

declare const parkedBrand: unique symbol;

/** The type of what a coroutine yields. Only operations can make one, so `yield` without the star does not compile. */
export interface Parked {
  /** Exists for the compiler only. */
  readonly [parkedBrand]: true;
}

/** What a body written as `function*` returns. */
export type Coroutine<T> = Generator<Parked, T, unknown>;

/** What steps a coroutine forward. */
export type Steps = Iterator<Parked, unknown, unknown>;

/** What a step of a coroutine gives. */
export type Step = IteratorResult<Parked, unknown>;

/**
 * The result of the first `next()` of an operation that has to wait. `yield*` passes it on unchanged, so its identity
 * tells an operation from a plain `yield`.
 */
export const PARKED: IteratorResult<Parked, never> = Object.freeze({
  done: false,
  value: Object.freeze({}) as Parked,
});

/** The one result object for every operation that finishes: `yield*` reads it at once and drops it. */
const finished: { done: true; value: unknown } = { done: true, value: undefined };

/** The result of an operation that finishes with `value`. */
export function finish<T>(value: T): IteratorReturnResult<T> {
  finished.value = value;
  return finished as IteratorReturnResult<T>;
}

/** Keep the last result alive no longer. */
export function dropLastResult(): void {
  finished.value = undefined;
}

/** The result by which `call` asks the hub to run another coroutine first, on the greenlet's own stack of frames. */
export class Descent implements IteratorYieldResult<Parked> {
  readonly done: false;
  readonly value: Parked;
  readonly callee: Steps;

  constructor(callee: Steps) {
    this.done = false;
    this.value = PARKED.value;
    this.callee = callee;
  }
}

/** What a parked greenlet waits in. */
export interface Wait {
  /** Leave every list and stop every timer: the greenlet is to be resumed by somebody else. */
  cancel(): void;
  /** What is waited for, in words: "queue.get on Queue". */
  describe(): string;
  /** The object that is waited for, if there is one. */
  readonly subject: unknown;
}
