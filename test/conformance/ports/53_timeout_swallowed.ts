import { sleep, Timeout } from 'greenlets';
import { type Port, same } from '../port.ts';
import { exceptException } from '../python.ts';

export const port: Port = same(function* (print) {
  yield* new Timeout(10, false).run(function* () {
    try {
      yield* sleep(1000);
    } catch (error) {
      exceptException(error);
      print('not reached');
    }
  });
  print('passed through except Exception');
  yield* new Timeout(10, false).run(function* () {
    try {
      yield* sleep(1000);
    } catch {
      print('bare except swallowed it');
    }
    yield* sleep(20);
    print('and it does not fire twice');
  });
  function* cleanup() {
    yield* new Timeout(10, false).run(function* () {
      try {
        yield* sleep(1000);
      } finally {
        yield* sleep(20);
        print('finally may block; the timeout has already been spent');
      }
    });
  }
  yield* cleanup();
});
