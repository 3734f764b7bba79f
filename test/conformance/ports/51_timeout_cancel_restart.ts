import { MisuseError, sleep, Timeout } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { except } from '../python.ts';

export const port: Port = adapted('libraryErrors', function* (print) {
  const t = new Timeout(20);
  t.start();
  t.cancel();
  yield* sleep(30);
  print('cancelled: did not fire, pending', t.pending);
  t.start();
  try {
    yield* sleep(1000);
  } catch (e) {
    except(e, Timeout);
    print('restarted: fired', e === t);
  }
  t.close();
  try {
    t.start();
  } catch (e) {
    except(e, MisuseError);
    print('close() is final:', e);
  }
  const a = Timeout.startNew(20);
  print('start_new(Timeout) returns the same object', Timeout.startNew(a) === a, a.pending);
  a.close();
  const b = new Timeout(20);
  print('an unstarted one is started', Timeout.startNew(b).pending);
  b.close();
  const c = new Timeout(20);
  yield* c.run(function* () {
    c.cancel();
    yield* sleep(30);
  });
  print('cancelled inside with');
});
