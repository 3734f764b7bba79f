import { AsyncResult, Event, joinall, killall, type Operation, Pool, Semaphore, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print) {
  const target = spawn(sleep, 10_000);
  const [e, a, s, p] = [new Event(), new AsyncResult(), new Semaphore(0), new Pool(1)];
  yield* p.spawn(sleep, 300);
  const fs: (() => Operation<unknown>)[] = [
    () => target.join(),
    () => target.get(),
    () => e.wait(),
    () => a.get(),
    () => a.wait(),
    () => s.acquire(),
    () => p.spawn(print, 'must not run'),
    () => joinall([target]),
  ];
  const ws = fs.map((f) => spawn(f));
  yield* sleep(10);
  // The semaphore is as private in gevent: `p._semaphore`.
  const slots = Reflect.get(p, 'slots') as Semaphore;
  print('links while waiting', e.linkcount(), a.linkcount(), s.linkcount(), target.hasLinks(), slots.linkcount());
  yield* killall(ws);
  print('links after kill   ', e.linkcount(), a.linkcount(), s.linkcount(), target.hasLinks(), slots.linkcount());
  yield* p.join();
  print('pool free', p.freeCount(), 'can spawn', yield* (yield* p.spawn(() => 'ok')).get());
  yield* target.kill();
});
