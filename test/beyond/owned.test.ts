/**
 * What a map, an imap and an iteration own ends with the greenlet that asked for it; iterators and signals both ways.
 */
import {
  AsyncResult,
  call,
  type Coroutine,
  each,
  Event,
  Group,
  GreenletExit,
  isControl,
  iwait,
  joinall,
  type OperationIterator,
  Pool,
  Queue,
  select,
  Semaphore,
  sleep,
  spawn,
  Timeout,
  until,
  withTimeout,
} from 'greenlets';
import { type Blow, killEverywhere, runClean } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';
import { caught } from '../support/caught.ts';

/** Workers of a pool, and how many are at work. */
class Works {
  running = 0;
  ended = 0;

  *work(x: number): Coroutine<number> {
    this.running++;
    try {
      yield* sleep(10 * x);
      this.ended++;
      return x * x;
    } finally {
      this.running--;
    }
  }
}

type Way = (group: Pool | Group, works: Works) => Coroutine<unknown>;

const ways: Record<string, Way> = {
  *map(group, works) {
    return yield* group.map((x: number) => works.work(x), [1, 2, 3, 4]);
  },
  *imap(group, works) {
    const results: number[] = [];
    yield* each(
      group.imap((x: number) => works.work(x), [1, 2, 3, 4]),
      function* (value) {
        results.push(value);
      },
    );
    return results;
  },
  *'imapUnordered, left by hand'(group, works) {
    const results = group.imapUnordered((x: number) => works.work(x), [1, 2, 3, 4]);
    const first = yield* results.next();
    yield* sleep(1000);
    yield* results.return();
    return first;
  },
};

describe.each(['a pool of 2', 'a group'])('%s: what is owned by its caller', (kind) => {
  const make = (): Pool | Group => (kind === 'a group' ? new Group() : new Pool(2));

  test.each(Object.keys(ways))('%s ends when its caller is killed', async (way) => {
    await runClean(function* () {
      const [group, works] = [make(), new Works()];
      const caller = spawn(() => ways[way]!(group, works));
      yield* sleep(15);
      expect([works.running > 0, works.ended]).toEqual([true, 1]);
      yield* caller.kill();
      yield* sleep(1);
      expect([works.running, works.ended, group.length]).toEqual([0, 1, 0]);
    });
  });

  test('map ends when its caller times out', async () => {
    await runClean(function* (hub) {
      const [group, works] = [make(), new Works()];
      expect(yield* caught(withTimeout(15, () => ways['map']!(group, works)))).toBeInstanceOf(Timeout);
      expect(hub.now()).toBe(15);
      yield* sleep(1);
      expect([works.running, works.ended, group.length]).toEqual([0, 1, 0]);
    });
  });

  test('imap ends when the loop over it is left', async () => {
    await runClean(function* () {
      const [group, works] = [make(), new Works()];
      const error = yield* caught(
        each(
          group.imap((x: number) => works.work(x), [1, 2, 3, 4]),
          function* () {
            throw new RangeError('enough');
          },
        ),
      );
      expect(error).toEqual(new RangeError('enough'));
      yield* sleep(1);
      expect([works.running, works.ended, group.length]).toEqual([0, 1, 0]);
    });
  });

  test.each<[string, Blow]>(
    Object.keys(ways).flatMap((way) => [[way, 'kill'] as [string, Blow], [way, 'error'] as [string, Blow]]),
  )('%s leaves nothing behind wherever a blow strikes: %s', async (way, blow) => {
    const struck = await killEverywhere(
      () => ({
        *program() {
          const [group, works] = [make(), new Works()];
          const caller = spawn(() => ways[way]!(group, works));
          caller.rawlink(() => {});
          yield* caller.join();
          // What fails inside, by itself, fails as an item does: the others go on to their end.
          yield* group.join();
          if (works.running !== 0 || group.length !== 0) {
            throw new Error(`${works.running} at work, ${group.length} members`);
          }
        },
      }),
      blow,
    );
    expect(struck).toBeGreaterThan(5);
  });
});

test('a pool does not end with the greenlet that made it', async () => {
  await runClean(function* () {
    const works = new Works();
    const pool = new Pool(2);
    const caller = spawn(() => pool.spawn((x: number) => works.work(x), 1));
    yield* caller.join();
    yield* caller.kill();
    yield* pool.join();
    expect(works.ended).toBe(1);
  });
});

describe('iterators', () => {
  test('of ours work with for await, and stop what they own at a break', async () => {
    const works = new Works();
    const pool = new Pool(2);
    const results: number[] = [];
    for await (const value of pool.imap((x: number) => works.work(x), [1, 2, 3, 4000])) {
      results.push(value);
      if (results.length === 2) break;
    }
    expect(results).toEqual([1, 4]);
    expect(works.running).toBe(0);
    const greenlets = [3, 1, 2].map((ms) => spawn(sleep, ms));
    const order: number[] = [];
    for await (const greenlet of iwait(greenlets)) order.push(greenlets.indexOf(greenlet));
    expect(order).toEqual([1, 2, 0]);
  });

  test('of promises work with each, map and imap, and are told to stop', async () => {
    let stopped = 0;
    const source = async function* (): AsyncGenerator<number> {
      try {
        for (let i = 1; ; i++) yield await Promise.resolve(i);
      } finally {
        stopped++;
      }
    };
    const taken: number[] = [];
    await runClean(function* () {
      const error = yield* caught(
        each(source(), function* (item) {
          taken.push(item);
          if (item === 3) throw new RangeError('enough');
        }),
      );
      expect(error).toBeInstanceOf(RangeError);
    });
    expect([taken, stopped]).toEqual([[1, 2, 3], 1]);
    const finite = async function* (): AsyncGenerator<number> {
      yield* [1, 2, 3];
    };
    await runClean(function* () {
      const pool = new Pool(2);
      expect(yield* pool.map((x: number) => x * 2, finite())).toEqual([2, 4, 6]);
      const results: OperationIterator<number> = pool.imap((x: number) => x * 2, finite());
      expect([yield* results.next(), yield* results.next()].map((step) => step.value)).toEqual([2, 4]);
      yield* results.return();
    });
  });
});

type Readable = Record<string, () => OperationIterator<unknown>>;

const never = (): Coroutine<void> => waitInside() as Coroutine<void>;
const readable: Readable = {
  imap: () => new Group().imap(never, [1, 2]),
  imapUnordered: () => new Pool(1).imapUnordered(never, [1, 2]),
  iwait: () => iwait([new Event(), new Event()]),
};

/** The end of an iteration, as everybody who waits in `next` is told it. */
const end = { done: true, value: undefined };

describe.each(Object.keys(readable))('%s: return() ends it for a reader that waits', (name) => {
  test('in a greenlet', async () => {
    await runClean(function* () {
      const iterator = readable[name]!();
      const reader = spawn(() => iterator.next());
      yield* sleep(1);
      expect(yield* iterator.return()).toEqual(end);
      expect(yield* reader.get({ timeout: 1 })).toEqual(end);
    });
  });

  test('unless that is killed in the same moment', async () => {
    const errors: unknown[] = [];
    await runClean(function* (hub) {
      hub.onError = (_context, error) => errors.push(error);
      const iterator = readable[name]!();
      const reader = spawn(() => iterator.next());
      yield* sleep(1);
      void reader.kill();
      expect(yield* iterator.return()).toEqual(end);
      expect(yield* reader.get({ timeout: 1 })).toBeInstanceOf(GreenletExit);
    });
    expect(errors).toEqual([]);
  });

  test('outside, before anything has begun', async () => {
    const iterator = readable[name]!();
    const step = iterator.next().then((given) => given);
    expect(await iterator.return()).toEqual(end);
    expect(await step).toEqual(end);
  });
});

describe.each(['imap', 'imapUnordered'] as const)('%s with several readers', (name) => {
  function* readAll(results: OperationIterator<number>, log: number[]): Coroutine<void> {
    for (let step = yield* results.next(); !step.done; step = yield* results.next()) log.push(step.value);
  }

  test('gives each result to one of them, and the end to all', async () => {
    await runClean(function* () {
      const works = new Works();
      const results = new Pool(2)[name]((x: number) => works.work(x), [3, 1, 2, 5, 4]);
      const log: number[] = [];
      const readers = [1, 2, 3].map(() => spawn(readAll, results, log));
      yield* joinall(readers, { timeout: 1000 });
      expect(readers.filter((reader) => !reader.dead)).toEqual([]);
      expect([log.length, new Set(log)]).toEqual([5, new Set([1, 4, 9, 16, 25])]);
    });
  });

  test('throws the error of the items in one of them, and is over for the others', async () => {
    await runClean(function* () {
      const items = function* (): Generator<number> {
        yield 1;
        throw new RangeError('no more');
      };
      const works = new Works();
      const results = new Group()[name]((x: number) => works.work(x), items());
      const log: number[] = [];
      const readers = [1, 2, 3].map(() => spawn(readAll, results, log));
      yield* joinall(readers, { timeout: 1000 });
      expect(readers.map((reader) => reader.exception).filter(Boolean)).toEqual([new RangeError('no more')]);
      expect([log, readers.filter((reader) => !reader.dead)]).toEqual([[1], []]);
    });
  });
});

test('imap gives a result in the moment it is the next, whichever reader has asked first', async () => {
  await runClean(function* (hub) {
    const works = new Works();
    const results = new Group().imap((x: number) => works.work(x), [3, 1, 9]);
    const given: [value: unknown, at: number][] = [];
    const read = function* (): Coroutine<void> {
      const { value } = yield* results.next();
      given.push([value, hub.now()]);
    };
    yield* joinall([spawn(read), spawn(read)]);
    expect(given).toEqual([[9, 30], [1, 30]]); // prettier-ignore
    yield* results.return();
  });
});

function* waitInside(): Coroutine<unknown> {
  return yield* new AsyncResult().get();
}

describe('an AbortSignal', () => {
  test.each<[string, (signal: AbortSignal) => PromiseLike<unknown>]>([
    ['a get', (signal) => new Queue().get().with({ signal })],
    ['an acquire', (signal) => new Semaphore(0).acquire().with({ signal })],
    ['a select', (signal) => select({ a: new Event().wait(), b: sleep(50_000) }).with({ signal })],
    ['a call', (signal) => call(waitInside).with({ signal })],
  ])('ends %s that is awaited with its reason', async (_what, wait) => {
    const controller = new AbortController();
    const waiting = wait(controller.signal);
    const reason = new RangeError('aborted');
    setImmediate(() => controller.abort(reason));
    await expect(waiting).rejects.toBe(reason);
  });

  test('of a greenlet is aborted when it is killed, so that what it started stops', async () => {
    await runClean(function* () {
      const signals: AbortSignal[] = [];
      const greenlet = spawn(function* () {
        yield* until(
          (signal) =>
            new Promise((_resolve, reject) => {
              signals.push(signal);
              signal.addEventListener('abort', () => reject(new Error('stopped')));
            }),
        );
      });
      signals.push(greenlet.signal);
      yield* sleep(0);
      expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
      yield* greenlet.kill();
      expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
      expect(greenlet.value).toBeInstanceOf(GreenletExit);
    });
  });

  test('given by until is not aborted when its promise wins', async () => {
    const signals: AbortSignal[] = [];
    const value = await until(async (signal) => {
      signals.push(signal);
      return await Promise.resolve('value');
    });
    expect([value, signals[0]!.aborted]).toEqual(['value', false]);
  });
});

test('isControl knows kills and timeouts from failures', () => {
  expect([new GreenletExit(), new Timeout(1), new Error('failure'), null].map(isControl)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
