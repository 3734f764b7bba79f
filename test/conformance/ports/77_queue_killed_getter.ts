import { Queue, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { typeName } from '../python.ts';

export const port: Port = same(function* (print) {
  function* run(killFirst: boolean) {
    const q = new Queue<string>();
    const a = spawn(() => q.get());
    const b = spawn(() => q.get());
    yield* sleep(0);
    if (killFirst) {
      void a.kill();
      yield* q.put('item');
    } else {
      yield* q.put('item');
      void a.kill();
    }
    yield* sleep(0);
    print(
      killFirst ? 'kill first' : 'put first',
      '| a',
      typeof a.value === 'string' ? a.value : typeName(a.value),
      '| b',
      b.value,
      '| left',
      q.qsize(),
    );
    yield* b.kill();
  }
  yield* run(true);
  yield* run(false);
});
