/**
 * The seam to the world outside: a clock, a way to be called in the next turn, and a word when nothing is left to do.
 *
 * A hub never touches `setImmediate`, `setTimeout` or `process`; its host does. Virtual time, other runtimes and
 * deterministic tests are other hosts.
 */

/** What a host calls back into; a `Loop` is one. */
export interface Driven {
  /** The turn asked for with `Driver.turn` has come. */
  turn(): void;
  /** The promise jobs that `Driver.continueTurn` has let run have run. */
  continueTurn(): void;
  /** The deadline given to `Driver.rest` has passed. */
  timers(): void;
  /**
   * Nothing the host knows of can call in any more.
   *
   * @param final true if the process is about to end because of it; false if only the host's own time stands still.
   */
  idle(final: boolean): void;
}

/** What a host does for one loop. */
export interface Driver {
  /** Call `Driven.turn` once, in the next turn of the host's own loop, after the I/O found in this one. */
  turn(): void;
  /**
   * In a turn: call `Driven.continueTurn` once, when all promise jobs have run, those that they queue included, and
   * before anything else of the host. Returns false, and does nothing, if this host cannot do that.
   */
  continueTurn(): boolean;
  /**
   * Call `Driven.timers` at `deadline`, or `Driven.idle` if nothing can happen any more. A later call replaces an
   * earlier one. If a turn is asked for, it comes all the same, and first only if the deadline is not yet over.
   *
   * @param deadline in milliseconds of `Host.now`; `Infinity` without timers.
   * @param hold whether a pending timer is to keep the process alive.
   * @param outside how many waits will be ended by something outside the hub (a promise, a socket).
   */
  rest(deadline: number, hold: boolean, outside: number): void;
}

/** The asynchronous context of some moment: what `AsyncLocalStorage` reads from. */
export interface AsyncContext {
  /** Call `action` in this context. */
  run(action: () => void): void;
}

/** The environment a hub runs in. */
export interface Host {
  /** A monotonic clock in milliseconds, fractions included. */
  now(): number;
  /** Bind a loop to this host. */
  connect(loop: Driven): Driver;
  /** Show a line of report to whoever runs the program. */
  print(text: string): void;
  /** The asynchronous context of the caller, if the host has such a thing. */
  captureContext?(): AsyncContext;
  /** Where a suspended generator stands (`file:line:column`), if the host can tell without prior cost. */
  locate?(generator: object): string | undefined;
  /** Call `handler` on an interrupt or termination request; returns the way to stop listening. */
  onSignal?(handler: (signal: 'SIGINT' | 'SIGTERM') => void): () => void;
  /** End the process. */
  exit?(code: number): void;
}
