import { sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { exceptException, range, ValueError } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  hub.onError = () => {};
  function* f() {
    for (const _ of range(3)) {
      try {
        yield* sleep(10_000);
      } catch (e) {
        exceptException(e);
        print('got', e);
      }
    }
    return 'end';
  }
  const g = spawn(f);
  yield* sleep(0);
  for (const i of range(5)) void g.kill(new ValueError(i));
  yield* g.join();
  yield* sleep(10);
  print(g.value, g.exception);
});
