import { sleep, Timeout } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except } from '../python.ts';

export const port: Port = same(function* (print) {
  yield* new Timeout(300, false).run(function* () {
    yield* new Timeout(100, false).run(function* () {
      yield* sleep(1000);
      print('not reached');
    });
    print('inner expired, outer still running');
    yield* sleep(1000);
    print('not reached');
  });
  print('outer expired');
  const inner = new Timeout(300, false);
  yield* new Timeout(100, false).run(function* () {
    yield* inner.run(function* () {
      yield* sleep(1000);
      print('not reached');
    });
    print('not reached: inner must not swallow outer');
  });
  print('outer expired first; inner pending', inner.pending);
  yield* sleep(400);
  print('inner did not fire later');
  const outer = new Timeout(100);
  yield* outer.run(function* () {
    try {
      yield* new Timeout(200).run(function* () {
        yield* sleep(1000);
      });
    } catch (t) {
      except(t, Timeout);
      print('caught outer', t === outer);
    }
  });
});
