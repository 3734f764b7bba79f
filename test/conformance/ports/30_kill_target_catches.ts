import { GreenletExit, sleep, spawn } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except } from '../python.ts';

const reason =
  '`kill` answers whether the greenlet is dead (true) or time was up (false); gevent returns None for both.';

export const port: Port = differs(reason, function* (print) {
  function* stubborn() {
    for (;;) {
      try {
        yield* sleep(300);
        return 'natural end';
      } catch (error) {
        except(error, GreenletExit);
        print('ignored a kill');
      }
    }
  }
  const g = spawn(stubborn);
  yield* sleep(0);
  print('kill(timeout) ->', yield* g.kill(undefined, { timeout: 50 }), 'ready', g.ready());
  print('kill() ->', yield* g.kill(), 'ready', g.ready(), g.value);
  function* converts() {
    try {
      yield* sleep(10_000);
    } catch (error) {
      except(error, GreenletExit);
      return 'converted';
    }
    return undefined;
  }
  const c = spawn(converts);
  yield* sleep(0);
  yield* c.kill();
  print(c.value, c.successful());
});
