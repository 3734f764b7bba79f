/**
 * Makes this copy of the package known to the others in the process; imported for that effect.
 */
import { running } from '../hub/runnable.ts';
import { follow, unfollow } from './follow.ts';
import { PromiseWait } from './promise-wait.ts';
import { registry } from './registry.ts';
import { ownTrail } from './trail.ts';

registry.copies.push({
  trail: ownTrail,
  isRunning: () => running !== null,
  wait: (promise) => new PromiseWait(promise),
  follow,
  unfollow,
});
// It comes late: another copy has patched already.
if (registry.following) follow();

/** Wait for `promise` in the running greenlet, whichever copy it is of; null if none is running. */
export function waitAnywhere(promise: PromiseLike<unknown>): Iterator<unknown, unknown, unknown> | null {
  for (const copy of registry.copies) if (copy.isRunning()) return copy.wait(promise);
  return null;
}

/** Follow greenlets into promise code, or stop that, in all copies: those that are still to come included. */
export function followAll(on: boolean): void {
  registry.following = on;
  for (const copy of registry.copies) {
    if (on) copy.follow();
    else copy.unfollow();
  }
}
