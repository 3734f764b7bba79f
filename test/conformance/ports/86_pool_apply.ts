import { Pool, sleep } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except, typeName, ValueError } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  hub.onError = () => {};
  const p = new Pool(1);
  print('apply', yield* p.apply((a: number, b: number) => a + b, 1, 2), yield* p.apply(() => 'no args'));
  function boom() {
    throw new ValueError('x');
  }
  try {
    yield* p.apply(boom);
  } catch (e) {
    except(e, ValueError);
    print('apply raises', e);
  }
  const doubled = p.applyAsync((x: number) => x * 2, 21);
  doubled.linkValue((v) => print('callback', v.value));
  print(typeName(doubled), yield* doubled.get());
  yield* sleep(0);
  p.applyAsync(boom).linkValue(() => print('not called on error'));
  yield* p.join();
  yield* p.spawn(sleep, 20);
  const g = p.applyAsync(() => 'queued');
  print('never blocks, not a member while full:', p.has(g), p.length);
  print(yield* g.get());
  print(
    'apply_cb',
    yield* p.applyCb(
      () => 5,
      [],
      (v) => print('cb', v),
    ),
  );
  yield* sleep(0);
  const nested = () => p.apply(() => "ran inline inside the pool's own worker");
  print(yield* p.apply(nested));
});
