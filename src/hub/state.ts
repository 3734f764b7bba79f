/**
 * The life of a greenlet, for `import * as State`. Constants of their own, in a file that imports nothing, rather than
 * an object: a bundler puts in the numbers.
 */

/** Made, not started. */
export const New = 0;
/** Its first run is queued, or a timer will queue it. */
export const Scheduled = 1;
/** It has the processor. */
export const Running = 2;
/** It waits in an operation. */
export const Parked = 3;
/** The hub has just resumed it; the operation it waited in turns this into Running. */
export const Resuming = 4;
/** It ended with a value; a kill is one. */
export const Succeeded = 5;
/** It ended with an error. */
export const Failed = 6;

/** One of them. */
export type Value = 0 | 1 | 2 | 3 | 4 | 5 | 6;
