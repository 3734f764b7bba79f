/**
 * The greenlet tree of a process that runs, on a signal.
 */
import { getHub, type Hub } from '../hub/hub.ts';
import { show } from '../hub/validate.ts';
import { printRunInfo } from './tree.ts';

/** The part of Node's `process` that signals need; there is none in a browser. */
interface Signals {
  on(signal: string, listener: () => void): void;
  off(signal: string, listener: () => void): void;
}

/**
 * Print what the greenlets are doing whenever this process gets a signal: `kill -USR2 PID` shows where it hangs.
 *
 * @param signal which; SIGUSR2 by default
 * @param hub of which hub; the default one at the time of the signal by default
 * @returns the way to stop listening
 * @throws Error where there are no processes: in a browser
 *
 * gevent: a `signal` handler that calls `gevent.util.print_run_info`.
 */
export function installRunInfo(signal: string = 'SIGUSR2', hub?: Hub): () => void {
  if (typeof signal !== 'string') throw new TypeError(`signal must be the name of a signal: received ${show(signal)}`);
  const process: unknown = Reflect.get(globalThis, 'process');
  if (typeof process !== 'object' || process === null || typeof Reflect.get(process, 'on') !== 'function') {
    throw new Error(`signal ${signal} cannot be listened to: there are no processes here`);
  }
  const signals = process as Signals;
  const print = (): void => printRunInfo(hub ?? getHub());
  signals.on(signal, print);
  return () => signals.off(signal, print);
}
