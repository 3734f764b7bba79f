import { each, GreenletExit, joinall, LoopExit, type OperationIterator, Pool, sleep, spawn } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except, range, tuple, typeName } from '../python.ts';

const reason =
  'After the end of an iterator `next()` gives `done` again and again, where gevent blocks for ever; `joinall` takes any ' +
  'iterable, where gevent needs a sequence; and an iterator is no greenlet: `return()` stops it and kills its members.';

export const port: Port = differs(reason, function* (print) {
  function* list<T>(it: OperationIterator<T>) {
    const items: T[] = [];
    yield* each(it, function* (item) {
      items.push(item);
    });
    return items;
  }
  const ended = new Pool().imapUnordered((x: number) => x, [1]);
  print(yield* list(ended));
  try {
    print('next() after the end: done', (yield* ended.next()).done);
  } catch (error) {
    except(error, LoopExit);
    print('next() after the end blocks forever: LoopExit');
  }
  function* two(): Generator<ReturnType<typeof spawn<[], number>>, void, unknown> {
    for (const _ of range(2)) yield spawn(() => 0);
  }
  print('joinall takes any iterable:', (yield* joinall(two())).length);
  function bad(n: number) {
    if (n === 2) throw new GreenletExit('skip');
    return n;
  }
  print('GreenletExit in an item is a value:', (yield* list(new Pool().imap(bad, [1, 2, 3]))).map(typeName));
  print('tuple items are passed as one argument', yield* new Pool().map((t) => t, [tuple(1, 2)]));
  const pool = new Pool(2);
  function* work(x: number) {
    yield* sleep(100);
    return x;
  }
  const it = pool.imap(work, range(4));
  print('got', (yield* it.next()).value);
  yield* it.return();
  yield* sleep(50);
  print('an imap iterator can be stopped', (yield* it.next()).done, pool.length);
});
