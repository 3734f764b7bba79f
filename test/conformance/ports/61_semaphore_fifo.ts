import { joinall, Semaphore, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { range } from '../python.ts';

export const port: Port = same(function* (print) {
  const s = new Semaphore(2);
  function* w(n: number) {
    yield* s.use(function* () {
      print('in ', n, 'counter', s.counter);
      yield* sleep(10);
    });
    print('out', n);
  }
  yield* joinall(range(5).map((i) => spawn(w, i)));
  print('counter', s.counter, 'locked', s.locked());
});
