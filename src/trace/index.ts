/**
 * `greenlets/trace`: what the greenlets of a hub are doing.
 */
export { assertSwitches, type SwitchOptions } from './assert-switches.ts';
export { formatRunInfo, GreenletTree, printRunInfo } from './tree.ts';
