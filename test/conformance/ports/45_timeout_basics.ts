import { isControl, MisuseError, sleep, Timeout } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { except, repr, seconds, str, typeName, ValueError } from '../python.ts';

export const port: Port = adapted(['timeoutTexts', 'libraryErrors'], function* (print) {
  const t = new Timeout(10);
  // What `isControl` knows is what in Python is a BaseException and no Exception.
  print(
    'pending',
    t.pending,
    'seconds',
    seconds(t.ms),
    'is Exception',
    !isControl(t),
    'is BaseException',
    t instanceof Error,
  );
  t.start();
  print('pending', t.pending);
  try {
    t.start();
  } catch (e) {
    except(e, MisuseError);
    print('second start:', typeName(e));
  }
  try {
    yield* sleep(1000);
  } catch (e) {
    except(e, Timeout);
    print('caught', e === t, str(e));
  }
  print('pending', t.pending);
  t.close();
  for (const tt of [
    new Timeout(1000),
    new Timeout(500),
    new Timeout(),
    new Timeout(2000, false),
    new Timeout(2000, 'msg'),
    new Timeout(2000, new ValueError('v')),
  ]) {
    print(repr(str(tt)));
    tt.close();
  }
});
