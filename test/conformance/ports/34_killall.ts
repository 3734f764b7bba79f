import { GreenletExit, killall, sleep, spawn, spawnRaw } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except, range, typeName } from '../python.ts';

const reason =
  '`killall` answers whether all are dead: true, or false when time was up. In gevent it returns None and raises ' +
  '`Timeout`, although `Greenlet.kill(timeout)` is silent there.';

export const port: Port = differs(reason, function* (print) {
  function* f(n: number | string) {
    try {
      print('run', n);
      yield* sleep(10_000);
    } catch (error) {
      except(error, GreenletExit);
      print('killed', n);
      yield* sleep(10);
      print('cleaned', n);
      throw error;
    }
  }
  const started = range(3).map((i) => spawn(f, i));
  yield* sleep(0);
  const fresh = spawn(f, 'fresh: must not run');
  print('killall ->', yield* killall([...started, fresh]));
  print(
    [...started, fresh].map((g) => g.dead),
    [...started, fresh].map((g) => typeName(g.value)),
  );
  print('empty ->', yield* killall([]));
  function* stubborn() {
    try {
      yield* sleep(10_000);
    } catch (error) {
      except(error, GreenletExit);
      yield* sleep(300);
      return 'late';
    }
    return undefined;
  }
  const g = spawn(stubborn);
  yield* sleep(0);
  print('killall timeout ->', yield* killall([g], undefined, { timeout: 10 }));
  yield* g.join();
  print(g.value);
  const raw = spawnRaw(sleep, 10_000);
  yield* sleep(0);
  yield* killall([raw]);
  print('raw dead', raw.dead);
});
