import { type Greenlet, GreenletExit, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except, PythonError, repr, typeName } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  hub.onError = (context, error) => print('reported', typeName(error), error, context === g);
  class Stop extends PythonError {}
  let g: Greenlet = spawn(sleep, 10_000);
  yield* sleep(0);
  yield* g.kill(new Stop('now'));
  print(g.successful(), repr(g.exception));
  try {
    yield* g.get();
  } catch (e) {
    except(e, Stop);
    print('get raised', repr(e));
  }
  g = spawn(sleep, 10_000);
  yield* sleep(0);
  yield* g.kill(Stop);
  print(repr(g.exception));
  class Quiet extends GreenletExit {}
  g = spawn(sleep, 10_000);
  yield* sleep(0);
  yield* g.kill(Quiet);
  print(g.successful(), typeName(g.value));
});
