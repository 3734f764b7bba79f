import { Greenlet, Group, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except, sorted, ValueError } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  const g = new Group();
  const [a, b] = [spawn(sleep, 200), spawn(sleep, 400)];
  g.add(a);
  g.spawn(() => 'c');
  print(g.length, g.has(a), g.has(b), sorted([...g].map((x) => x === a)), new Group().length !== 0, g.full());
  print('join(timeout) ->', yield* g.join({ timeout: 10 }), g.length);
  print('join ->', yield* g.join(), g.length);
  g.add(b);
  g.discard(b);
  print('discarded', g.length, 'still alive', !b.dead);
  print('add of a finished greenlet:', g.add(a), g.length);
  yield* sleep(0);
  print('removed asynchronously', g.length);
  hub.onError = () => {};
  function boom() {
    throw new ValueError('x');
  }
  g.spawn(boom);
  print('join ignores errors', yield* g.join());
  g.spawn(boom);
  try {
    yield* g.join({ raiseError: true });
  } catch (e) {
    except(e, ValueError);
    print('raise_error', e);
  }
  const u = new Greenlet<string>(() => 'started by the group');
  g.start(u);
  yield* g.join();
  print(u.value);
});
