import { sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { typeName } from '../python.ts';

export const port: Port = same(function* (print) {
  function* f() {
    try {
      yield* sleep(10_000);
    } finally {
      print('cleanup begins');
      try {
        yield* sleep(10_000);
        print('not reached');
      } finally {
        print('cleanup was interrupted');
      }
    }
  }
  const g = spawn(f);
  yield* sleep(0);
  void g.kill();
  yield* sleep(0);
  print('alive in cleanup', !g.dead);
  yield* g.kill();
  print('dead', g.dead, typeName(g.value));
});
