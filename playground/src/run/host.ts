/**
 * What stands behind `#host` in the page: a host that can be exchanged between two runs.
 *
 * Programs use the default hub, and that takes this host; the worker puts a fresh virtual one behind it for each run.
 */
import type { Host } from 'greenlets';

let current: Host | null = null;
let onExit: (code: number) => void = () => {};

/**
 * Let the next default hub run on `host`.
 *
 * @param host its clock, turns and timers
 * @param exit called when the program of `main` has ended, as `process.exit` is in Node
 */
export function useHost(host: Host, exit: (code: number) => void): void {
  current = host;
  onExit = exit;
}

function chosen(): Host {
  if (current === null) throw new Error('useHost must be called before the first hub is made');
  return current;
}

/** The host of every hub that is not given another. */
export const defaultHost: Host = {
  now: () => chosen().now(),
  connect: (loop) => chosen().connect(loop),
  print: (text) => chosen().print(text),
  exit: (code) => onExit(code),
};
