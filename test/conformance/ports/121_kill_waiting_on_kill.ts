import { GreenletExit, joinall, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except } from '../python.ts';

export const port: Port = same(function* (print) {
  function* slowToDie() {
    try {
      yield* sleep(10_000);
    } catch (error) {
      except(error, GreenletExit);
      print('victim cleaning up');
      yield* sleep(300);
      print('victim dies');
      throw error;
    }
  }
  const v = spawn(slowToDie);
  yield* sleep(0);
  function* killer() {
    yield* v.kill();
    print('not reached');
  }
  const k = spawn(killer);
  const j = spawn(function* () {
    yield* v.join();
    print('joiner resumed');
  });
  yield* sleep(20);
  yield* k.kill();
  print('killer killed while waiting', k.dead, 'victim alive', !v.dead);
  yield* joinall([v, j]);
});
