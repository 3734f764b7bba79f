import { AsyncResult, type Coroutine, joinall, sleep, spawn, Timeout } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except, exceptException, KeyError, range, repr, str } from '../python.ts';

const reason =
  'There are no aliases of the methods of a Python Future (`result`, `done`, `cancel`, `cancelled`), so that the line ' +
  'with them is shorter; and a `Timeout` says milliseconds.';

export const port: Port = differs(reason, function* (print) {
  const a = new AsyncResult<string>();
  function* getter(n: number) {
    try {
      print(n, 'get ->', yield* a.get());
    } catch (e) {
      exceptException(e);
      print(n, 'raised', repr(e));
    }
  }
  const gs = range(2).map((i) => spawn(getter, i));
  yield* sleep(0);
  print('unset', a.ready(), a.successful(), a.value, a.exception);
  const attempts: (() => Coroutine<string>)[] = [
    function* () {
      return yield* a.get({ block: false });
    },
    function* () {
      return a.getNowait();
    },
    function* () {
      return yield* a.get({ timeout: 10 });
    },
  ];
  for (const f of attempts) {
    try {
      yield* f();
    } catch (t) {
      except(t, Timeout);
      print('Timeout', repr(str(t)));
    }
  }
  print('wait(timeout) ->', yield* a.wait({ timeout: 10 }));
  a.set('v');
  print('after set', a.ready(), a.successful(), a.value);
  yield* joinall(gs);
  print(yield* a.get(), a.getNowait(), yield* a.wait());
  const b = new AsyncResult<string>();
  b.setException(new KeyError('e'));
  print(b.ready(), b.successful(), repr(b.exception), b.value, 'wait ->', yield* b.wait());
  try {
    yield* b.get();
  } catch (e) {
    except(e, KeyError);
    print('get raised', e, e === b.exception);
  }
  const n = new AsyncResult<void>();
  n.set();
  print('set() stores None:', yield* n.get(), n.ready(), n.successful());
});
