import { joinall, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print) {
  const log: string[] = [];
  function* s(ms: number, name: string) {
    yield* sleep(ms);
    log.push(name);
  }
  yield* joinall([
    spawn(s, 300, 'c60'),
    spawn(s, 100, 'a20'),
    spawn(s, 200, 'b40-1'),
    spawn(s, 200, 'b40-2'),
    spawn(s, 0, 'zero'),
    spawn(s, -5000, 'negative'),
  ]);
  print(log);
  print('sleep returns', yield* sleep(0), yield* sleep(1));
});
