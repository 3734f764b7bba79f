/**
 * Each program runs once for each of its switches, and the greenlet that waits there is killed, or has an error thrown
 * into it. Whatever it was doing: every finally runs once, nothing is lost, and nothing is left behind.
 */
import { describe, expect, test } from 'vitest';
import {
  AsyncResult,
  call,
  each,
  Event,
  isControl,
  joinall,
  Pool,
  Queue,
  Semaphore,
  sleep,
  spawn,
  Timeout,
  until,
  wait,
  withTimeout,
  type Coroutine,
  type Greenlet,
} from 'greenlets';
import { killEverywhere, unexpectedFailures } from 'greenlets/testing';

/** Counts what begins and what is cleaned up. */
class Books {
  opened: number;
  closed: number;

  constructor() {
    this.opened = 0;
    this.closed = 0;
  }

  /** Run `body` between an opening and a closing that waits. */
  *keep<T>(body: () => Iterable<unknown>): Coroutine<T> {
    this.opened++;
    try {
      return yield* body() as Coroutine<T>;
    } finally {
      this.closed++;
    }
  }
}

/** Start greenlets, wait for the end of all, and check that none failed with anything but the blow. */
function* finish(greenlets: readonly Greenlet<unknown>[], release: () => void = () => {}): Coroutine<void> {
  for (const greenlet of greenlets) greenlet.link(() => {});
  yield* sleep(50);
  // What a struck greenlet can not do any more, so that those who wait for it end too.
  release();
  yield* joinall(greenlets);
  const failures = unexpectedFailures(greenlets).filter((error) => !isControl(error));
  if (failures.length > 0) throw failures[0];
}

const scenarios: Record<string, (books: Books) => Coroutine<void>> = {
  *'an event'(books) {
    const event = new Event();
    yield* finish(
      [
        ...[1, 2, 3].map(() => spawn(() => books.keep(() => event.wait()))),
        spawn(() => books.keep(() => event.wait({ timeout: 2 }))),
        spawn(function* () {
          yield* sleep(3);
          event.set();
        }),
      ],
      () => event.set(),
    );
    expect(event.linkcount()).toBe(0);
  },

  *'a result'(books) {
    const result = new AsyncResult<number>();
    yield* finish(
      [
        spawn(() => books.keep(() => result.get())),
        spawn(() => books.keep(() => result.wait())),
        spawn(function* () {
          yield* sleep(3);
          result.set(1);
        }),
      ],
      () => result.set(2),
    );
    expect(result.linkcount()).toBe(0);
  },

  *'a semaphore'(books) {
    const semaphore = new Semaphore(1);
    let inside = 0;
    const worker = (): Coroutine<void> =>
      books.keep(() =>
        semaphore.use(function* () {
          if (++inside > 1) throw new Error('two are inside');
          try {
            yield* sleep(1);
            yield* sleep(0);
          } finally {
            inside--;
          }
        }),
      );
    yield* finish([1, 2, 3, 4].map(() => spawn(worker)));
    expect([semaphore.counter, semaphore.linkcount()]).toEqual([1, 0]);
  },

  *'a queue'(books) {
    yield* exchange(books, null);
  },

  *'a bounded queue'(books) {
    yield* exchange(books, 1);
  },

  *'joinall and wait'(books) {
    const event = new Event();
    const sleepers = [1, 2, 3].map((ms) => spawn(() => books.keep(() => sleep(ms))));
    yield* finish(
      [
        ...sleepers,
        spawn(() => books.keep(() => joinall(sleepers))),
        spawn(() => books.keep(() => wait([event, ...sleepers]))),
        spawn(() => books.keep(() => joinall(sleepers, { timeout: 1 }))),
        spawn(() => books.keep(() => sleepers[2]!.join())),
        spawn(function* () {
          yield* sleep(4);
          event.set();
        }),
      ],
      () => event.set(),
    );
    expect([event.linkcount(), sleepers.some((sleeper) => sleeper.hasLinks())]).toEqual([0, false]);
  },

  *'Pool.spawn'(books) {
    const pool = new Pool(2);
    const tasks: Greenlet<unknown>[] = [];
    const spawner = (): Coroutine<void> =>
      books.keep(function* () {
        for (let i = 0; i < 3; i++) {
          const task = yield* pool.spawn(() => books.keep(() => sleep(2)));
          task.link(() => {});
          tasks.push(task);
          if (pool.length > 2) throw new Error('more than two');
        }
      });
    yield* finish([spawn(spawner), spawn(spawner)]);
    yield* pool.join();
    expect([pool.freeCount(), pool.length, unexpectedFailures(tasks)]).toEqual([2, 0, []]);
  },

  *'Pool.map'(books) {
    const pool = new Pool(2);
    const mapper = (): Coroutine<unknown> =>
      books.keep(() => pool.map((ms: number) => books.keep<void>(() => sleep(ms)), [1, 2, 3, 1]));
    yield* finish([spawn(mapper)]);
    yield* pool.join();
    expect([pool.freeCount(), pool.length]).toEqual([2, 0]);
  },

  *'Pool.imap'(books) {
    const pool = new Pool(2);
    const reader = (): Coroutine<void> =>
      books.keep(() =>
        each(
          pool.imap((ms: number) => books.keep<void>(() => sleep(ms)), [1, 2, 3, 1], { maxsize: 1 }),
          () => sleep(1) as never,
        ),
      );
    yield* finish([spawn(reader)]);
    yield* pool.join();
    expect([pool.freeCount(), pool.length]).toEqual([2, 0]);
  },

  *'Pool.apply'(books) {
    const pool = new Pool(1);
    yield* finish([1, 2].map(() => spawn(() => books.keep(() => pool.apply(() => books.keep<void>(() => sleep(1)))))));
    yield* pool.join();
    expect(pool.freeCount()).toBe(1);
  },

  *'withTimeout and Timeout.run'(books) {
    yield* finish([
      spawn(() => books.keep(() => withTimeout(2, () => books.keep<void>(() => sleep(5)), { timeoutValue: null }))),
      spawn(() => books.keep(() => withTimeout(9, () => books.keep<void>(() => sleep(2))))),
      spawn(() => books.keep(() => new Timeout(2, false).run(() => books.keep<void>(() => sleep(5))))),
      spawn(() =>
        books.keep(() => withTimeout(9, () => withTimeout(2, () => sleep(5) as never, { timeoutValue: 1 }) as never)),
      ),
    ]);
  },

  *call(books) {
    function* nested(depth: number): Coroutine<void> {
      yield* books.keep(() => (depth === 0 ? sleep(1) : call(nested, depth - 1)));
      yield* sleep(0);
    }
    yield* finish([spawn(nested, 3), spawn(() => call(nested, 2))]);
  },

  *until(books) {
    yield* finish([
      spawn(() => books.keep(() => until(new Promise<void>((resolve) => void setImmediate(resolve))))),
      spawn(async () => await new Promise<void>((resolve) => void setImmediate(resolve))),
    ]);
  },

  *'a kill that waits'(books) {
    const target = spawn(() => books.keep(() => sleep(20)));
    yield* sleep(0);
    yield* finish([
      target,
      spawn(function* () {
        yield* sleep(1);
        yield* books.keep(() => target.kill());
      }),
    ]);
  },

  *'a finally that waits, nested'(books) {
    function* careful(depth: number): Coroutine<void> {
      books.opened++;
      try {
        if (depth > 0) yield* careful(depth - 1);
        yield* sleep(1);
      } finally {
        try {
          yield* sleep(1);
          yield* sleep(0);
        } finally {
          books.closed++;
        }
      }
    }
    yield* finish([spawn(careful, 2)]);
  },
};

/** Two producers and two consumers: what was put is got, once and in order, or is still there. */
function* exchange(books: Books, maxsize: number | null): Coroutine<void> {
  const queue = new Queue<string>(maxsize);
  const put: string[] = [];
  const got: string[] = [];
  const greenlets = [
    ...['a', 'b'].map((name) =>
      spawn(() =>
        books.keep(function* () {
          for (let i = 0; i < 3; i++) {
            yield* queue.put(name + i);
            put.push(name + i);
          }
        }),
      ),
    ),
    ...[1, 2].map(() =>
      spawn(() =>
        books.keep(function* () {
          for (let i = 0; i < 3; i++) {
            got.push(yield* queue.get());
            yield* sleep(1);
          }
        }),
      ),
    ),
  ];
  yield* finish(greenlets, () => {
    for (const greenlet of greenlets) greenlet.kill();
  });
  const rest: string[] = [];
  while (!queue.empty()) rest.push(queue.getNowait());
  expect([...got, ...rest]).toEqual(put);
  expect(queue.waiting).toEqual({ getters: 0, putters: 0 });
}

describe.each(['kill', 'error'] as const)('struck by a %s at each of its switches, nothing is left of', (blow) => {
  test.each(Object.keys(scenarios))('%s', async (name) => {
    const places = await killEverywhere(() => {
      const books = new Books();
      return {
        *program() {
          yield* scenarios[name]!(books);
          expect(books.closed).toBe(books.opened);
        },
      };
    }, blow);
    expect(places).toBeGreaterThan(1);
  });
});

/**
 * The ways in which a cleanup that waits can be nested: all must run to their end, in order, whatever the depth at which
 * the kill strikes and whoever delegates to whom.
 */
describe('a delegated finally that waits', () => {
  type Delegate = (inner: () => Coroutine<void>) => Coroutine<void>;
  const delegates: Record<string, Delegate> = {
    *'yield*'(inner) {
      yield* inner();
    },
    *call(inner) {
      yield* call(inner);
    },
    *withTimeout(inner) {
      yield* withTimeout(1000, inner);
    },
    *'Timeout.run'(inner) {
      yield* new Timeout(1000).run(inner);
    },
    *'Semaphore.use'(inner) {
      yield* new Semaphore(1).use(inner);
    },
    *each(inner) {
      yield* each([1], inner);
    },
    *'the join of a child'(inner) {
      const child = spawn(inner);
      try {
        yield* child.join();
      } finally {
        yield* child.kill();
      }
    },
    *'a pool'(inner) {
      yield* new Pool(1).map(inner, [1]);
    },
  };
  const names = Object.keys(delegates);
  const pairs = names.flatMap((outer) => names.map((inner) => [outer, inner] as const));

  test.each(pairs)('by %s in %s runs whole, innermost first', async (outer, inner) => {
    const places = await killEverywhere(() => ({
      *program() {
        const trace: string[] = [];
        const wrap = (name: string, body: () => Coroutine<void>): (() => Coroutine<void>) =>
          function* () {
            trace.push(`begin ${name}`);
            try {
              yield* body();
            } finally {
              // A second blow may strike here: what waits in a finally is interrupted, what does not is run.
              try {
                yield* sleep(1);
              } finally {
                trace.push(`end ${name}`);
              }
            }
          };
        const core = wrap('core', function* () {
          yield* sleep(1);
        });
        const middle = wrap('middle', () => delegates[inner]!(core));
        const whole = spawn(wrap('whole', () => delegates[outer]!(middle)));
        whole.link(() => {});
        yield* whole.join();
        yield* sleep(10);
        const begun = trace.filter((entry) => entry.startsWith('begin')).map((entry) => entry.slice(6));
        const ended = trace.filter((entry) => entry.startsWith('end')).map((entry) => entry.slice(4));
        // The greenlet in which `map` does its work is hidden, and a blow to that one ends its caller before its members.
        if (outer === 'a pool' || inner === 'a pool')
          expect([ended.length, new Set(ended)]).toEqual([begun.length, new Set(begun)]);
        else expect(ended).toEqual([...begun].reverse());
      },
    }));
    expect(places).toBeGreaterThan(3);
  });
});
