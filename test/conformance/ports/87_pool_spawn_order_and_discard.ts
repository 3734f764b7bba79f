import { joinall, Pool, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print) {
  const p = new Pool(1);
  const g = yield* p.spawn(() => print('body'));
  yield* sleep(0);
  print('dead', g.dead, 'len', p.length, 'full', p.full());
  yield* g.join();
  print('joined, len', p.length);
  function* spawner(n: string) {
    yield* p.spawn(print, 'task of', n);
    print('spawner', n, 'got a slot');
  }
  yield* p.spawn(sleep, 10);
  yield* joinall(['a', 'b', 'c'].map((n) => spawn(spawner, n)));
  yield* p.join();
});
