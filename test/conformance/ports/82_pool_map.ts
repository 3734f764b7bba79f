import { Pool, sleep } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except, range, sorted, ValueError } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  hub.onError = () => {};
  const p = new Pool(2);
  const log: string[] = [];
  function* f(n: number) {
    log.push(`start${n}`);
    yield* sleep(100 * (4 - n));
    log.push(`end${n}`);
    return n * 10;
  }
  print(yield* p.map(f, range(3)));
  print(log);
  const done: number[] = [];
  function* g(n: number) {
    yield* sleep(100 * (3 - n));
    if (n === 0 || n === 1) throw new ValueError(n);
    done.push(n);
  }
  try {
    yield* new Pool().map(g, [0, 1, 2, 3]);
  } catch (e) {
    except(e, ValueError);
    print('map raises the first error by POSITION (1 failed earlier in time):', e, 'others ran', sorted(done));
  }
  print(
    yield* new Pool(3).map((x) => x, 'abc'[Symbol.iterator]()),
    yield* new Pool(1).map((x: string) => x.length, []),
  );
  const r = p.mapAsync((x: number) => x + 1, [1, 2]);
  r.linkValue((v) => print('callback', v.value));
  print(yield* r.get());
  print(
    yield* p.mapCb(
      (x: number) => x,
      [1],
      (v) => print('cb', v),
    ),
  );
});
