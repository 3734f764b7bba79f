import { joinall, Semaphore, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { range } from '../python.ts';

export const port: Port = same(function* (print) {
  let s = new Semaphore(1);
  yield* s.acquire();
  function* waiter(n: string) {
    yield* s.acquire();
    print(n, 'acquired');
    s.release();
  }
  const gs = [spawn(waiter, 'W1'), spawn(waiter, 'W2')];
  yield* sleep(0);
  s.release();
  print('barged in:', yield* s.acquire({ blocking: false }));
  yield* sleep(0);
  print('W1 had to keep waiting');
  s.release();
  yield* joinall(gs);
  print('counter', s.counter);
  // A greenlet that releases and immediately re-acquires starves the others until it blocks elsewhere.
  s = new Semaphore(1);
  const log: string[] = [];
  function* hog(n: string) {
    for (const i of range(3)) {
      yield* s.use(function* () {
        log.push(`${n}${i}`);
        yield* sleep(0);
      });
    }
  }
  yield* joinall([spawn(hog, 'a'), spawn(hog, 'b')]);
  print(log);
});
