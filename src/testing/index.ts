/**
 * `greenlets/testing`: virtual time, and checks that nothing is left behind.
 */
export { type Blow, Blown, killEverywhere, type Scenario, unexpectedFailures } from './kill-everywhere.ts';
export { assertNothingLeft, type Leftovers, leftovers, runClean, runVirtual, type VirtualRun } from './run.ts';
export { VirtualHost } from './virtual-host.ts';
