import { joinall, Queue, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { range } from '../python.ts';

export const port: Port = same(function* (print) {
  const q = new Queue<number>(2);
  function* producer() {
    for (const i of range(5)) {
      yield* q.put(i);
      print('put', i, 'qsize', q.qsize());
    }
    print('producer done');
  }
  function* consumer() {
    for (const _ of range(5)) print('    got', yield* q.get(), 'qsize', q.qsize());
  }
  yield* joinall([spawn(producer), spawn(consumer)]);
});
