import { each, Queue } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except, typeName } from '../python.ts';

const reason =
  'A `maxsize` of 0 or below is refused with a RangeError; in gevent it means any number, with a warning for 0. There is ' +
  'no `copy()`, whose line is left out. Iteration ends at `shutdown()`, not at a `StopIteration` class among the items.';

export const port: Port = differs(reason, function* (print) {
  for (const maxsize of [0, -1]) {
    try {
      print(`Queue(${maxsize})`, new Queue(maxsize).maxsize);
    } catch (error) {
      except(error, RangeError);
      print(`Queue(${maxsize})`, typeName(error));
    }
  }
  print('Queue()', new Queue().maxsize, 'Queue(3)', new Queue(3).maxsize);
  const q = new Queue(2, { items: [1, 2] });
  print(q.qsize(), Boolean(new Queue()), q.full(), q.empty(), new Queue().full());
  const u = new Queue(null, { items: ['a', 'b', 'c'] });
  u.shutdown();
  const list: string[] = [];
  yield* each(u, function* (item) {
    list.push(item);
  });
  print('iteration stops at the shutdown:', list, 'left', u.qsize());
  q.maxsize = 5;
  yield* q.put(3);
  print('maxsize can be raised', q.qsize());
  const o = new Queue(1, { items: [1, 2, 3] });
  print('items may exceed maxsize:', o.qsize(), o.full());
});
