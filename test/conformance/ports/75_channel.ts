import { Channel, Empty, Full, joinall, type Operation, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { typeName } from '../python.ts';

export const port: Port = same(function* (print) {
  const c = new Channel<number | string>();
  function* putter(x: number) {
    yield* c.put(x);
    print('put', x, 'completed');
  }
  function* getter(n: string) {
    print(n, 'got', yield* c.get());
  }
  const ps = [1, 2].map((x) => spawn(putter, x));
  yield* sleep(0);
  print('balance', c.balance, 'qsize', c.qsize(), c.empty(), c.full());
  const gs = ['A', 'B', 'C'].map((n) => spawn(getter, n));
  yield* joinall(ps);
  print('balance', c.balance);
  yield* c.put(3);
  yield* joinall(gs);
  const attempts: (() => Operation<unknown>)[] = [
    () => c.putNowait(1),
    () => c.put(1, { timeout: 10 }),
    () => c.getNowait(),
    () => c.get({ timeout: 10 }),
  ];
  for (const f of attempts) {
    try {
      yield* f();
    } catch (e) {
      if (!(e instanceof Full || e instanceof Empty)) throw e;
      print(typeName(e));
    }
  }
  const g = spawn(() => c.get());
  yield* sleep(0);
  yield* c.putNowait('now');
  print('put_nowait with a waiting getter', yield* g.get());
});
