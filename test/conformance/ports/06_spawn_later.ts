import { joinall, sleep, spawn, spawnLater } from 'greenlets';
import { type Port, same } from '../port.ts';
import { typeName } from '../python.ts';

export const port: Port = same(function* (print) {
  const g2 = spawnLater(20, print, 'later 0.02');
  const g0 = spawnLater(0, print, 'later 0');
  const g1 = spawn(print, 'spawn');
  print('started flags', g2.started, g0.started, g1.started);
  yield* sleep(0);
  print('main after sleep(0)');
  yield* joinall([g0, g1, g2]);
  function never() {
    print('must not run');
  }
  const g = spawnLater(10, never);
  yield* g.kill();
  yield* sleep(100);
  print('killed before start:', g.ready(), g.successful(), typeName(g.value));
});
