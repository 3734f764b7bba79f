import { AsyncResult, joinall, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except, PythonError, range, repr, ValueError } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  hub.onError = () => {};
  const a = new AsyncResult();
  const caught: unknown[] = [];
  function* waiter() {
    try {
      yield* a.get();
    } catch (e) {
      except(e, ValueError);
      caught.push(e);
    }
  }
  const gs = range(3).map(() => spawn(waiter));
  yield* sleep(0);
  const err = new ValueError('shared');
  a.setException(err);
  yield* joinall(gs);
  print(
    caught.every((c) => c === err),
    caught.length,
  );
  function raiser() {
    throw err;
  }
  const g = spawn(raiser);
  yield* g.join();
  try {
    yield* g.get();
  } catch (e) {
    except(e, ValueError);
    print('greenlet too', e === err);
  }
  class Weird extends PythonError {}
  function f() {
    throw new Weird('w');
  }
  const w = spawn(f);
  yield* w.join();
  print('any BaseException is stored', repr(w.exception));
});
