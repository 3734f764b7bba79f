import { sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { format } from '../python.ts';

export const port: Port = same(function* (print) {
  const g = spawn(() => print('child runs'));
  print(format('after spawn: started=%s ready=%s dead=%s', g.started, g.ready(), g.dead));
  print('still in main');
  yield* sleep(0);
  print(format('after sleep(0): started=%s ready=%s dead=%s', g.started, g.ready(), g.dead));
});
