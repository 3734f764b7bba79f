import { sleep, Timeout } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { except } from '../python.ts';

export const port: Port = adapted('timeoutTexts', function* (print, { host }) {
  const busy = (ms: number) => host.advance(ms);
  try {
    yield* new Timeout(10).run(function* () {
      busy(50);
      print('busy loop was not interrupted');
      yield* sleep(0);
      print('sleep(0): the run queue goes first, the timer has not been looked at');
      yield* sleep(1);
      print('not reached');
    });
  } catch (t) {
    except(t, Timeout);
    print('raised at the first real wait', t);
  }
  yield* new Timeout(10, false).run(function* () {
    busy(30);
  });
  print('left the block in time: never raised');
  yield* sleep(30);
  print('not even later');
});
