import { sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print) {
  function* f(n: string) {
    try {
      yield* sleep(10_000);
    } finally {
      print('unwinding', n);
    }
  }
  const [a, b] = [spawn(f, 'a'), spawn(f, 'b')];
  yield* sleep(0);
  spawn(print, 'queued earlier');
  void b.kill();
  void a.kill();
  spawn(print, 'queued later');
  print('right after:', a.ready(), b.ready());
  yield* sleep(0);
  print('after one pass:', a.ready(), b.ready());
});
