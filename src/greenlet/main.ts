/**
 * Running a whole program in greenlets.
 */
import type { Body } from '../hub/body.ts';
import { isGreenletExit } from '../hub/errors.ts';
import { getHub } from '../hub/hub.ts';
import { checkFunction } from '../hub/validate.ts';
import { kill } from './joinall.ts';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Run `body` as the main greenlet of the default hub, and end the process with it.
 *
 * When it returns, the process ends with code 0 (or `process.exitCode`), and the other greenlets are abandoned; when it
 * throws, the error is printed and the code is 1. SIGINT and SIGTERM kill it, so that its `finally` blocks run, and the
 * code is 130 or 143; a second signal ends the process at once. If nothing can ever wake it, it gets `LoopExit`. Where
 * the host has no processes, in a browser, it just runs.
 *
 * @param body the program, a generator function or any other body
 *
 * gevent: the main greenlet, which is the program itself.
 */
export function main<R>(body: Body<[], R>): void {
  checkFunction(body, 'body');
  const hub = getHub();
  const { host } = hub;
  let code = 0;
  const stopListening = host.onSignal?.((signal) => {
    if (code !== 0) host.exit?.(code);
    code = EXIT_CODES[signal];
    kill(hub.main);
  });
  const end = (): void => {
    stopListening?.();
    hub.reportFailures();
    host.exit?.(code);
  };
  hub.run(body).then(end, (error: unknown) => {
    if (!isGreenletExit(error) || code === 0) {
      hub.reportError(hub.main, error);
      code ||= 1;
    }
    end();
  });
}
