import { getcurrent, type Greenlet, LoopExit, spawn } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { except, typeName } from '../python.ts';

export const port: Port = adapted('loopExitTexts', function* (print) {
  function* f() {
    yield* (getcurrent() as Greenlet).join();
  }
  const g = spawn(f);
  try {
    yield* g.join();
  } catch (e) {
    except(e, LoopExit);
    print('LoopExit', e.message);
  }
  print('ready', g.ready());
  yield* g.kill();
  print('after kill', g.ready(), typeName(g.value));
});
