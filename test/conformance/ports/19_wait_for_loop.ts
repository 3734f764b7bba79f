import { sleep, spawn, spawnLater, wait } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print) {
  spawnLater(20, print, 'timer greenlet');
  spawn(print, 'ready greenlet');
  print('wait() ->', yield* wait());
  const g = spawn(sleep, 5000);
  print('wait(0.01) ->', yield* wait(undefined, { timeout: 10 }));
  yield* g.kill();
  const u = spawn(sleep, 5000, { ref: false });
  print('unref sleeper does not hold it:', yield* wait(undefined, { timeout: 1000 }), u.ready());
});
