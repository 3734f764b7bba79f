/**
 * `greenlets/io`: other people's promise code in greenlets, without a patch.
 */
export { cooperative, type CooperativeOptions } from './cooperative.ts';
export type { Cooperative, CooperativeFunction, Waited } from './cooperative-type.ts';
export { AbandonedWait } from './promise-wait.ts';
