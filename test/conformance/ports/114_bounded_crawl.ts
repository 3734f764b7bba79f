import { each, Pool, sleep, Timeout } from 'greenlets';
import { type Port, same } from '../port.ts';
import { IOError, tuple } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  hub.onError = () => {};
  const pool = new Pool(3);
  function* fetch(url: string, cost: number) {
    return yield* new Timeout(500).run(function* () {
      yield* sleep(cost);
      if (url.includes('bad')) throw new IOError(url);
      return url.toUpperCase();
    });
  }
  function* safe(args: [url: string, cost: number]) {
    try {
      return tuple(args[0], yield* fetch(...args));
    } catch (error) {
      if (error instanceof Timeout) return tuple(args[0], 'timeout');
      if (error instanceof IOError) return tuple(args[0], 'error');
      throw error;
    }
  }
  const jobs: [url: string, cost: number][] = [
    ['a', 200],
    ['bad', 100],
    ['slow', 5000],
    ['b', 300],
    ['c', 1],
  ];
  yield* each(pool.imapUnordered(safe, jobs), function* (r) {
    print(r);
  });
  print(yield* pool.map(safe, jobs));
});
