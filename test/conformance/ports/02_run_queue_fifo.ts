import { joinall, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { range } from '../python.ts';

export const port: Port = same(function* (print) {
  function* worker(name: string) {
    for (const i of range(3)) {
      print(name, i);
      yield* sleep(0);
    }
    print(name, 'end');
  }
  yield* joinall(['A', 'B', 'C'].map((n) => spawn(worker, n)));
  print('main end');
});
