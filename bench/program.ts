/** What the programs under measurement look like; those in bench/peers see this file only as types. */

/**
 * Does so many operations and gives what they resulted in, or a promise of it, or a function that works it out once the
 * clock has stopped.
 */
export type Program = (operations: number) => unknown;

/** Programs by the name of their workload. */
export type Programs = Readonly<Record<string, Program>>;

/** Starts one coroutine that calls `arrived` and then waits for ever; what it gives is kept. */
export type Park = (arrived: () => void) => unknown;

/** One GET: the answer, parsed as JSON. */
export type GetJson = (url: string) => Promise<unknown>;

/** What a file of bench/peers exports. */
export interface PeerModule {
  readonly programs?: Programs;
  readonly park?: Park;
  readonly getJson?: GetJson;
}
