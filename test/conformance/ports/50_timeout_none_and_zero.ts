import { sleep, Timeout } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print) {
  const t = new Timeout(null);
  t.start();
  print('None: pending', t.pending);
  yield* sleep(10);
  t.cancel();
  t.close();
  print('never fired');
  yield* new Timeout(0, false).run(function* () {
    print('0: runs until the first switch');
    yield* sleep(1000);
    print('not reached');
  });
  print('0 expired at the first switch');
  const none = new Timeout(null);
  yield* none.run(function* () {
    print('with None', none.ms);
  });
  function* f(work: number, timeout: number | null = null) {
    const finished = yield* new Timeout(timeout, false).run(function* () {
      yield* sleep(work);
      return 'finished';
    });
    return finished ?? 'timed out';
  }
  print(yield* f(10), yield* f(1000, 1), yield* f(10, 1000));
});
