import { sleep, spawn, Timeout } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except } from '../python.ts';

const reason = '`join` answers whether the greenlet has ended (true) or time was up (false); gevent returns None.';

export const port: Port = differs(reason, function* (print) {
  const s = spawn(sleep, 1000);
  let t = new Timeout(10);
  try {
    yield* s.get({ timeout: t });
  } catch (e) {
    except(e, Timeout);
    print("get: raised the caller's object", e === t);
  }
  t = new Timeout(10);
  print('join:', yield* s.join({ timeout: t }), 'started and cancelled, pending', t.pending);
  yield* s.kill();
});
