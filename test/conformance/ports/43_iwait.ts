import { each, type Greenlet, iwait, LoopExit, type OperationIterator, sleep, spawn, wait } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except } from '../python.ts';

export const port: Port = same(function* (print) {
  function* f(n: string, ms: number) {
    yield* sleep(ms);
    return n;
  }
  function* values(it: OperationIterator<Greenlet<string>>) {
    const list: unknown[] = [];
    yield* each(it, function* (g) {
      list.push(g.value);
    });
    return list;
  }
  let gs = [spawn(f, 'c', 300), spawn(f, 'a', 100), spawn(f, 'b', 200)];
  yield* each(iwait(gs), function* (g) {
    print('ready', g.value);
    yield* sleep(150);
  });
  gs = [spawn(f, 'c', 300), spawn(f, 'a', 100), spawn(f, 'b', 200)];
  print('count', yield* values(iwait(gs, { count: 2 })), 'link left on c:', gs[0]!.hasLinks());
  yield* wait();
  gs = [spawn(f, 'c', 300), spawn(f, 'a', 100)];
  print('timeout', yield* values(iwait(gs, { timeout: 200 })));
  const it = iwait(gs);
  try {
    const first = yield* it.next();
    print('first', first.value?.value);
  } finally {
    yield* it.return();
  }
  print('links after with:', gs[0]!.hasLinks());
  const g = spawn(f, 'dup', 0);
  try {
    print('same object twice:', yield* values(iwait([g, g])));
  } catch (error) {
    except(error, LoopExit);
    print('LoopExit');
  }
  print('empty', yield* values(iwait([])));
});
