import { joinall, Queue, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { exceptException, invoke, typeName } from '../python.ts';

export const port: Port = same(function* (print) {
  function* attempt(name: string, f: () => unknown) {
    try {
      print(name, '->', yield* invoke(f));
    } catch (e) {
      exceptException(e);
      print(name, '->', typeName(e));
    }
  }
  const q = new Queue(null, { items: [1, 2] });
  q.shutdown();
  yield* attempt('put', () => q.put(3));
  yield* attempt('put_nowait', () => q.putNowait(3));
  yield* attempt('get', () => q.get());
  yield* attempt('get', () => q.get());
  yield* attempt('get', () => q.get());
  yield* attempt('get_nowait', () => q.getNowait());
  yield* attempt('peek', () => q.peek());
  print('unfinished', q.unfinishedTasks, 'join(timeout)', yield* q.join({ timeout: 10 }));
  const r = new Queue<string>();
  const getter = (n: string) => attempt(`${n} get`, () => r.get());
  const gs = ['g1', 'g2'].map((n) => spawn(getter, n));
  yield* sleep(0);
  r.shutdown();
  print('shutdown returned');
  yield* joinall(gs);
  const s = new Queue(1, { items: ['x'] });
  const p = spawn(() => attempt('blocked put', () => s.put('y')));
  const j = spawn(function* () {
    print('join ->', yield* s.join());
  });
  yield* sleep(0);
  s.shutdown({ immediate: true });
  print('dropped, qsize', s.qsize(), 'unfinished', s.unfinishedTasks);
  yield* joinall([p, j]);
  yield* attempt('get after immediate', () => s.get());
  s.shutdown();
  print('shutdown twice is fine');
});
