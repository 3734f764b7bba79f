import { sleep, spawnLater } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print, { hub }) {
  const log: string[] = [];
  function chain(n: number) {
    log.push(`cb${n}`);
    if (n < 5) hub.runCallback(() => chain(n + 1));
  }
  spawnLater(0, () => log.push('timer'));
  hub.runCallback(() => chain(1));
  yield* sleep(10);
  print(log);
});
