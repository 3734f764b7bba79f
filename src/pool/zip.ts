/**
 * zip: several iterables as one of tuples, for `map` and `imap` over more than one argument.
 *
 * gevent: `imap(func, *iterables)`.
 */

type Tuple<S extends readonly Iterable<unknown>[]> = { [K in keyof S]: S[K] extends Iterable<infer T> ? T : never };

/**
 * Combine iterables into tuples; ends with the shortest.
 *
 * ```ts
 * pool.imap(([a, b]) => a + b, zip([1, 2, 3], [10, 20, 30]));
 * ```
 */
export function* zip<S extends readonly Iterable<unknown>[]>(...sources: S): Generator<Tuple<S>, void, unknown> {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  if (iterators.length === 0) return;
  try {
    for (;;) {
      const tuple: unknown[] = [];
      for (const iterator of iterators) {
        const step = iterator.next();
        if (step.done === true) return;
        tuple.push(step.value);
      }
      yield tuple as Tuple<S>;
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}
