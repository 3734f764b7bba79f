import { sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { typeName } from '../python.ts';

// The suite ends a program with its main greenlet; outside tests it is `main()` that ends the process then.
export const port: Port = same(function* (print) {
  function* suspended() {
    try {
      print('suspended runs');
      yield* sleep(100_000);
      print('not reached');
    } catch (e) {
      print('not reached', typeName(e));
      throw e;
    }
  }
  function never() {
    print('not reached: never started');
  }
  spawn(suspended);
  yield* sleep(0);
  spawn(never);
  print('main ends');
});
