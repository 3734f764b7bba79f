/**
 * How far an operation has come, for `import * as Phase`; why not an object, `state.ts` tells.
 */

/** Neither iterated nor awaited yet. */
export const Fresh = 0;
/** A greenlet waits in it. */
export const Parked = 1;
/** It has given its result, or its wait was ended. */
export const Done = 2;

/** One of them. */
export type Value = 0 | 1 | 2;
