import { joinall, sleep, spawn, wait } from 'greenlets';
import { type Port, same } from '../port.ts';
import { exceptException, KeyError, repr, ValueError } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  hub.onError = () => {};
  function* f(ms: number, e: Error | null) {
    yield* sleep(ms);
    if (e !== null) throw e;
  }
  const gs = [spawn(f, 200, new KeyError('later')), spawn(f, 100, new ValueError('sooner')), spawn(f, 300, null)];
  try {
    yield* joinall(gs, { raiseError: true });
  } catch (e) {
    exceptException(e);
    print(repr(e));
  }
  print(gs.map((g) => g.ready()));
  yield* wait();
  function* killed() {
    yield* sleep(1000);
  }
  const k = spawn(killed);
  yield* sleep(0);
  void k.kill();
  const joined = yield* joinall([k], { raiseError: true });
  print('GreenletExit is not an error:', joined.length === 1 && joined[0] === k);
});
