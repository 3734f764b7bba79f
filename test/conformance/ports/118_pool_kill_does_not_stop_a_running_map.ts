import { Pool, sleep, spawn } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { range } from '../python.ts';

const reason =
  '`map` owns what it starts: when its caller is killed, so are the members at work, and no further item is taken. In ' +
  'gevent a hidden greenlet goes on spawning (issue 1215).';

export const port: Port = differs(reason, function* (print) {
  const log: number[] = [];
  function* f(n: number) {
    log.push(n);
    yield* sleep(50);
  }
  const p = new Pool(2);
  const caller = spawn(() => p.map(f, range(6)));
  yield* sleep(10);
  yield* caller.kill();
  print('after killing the caller', log);
  yield* p.kill();
  print('after pool.kill', log);
  yield* sleep(10);
  print('a moment later', log);
  yield* p.join();
  yield* sleep(500);
  print('in the end', log);
});
