import { MisuseError, RLock, sleep, spawn } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except, typeName } from '../python.ts';

const reason =
  '`acquire` always answers with a boolean, where gevent gives 1 when the owner takes the lock once more; and a release ' +
  'by somebody else is a MisuseError, which JavaScript has no RuntimeError for.';

export const port: Port = differs(reason, function* (print) {
  const l = new RLock();
  print(yield* l.acquire(), yield* l.acquire(), yield* l.acquire({ blocking: false }));
  function* other() {
    print('other nonblocking', yield* l.acquire({ blocking: false }), 'timeout', yield* l.acquire({ timeout: 10 }));
    try {
      l.release();
    } catch (e) {
      except(e, MisuseError);
      print(typeName(e), e.message.split('.')[0]);
    }
    yield* l.use(function* () {
      print('other owns it');
    });
  }
  const g = spawn(other);
  yield* sleep(200);
  l.release();
  l.release();
  print('two of three released');
  yield* sleep(0);
  print('still mine');
  l.release();
  yield* g.join();
  try {
    l.release();
  } catch (e) {
    except(e, MisuseError);
    print('release of an unowned lock:', typeName(e));
  }
  function* diesHolding() {
    yield* l.acquire();
  }
  yield* spawn(diesHolding).join();
  print('a lock is not released when its owner dies:', yield* l.acquire({ blocking: false }));
});
