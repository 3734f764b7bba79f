import { type AcquireOptions, Full, Greenlet, Pool, PoolFull, sleep, wait } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except, typeName } from '../python.ts';

const reason =
  'A bad value is a RangeError with a text of its own, and the timeout of the second row is shown in milliseconds. ' +
  '`pool.spawn()` without a body is a TypeError; gevent makes a greenlet that does nothing.';

export const port: Port = differs(reason, function* (print) {
  const p = new Pool(1);
  yield* p.spawn(sleep, 300);
  const g = new Greenlet<string>(() => 'ran');
  const options: AcquireOptions[] = [{ blocking: false }, { timeout: 5 }];
  for (const kw of options) {
    try {
      yield* p.add(g, kw);
    } catch (e) {
      except(e, PoolFull);
      print('PoolFull', e instanceof Full, kw);
    }
  }
  yield* p.start(g);
  print('started once there was room', yield* g.get());
  try {
    print(new Pool(-1));
  } catch (e) {
    except(e, RangeError);
    print('RangeError', e);
  }
  const z = new Pool(0);
  print('Pool(0)', z.full(), z.freeCount(), yield* z.waitAvailable({ timeout: 10 }));
  for (const bad of [() => p.spawn(42 as never), () => p.spawn(undefined as never)]) {
    try {
      print(typeName(yield* bad()));
    } catch (e) {
      except(e, TypeError);
      print('TypeError', e);
    }
  }
  yield* wait();
  print('no slot leaked', p.freeCount());
});
