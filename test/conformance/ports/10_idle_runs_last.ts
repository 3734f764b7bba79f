import { idle, joinall, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { range } from '../python.ts';

export const port: Port = same(function* (print) {
  function* idler() {
    yield* idle();
    print('idle resumed');
  }
  function* busy(n: string) {
    for (const i of range(3)) {
      print('busy', n, i);
      yield* sleep(0);
    }
  }
  yield* joinall([spawn(idler), spawn(busy, 'a'), spawn(busy, 'b')]);
});
