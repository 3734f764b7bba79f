import { joinall, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print) {
  const g = spawn(sleep, 10);
  function* joiner(name: string) {
    yield* g.join();
    print(name, 'resumed');
    yield* sleep(0);
    print(name, 'after its next sleep(0)');
  }
  g.rawlink(() => print('rawlink first'));
  const j = [spawn(joiner, 'J1'), spawn(joiner, 'J2')];
  yield* sleep(0);
  g.rawlink(() => print('rawlink last'));
  yield* joinall(j);
});
