import { Event, joinall, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { range } from '../python.ts';

export const port: Port = same(function* (print) {
  const e = new Event();
  function* w(n: number) {
    print(n, 'wait ->', yield* e.wait(), 'is_set now', e.isSet());
  }
  const gs = range(3).map((i) => spawn(w, i));
  yield* sleep(0);
  e.set();
  print('set; nobody has run yet');
  e.clear();
  yield* joinall(gs);
  print('timeout ->', yield* e.wait({ timeout: 10 }), '| timeout=0 ->', yield* e.wait({ timeout: 0 }));
  e.set();
  print('already set ->', yield* e.wait(), yield* e.wait({ timeout: 0 }), e.ready(), e.isSet());
});
