import { each, type OperationIterator, Pool, sleep, zip } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { except } from '../python.ts';

export const port: Port = adapted('libraryErrors', function* (print) {
  function* list<T>(it: OperationIterator<T>) {
    const items: T[] = [];
    yield* each(it, function* (item) {
      items.push(item);
    });
    return items;
  }
  function* f(n: number) {
    yield* sleep(100 * (4 - n));
    return n;
  }
  print('imap          ', yield* list(new Pool().imap(f, [1, 2, 3])));
  print('imap_unordered', yield* list(new Pool().imapUnordered(f, [1, 2, 3])));
  print('pool of 1     ', yield* list(new Pool(1).imapUnordered(f, [1, 2, 3])));
  print('two iterables ', yield* list(new Pool().imap(([a, b]) => a + b, zip([1, 2, 3], [10, 20]))));
  print('no items      ', yield* list(new Pool().imap(f, [])));
  try {
    new Pool().imap(f, [1], { nope: 1 } as never);
  } catch (e) {
    except(e, TypeError);
    print('TypeError', e);
  }
});
