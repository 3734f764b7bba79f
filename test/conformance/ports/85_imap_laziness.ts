import { each, type ImapOptions, Pool, sleep } from 'greenlets';
import { type Port, same } from '../port.ts';
import { format, range } from '../python.ts';

export const port: Port = same(function* (print) {
  function* source(log: number[]): Generator<number, void, unknown> {
    for (const i of range(6)) {
      log.push(i);
      yield i;
    }
  }
  const f = (n: number) => n;
  function* run(pool: Pool, options: ImapOptions = {}) {
    const pulled: number[] = [];
    const it = pool.imapUnordered(f, source(pulled), options);
    const a = [...pulled];
    yield* sleep(200);
    const b = [...pulled];
    const first = yield* it.next();
    yield* sleep(200);
    const c = [...pulled];
    const rest: number[] = [];
    yield* each(it, function* (n) {
      rest.push(n);
    });
    return [format('at once %s, after a yield %s, after 1 item %s', a, b, c), first.value, rest];
  }
  print('unbounded       ', ...(yield* run(new Pool())));
  print('Pool(2)         ', ...(yield* run(new Pool(2))));
  print('Pool(2),maxsize1', ...(yield* run(new Pool(2), { maxsize: 1 })));
  print('Pool(),maxsize2 ', ...(yield* run(new Pool(), { maxsize: 2 })));
});
