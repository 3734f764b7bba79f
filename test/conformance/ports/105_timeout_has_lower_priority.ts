import { Event, sleep, spawn, spawnLater, Timeout } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print, { host }) {
  const busy = () => host.advance(50);
  for (const order of ['timeout due first', 'watcher due first']) {
    // To wait for a timer is to sleep.
    const w = sleep(order.startsWith('timeout') ? 20 : 10);
    yield* new Timeout(order.startsWith('timeout') ? 10 : 20, false).run(function* () {
      spawn(busy);
      yield* w;
      print(order, '-> watcher won');
    });
  }
  const e = new Event();
  spawnLater(10, () => e.set());
  spawn(busy);
  print('Event.wait ->', yield* e.wait({ timeout: 20 }), 'although set:', e.isSet());
});
