import { type Greenlet, sleep, spawn, wait } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { exceptException, typeName, ValueError } from '../python.ts';

const reason =
  'An error in a `link` callback is reported with the context `[callback, greenlet]`, whether or not the callback had ' +
  'waited before; in gevent it is that only before the first wait, and afterwards the internal switch method.';

export const port: Port = differs(reason, function* (print, { hub }) {
  hub.onError = (context, error) => print('reported', typeName(context), typeName(error));
  const g = spawn(() => 1);
  function* slow() {
    print('slow start');
    yield* sleep(50);
    print('slow end');
  }
  function* lateError() {
    yield* sleep(200);
    throw new ValueError('late');
  }
  g.link(slow);
  g.link(lateError);
  g.link(() => print('third'));
  function addsMore(s: Greenlet<number>) {
    print('adds a link');
    s.rawlink(() => print('added during notification'));
  }
  g.rawlink(addsMore);
  try {
    yield* wait();
  } catch (e) {
    exceptException(e);
    print('main got', e);
  }
  print('end');
});
