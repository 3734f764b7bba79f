import { getcurrent, getHub, sleep, spawn, wait } from 'greenlets';
import { differs, type Port } from '../port.ts';

const reason =
  'The wait for the whole hub is `wait()`, which any greenlet may call, and not only the main one; a hub has no `dead`. ' +
  'The line on `hub.destroy` is left out, as it ends the main greenlet too.';

export const port: Port = differs(reason, function* (print, { hub }) {
  print(getHub() === hub, hub.main === getcurrent());
  print('join with nothing', yield* wait(), 'timeout', spawn(sleep, 1000) && (yield* wait(undefined, { timeout: 10 })));
  print('hub still usable', yield* spawn(() => 1).get());
  print('in any greenlet', yield* spawn(() => wait()).get());
});
