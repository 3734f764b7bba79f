import { ConcurrentObjectUseError, InvalidSwitchError, sleep, spawn, Waiter } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except, tuple, typeName } from '../python.ts';

const reason =
  'There are no watchers: greenlets sleep, and wait for promises with `until`. What is ported is the parts on callbacks ' +
  'and on Waiter. A callback has no truth value beside `pending`.';

export const port: Port = differs(reason, function* (print, { hub }) {
  const log: string[] = ['tick'];
  const cb = hub.runCallback(() => log.push('cb'));
  print('pending', cb.pending);
  cb.stop();
  yield* sleep(0);
  print('stopped', cb.pending, log.at(-1));
  const seen: unknown[] = [];
  const c = hub.runCallback(() => seen.push(tuple(c.pending)));
  yield* sleep(0);
  print('inside a callback (pending)', seen, 'after', c.pending);
  const x = new Waiter<string>();
  hub.runCallback(() => x.switch('v'));
  print('Waiter.get', yield* x.get());
  const y = new Waiter<string>();
  y.switch('early');
  print('already switched', yield* y.get(), y.ready(), y.successful());
  const z = new Waiter<number>();
  try {
    spawn(() => z.get());
    yield* sleep(0);
    yield* z.get();
  } catch (e) {
    except(e, ConcurrentObjectUseError);
    print(typeName(e));
  }
  try {
    z.switch(1);
  } catch (e) {
    except(e, InvalidSwitchError);
    print(typeName(e), e);
  }
});
