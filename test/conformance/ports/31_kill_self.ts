import { getcurrent, type Greenlet, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { typeName } from '../python.ts';

export const port: Port = same(function* (print) {
  function* blocking() {
    try {
      yield* (getcurrent() as Greenlet).kill();
      print('not reached');
    } finally {
      print('blocking: unwinding');
    }
  }
  let g: Greenlet = spawn(blocking);
  yield* g.join();
  print(typeName(g.value));
  function* nonblocking() {
    void (getcurrent() as Greenlet).kill();
    print('nonblocking: still running');
    try {
      yield* sleep(0);
      print('after sleep(0)');
      yield* sleep(0);
      print('not reached');
    } finally {
      print('nonblocking: unwinding');
    }
  }
  g = spawn(nonblocking);
  yield* g.join();
  print(typeName(g.value));
  function returnsFirst() {
    void (getcurrent() as Greenlet).kill();
    return 'returned before the kill arrived';
  }
  g = spawn(returnsFirst);
  yield* g.join();
  yield* sleep(0);
  print(g.value);
});
