import { GreenletExit, Group, sleep } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except, range } from '../python.ts';

const reason =
  '`kill` and `killone` answer whether they have succeeded (true) or time was up (false); gevent returns None.';

export const port: Port = differs(reason, function* (print) {
  const g = new Group();
  function* f(n: number | string) {
    try {
      yield* sleep(1000);
    } catch (error) {
      except(error, GreenletExit);
      print('killed', n);
      throw error;
    }
  }
  const [a, b, c] = range(3).map((i) => g.spawn(f, i));
  yield* sleep(0);
  print('killone', yield* g.killone(b!), g.length);
  yield* g.killone(a!);
  yield* g.killone(a!);
  print('one left', g.length);
  print('kill ->', yield* g.kill(), g.length, c!.dead);
  print('empty kill', yield* g.kill());
  function* stubborn() {
    try {
      yield* sleep(1000);
    } catch (error) {
      except(error, GreenletExit);
      yield* sleep(300);
    }
  }
  const s = g.spawn(stubborn);
  yield* sleep(0);
  print('kill(timeout) is silent ->', yield* g.kill(undefined, { timeout: 10 }), g.length, s.dead);
  yield* g.join();
  const never = g.spawn(f, 'never');
  yield* g.kill();
  print('unstarted member killed, never ran', never.dead, g.length);
});
