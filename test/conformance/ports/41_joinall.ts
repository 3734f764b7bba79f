import { type Greenlet, joinall, sleep, spawn, wait } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except, ValueError } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  hub.onError = () => {};
  function* f(n: string, ms: number) {
    yield* sleep(ms);
    if (n === 'bad') throw new ValueError(n);
    return n;
  }
  const mk = () => ({ slow: spawn(f, 'slow', 300), bad: spawn(f, 'bad', 200), fast: spawn(f, 'fast', 100) });
  const names = (gs: Greenlet<string>[], d: Record<string, Greenlet<string>>) =>
    gs.flatMap((g) => Object.keys(d).filter((k) => d[k] === g));
  let d = mk();
  print('all     ', names(yield* joinall(Object.values(d)), d));
  d = mk();
  print(
    'timeout ',
    names(yield* joinall(Object.values(d), { timeout: 150 }), d),
    Object.values(d).map((g) => g.ready()),
  );
  d = mk();
  print('count=1 ', names(yield* joinall(Object.values(d), { count: 1 }), d));
  d = mk();
  try {
    yield* joinall(Object.values(d), { raiseError: true });
  } catch (e) {
    except(e, ValueError);
    print('raise_error', e, 'slow still running:', !d.slow.ready());
  }
  yield* wait();
  print('already finished (order of the argument):', names(yield* joinall(Object.values(d)), d));
  print('empty:', yield* joinall([]));
  print(
    'timeout=0 still lets one pass of the run queue happen:',
    (yield* joinall([spawn(sleep, 0), spawn(sleep, 1000)], { timeout: 0 })).length,
  );
});
