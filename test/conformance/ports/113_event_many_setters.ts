import { Event, joinall, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print) {
  const e = new Event();
  function* w(n: string) {
    print(n, yield* e.wait());
  }
  const gs = [spawn(w, 'a')];
  yield* sleep(0);
  e.set();
  e.set();
  gs.push(spawn(w, 'b'));
  e.clear();
  e.set();
  gs.push(spawn(w, 'c'));
  yield* joinall(gs);
  e.clear();
  const b = spawn(w, 'starved');
  yield* sleep(0);
  function pulse() {
    e.set();
    e.clear();
  }
  pulse();
  yield* b.join({ timeout: 10 });
  print('a pulse wakes those waiting', b.ready());
});
