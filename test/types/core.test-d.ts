/* oxlint-disable vitest/expect-expect -- the compiler compares */
/**
 * What the compiler infers, and what it refuses.
 */
import { describe, expectTypeOf, test } from 'vitest';
import {
  AsyncResult,
  call,
  each,
  Event,
  Greenlet,
  type GreenletExit,
  getHub,
  Group,
  iwait,
  joinall,
  killall,
  type Operation,
  type OperationIterator,
  Pool,
  Queue,
  Semaphore,
  sleep,
  spawn,
  spawnLater,
  spawnRaw,
  Timeout,
  until,
  wait,
  withTimeout,
  zip,
  type Coroutine,
} from 'greenlets';

function* coroutine(): Coroutine<number> {
  return 1;
}

describe('spawn', () => {
  test('infers the value from any kind of body', () => {
    expectTypeOf(spawn(coroutine)).toEqualTypeOf<Greenlet<number>>();
    expectTypeOf(
      spawn(function* () {
        yield* sleep(1);
        return 'text';
      }),
    ).toEqualTypeOf<Greenlet<string>>();
    expectTypeOf(spawn(() => 5)).toEqualTypeOf<Greenlet<number>>();
    expectTypeOf(spawn(async () => true)).toEqualTypeOf<Greenlet<boolean>>();
    expectTypeOf(spawn(() => new Queue<Date>().get())).toEqualTypeOf<Greenlet<Date>>();
    expectTypeOf(spawn(sleep, 5)).toEqualTypeOf<Greenlet<void>>();
    expectTypeOf(spawn(() => {})).toEqualTypeOf<Greenlet<void>>();
    expectTypeOf(spawnLater(5, coroutine)).toEqualTypeOf<Greenlet<number>>();
  });

  test('checks the arguments of the body', () => {
    const body = (a: number, b: string): string => b.repeat(a);
    spawn(body, 1, 'x');
    spawnRaw(body, 1, 'x');
    // @ts-expect-error a text is no number
    spawn(body, '1', 'x');
    // @ts-expect-error one is missing
    spawn(body, 1);
    // @ts-expect-error one too many
    spawn(body, 1, 'x', 2);
    // @ts-expect-error no function
    spawn(5);
  });

  test('refuses a body that yields without the star', () => {
    // @ts-expect-error write yield* (with the star) before an operation
    spawn(function* () {
      yield sleep(1);
    });
    // @ts-expect-error a greenlet yields nothing but operations
    spawn(function* () {
      yield 5;
    });
    // @ts-expect-error a promise is waited for with until
    spawn(function* () {
      yield Promise.resolve(1);
    });
    function* annotated(): Coroutine<void> {
      // @ts-expect-error write yield* (with the star) before an operation
      yield sleep(1);
    }
    spawn(annotated);
  });

  test('on a subclass takes the arguments of its constructor', () => {
    class Named extends Greenlet<number> {
      constructor(name: string) {
        super();
        this.name = name;
      }
    }
    expectTypeOf(Named.spawn('x')).toEqualTypeOf<Named>();
    expectTypeOf(Named.spawnLater(5, 'x')).toEqualTypeOf<Named>();
    // @ts-expect-error the name is a text
    Named.spawn(5);
  });
});

describe('yield* and await give exactly the type of the operation', () => {
  test('for greenlets and many of them', () => {
    void function* (): Coroutine<void> {
      const greenlet = spawn(coroutine);
      expectTypeOf(yield* greenlet.get()).toEqualTypeOf<number>();
      expectTypeOf(yield* greenlet.join({ timeout: 1 })).toEqualTypeOf<boolean>();
      expectTypeOf(yield* greenlet.kill()).toEqualTypeOf<boolean>();
      expectTypeOf(greenlet.value).toEqualTypeOf<number | GreenletExit | undefined>();
      expectTypeOf(yield* joinall([greenlet])).toEqualTypeOf<Greenlet<number>[]>();
      expectTypeOf(yield* joinall([greenlet, spawn(() => 'x')])).toEqualTypeOf<
        (Greenlet<number> | Greenlet<string>)[]
      >();
      expectTypeOf(yield* killall([greenlet])).toEqualTypeOf<boolean>();
      expectTypeOf(yield* wait([new Event()])).toEqualTypeOf<Event[]>();
      expectTypeOf(yield* wait([greenlet, new Event()])).toEqualTypeOf<(Greenlet<number> | Event)[]>();
      expectTypeOf(yield* wait()).toEqualTypeOf<boolean>();
      expectTypeOf(iwait([greenlet])).toEqualTypeOf<OperationIterator<Greenlet<number>>>();
      expectTypeOf(yield* iwait([greenlet]).next()).toEqualTypeOf<IteratorResult<Greenlet<number>, void>>();
    };
  });

  test('for sleep, call, until, withTimeout, Timeout.run and each', () => {
    void function* (): Coroutine<void> {
      expectTypeOf(yield* sleep(1)).toEqualTypeOf<void>();
      expectTypeOf(yield* call(coroutine)).toEqualTypeOf<number>();
      expectTypeOf(yield* until(Promise.resolve('x'))).toEqualTypeOf<string>();
      expectTypeOf(yield* until(async () => 5)).toEqualTypeOf<number>();
      expectTypeOf(yield* withTimeout(1, coroutine)).toEqualTypeOf<number>();
      expectTypeOf(yield* withTimeout(1, coroutine, { timeoutValue: null })).toEqualTypeOf<number | null>();
      expectTypeOf(yield* new Timeout(1, false).run(coroutine)).toEqualTypeOf<number | undefined>();
      expectTypeOf(
        each([1], function* (item) {
          expectTypeOf(item).toEqualTypeOf<number>();
        }),
      ).toEqualTypeOf<Operation<void>>();
      // @ts-expect-error a time is a number
      yield* sleep('5');
      // @ts-expect-error a plain value is no promise
      yield* until(5);
    };
  });

  test('for the synchronisation primitives', () => {
    void function* (): Coroutine<void> {
      expectTypeOf(yield* new Event().wait()).toEqualTypeOf<boolean>();
      expectTypeOf(yield* new AsyncResult<Date>().get()).toEqualTypeOf<Date>();
      expectTypeOf(yield* new AsyncResult<Date>().wait()).toEqualTypeOf<Date | undefined>();
      expectTypeOf(yield* new Semaphore().acquire()).toEqualTypeOf<boolean>();
      expectTypeOf(yield* new Semaphore().use(coroutine)).toEqualTypeOf<number>();
      const queue = new Queue<string>(1);
      expectTypeOf(yield* queue.get({ timeout: 5 })).toEqualTypeOf<string>();
      expectTypeOf(yield* queue.put('x')).toEqualTypeOf<void>();
      expectTypeOf(queue.getNowait()).toEqualTypeOf<string>();
      // @ts-expect-error the queue is one of texts
      yield* queue.put(5);
      // @ts-expect-error a time limit is a number or a Timeout
      yield* queue.get({ timeout: '5' });
    };
  });

  test('for groups and pools', () => {
    void function* (): Coroutine<void> {
      const pool = new Pool(2);
      expectTypeOf(new Group().spawn(coroutine)).toEqualTypeOf<Greenlet<number>>();
      expectTypeOf(yield* pool.spawn(coroutine)).toEqualTypeOf<Greenlet<number>>();
      expectTypeOf(yield* pool.apply((n: number) => String(n), 5)).toEqualTypeOf<string>();
      expectTypeOf(pool.applyAsync(async () => 5)).toEqualTypeOf<Greenlet<number>>();
      expectTypeOf(yield* pool.map((n: number) => n > 1, [1])).toEqualTypeOf<boolean[]>();
      expectTypeOf(pool.mapAsync((n: number) => sleep(n), [1])).toEqualTypeOf<Greenlet<void[]>>();
      expectTypeOf(pool.imap((s: string) => s.length, ['x'])).toEqualTypeOf<OperationIterator<number>>();
      expectTypeOf([...zip([1], ['x'])]).toEqualTypeOf<[number, string][]>();
      // @ts-expect-error the items are no numbers
      yield* pool.map((n: number) => n, ['x']);
      // @ts-expect-error an unknown option
      pool.imap((n: number) => n, [1], { size: 5 });
    };
  });

  test('await gives the same', async () => {
    expectTypeOf(spawn(coroutine).get().then).toBeFunction();
    expectTypeOf<Awaited<Operation<string>>>().toEqualTypeOf<string>();
    expectTypeOf<Awaited<Greenlet<string>>>().toEqualTypeOf<Greenlet<string>>();
    expectTypeOf(getHub().run(coroutine)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(new Queue<number>().get().with({ signal: new AbortController().signal })).toEqualTypeOf<
      Operation<number>
    >();
  });
});

test('a result can be linked to a greenlet of its type', () => {
  spawn(coroutine).rawlink(new AsyncResult<number>());
  spawn(coroutine).link((greenlet) => {
    expectTypeOf(greenlet).toEqualTypeOf<Greenlet<number>>();
  });
});
