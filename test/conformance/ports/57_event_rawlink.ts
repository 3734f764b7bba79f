import { Event, getcurrent, sleep } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print, { hub }) {
  const e = new Event();
  e.rawlink((ev) => print('link 1', ev === e, getcurrent() === hub));
  const cb = () => print('unlinked, not called');
  e.rawlink(cb);
  e.unlink(cb);
  e.set();
  print('set returns first');
  yield* sleep(0);
  e.rawlink(() => print('link on a set event: called asynchronously, once'));
  print('main');
  yield* sleep(0);
  e.clear();
  e.set();
  yield* sleep(0);
  print('links are one-shot');
});
