import { sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except, repr, RuntimeError, ValueError } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  hub.onError = function badHandler() {
    throw new RuntimeError('handler');
  };
  function boom() {
    throw new ValueError('x');
  }
  hub.runCallback(boom);
  hub.runCallback(() => print('next callback ran'));
  yield* sleep(0);
  const g = spawn(boom);
  try {
    yield* g.join();
    print('joined');
  } catch (e) {
    except(e, RuntimeError);
    print('main got', e);
  }
  print(g.ready(), repr(g.exception));
});
