import { Queue, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print) {
  const q = new Queue<string>();
  const g = spawn(() => q.get());
  yield* sleep(0);
  yield* q.put('x');
  print('stolen', q.getNowait());
  yield* sleep(0);
  print('getter still waiting', !g.ready());
  yield* q.put('y');
  print(yield* g.get());
});
