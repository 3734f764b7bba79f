import { GreenletExit, sleep, spawn } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except, repr } from '../python.ts';

const reason =
  '`kill` answers whether the greenlet is dead (gevent returns None), and the `GreenletExit` of a kill has a message.';

export const port: Port = differs(reason, function* (print) {
  function* f() {
    try {
      print('start');
      yield* sleep(10_000);
      print('not reached');
    } catch (e) {
      except(e, GreenletExit);
      print('caught', repr(e));
      throw e;
    } finally {
      print('finally');
    }
  }
  const g = spawn(f);
  yield* sleep(0);
  print('kill returns', yield* g.kill());
  print('dead', g.dead, 'value', repr(g.value), 'get', repr(yield* g.get()));
});
