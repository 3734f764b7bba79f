/**
 * What a stranger found by reading: edges at which something was lost, left open or said wrongly.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  call,
  each,
  Event,
  getHub,
  Greenlet,
  joinall,
  type Parked,
  Pool,
  PriorityQueue,
  Queue,
  select,
  sleep,
  spawn,
  Timeout,
  wait,
  withContext,
} from 'greenlets';
import { runClean, runVirtual } from 'greenlets/testing';
import { expect, test } from 'vitest';

test('an order that throws fails the putter whose item it was, and the queue goes on', async () => {
  const compare = (a: number, b: number): number => {
    if (a === 13) throw new Error('incomparable');
    return a - b;
  };
  const result = await runClean(function* () {
    const queue = new PriorityQueue<number>(2, { items: [1, 3], compare });
    const bad = spawn(() => queue.put(13));
    const good = spawn(() => queue.put(2));
    yield* sleep(0);
    const first = yield* queue.get();
    yield* joinall([bad, good]);
    queue.maxsize = 5;
    expect(() => queue.putNowait(13)).toThrow('incomparable');
    return [first, String(bad.exception), yield* queue.get(), yield* queue.get(), queue.qsize(), queue.unfinishedTasks];
  });
  expect(result).toEqual([1, 'Error: incomparable', 2, 3, 0, 3]);
});

test('outside, the end of all work is waited for, also when there is none', async () => {
  expect(await getHub().join()).toBe(true);
  expect(await wait()).toBe(true);
});

test('map and imap close their source when they end early', async () => {
  const closed: string[] = [];
  function* items(name: string): Generator<number> {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      closed.push(name);
    }
  }
  await runClean(function* () {
    const pool = new Pool(2);
    const mapper = spawn(() => pool.map(sleep, items('map')));
    yield* sleep(5);
    yield* mapper.kill();
    const results = pool.imap(sleep, items('imap'));
    yield* results.next();
    yield* results.return();
  });
  expect(closed).toEqual(['map', 'imap']);
});

test('a greenlet that waits for an async generator can be killed', async () => {
  const answer = await runVirtual(function* () {
    async function* never(): AsyncGenerator<number> {
      await new Promise(() => {});
      yield 1;
    }
    const greenlet = spawn(() => each(never(), function* (): Generator<Parked, void, unknown> {}));
    yield* sleep(0);
    return yield* greenlet.kill();
  });
  expect(answer.value).toBe(true);
});

test('withContext holds in what is run by call', async () => {
  const storage = new AsyncLocalStorage<string>();
  function* inner() {
    const before = storage.getStore();
    yield* sleep(1);
    return [before, storage.getStore()];
  }
  const seen = await runClean(() =>
    withContext(storage, 'v', function* () {
      return [yield* call(inner), storage.getStore()];
    }),
  );
  expect(seen).toEqual([['v', 'v'], 'v']);
});

test('cases of a select that never began are no forgotten operations', async () => {
  const { host } = await runVirtual(function* () {
    const queue = new Queue<number>(null, { items: [7] });
    const event = new Event();
    expect(yield* select({ item: queue.get(), set: event.wait() })).toEqual({ key: 'item', value: 7 });
    const aborted = event.wait().with({ signal: AbortSignal.abort(new Error('no')) });
    yield* expectToThrow(aborted, 'no');
  });
  expect(host.printed).toEqual([]);
});

function* expectToThrow(operation: Iterable<Parked>, message: string): Generator<Parked, void, unknown> {
  let thrown: unknown;
  try {
    yield* operation;
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ message });
}

test('destroy ends greenlets that have not begun', async () => {
  const began: string[] = [];
  await runVirtual(function* (hub) {
    spawn(() => began.push('ready'));
    const later = new Greenlet(() => began.push('later'));
    later.startLater(5);
    hub.destroy();
    yield* sleep(10);
    expect(later.dead).toBe(true);
  });
  expect(began).toEqual([]);
});

test('a Timeout that was closed is refused as a limit at the call', async () => {
  const limit = new Timeout(5);
  limit.close();
  expect(() => new Event().wait({ timeout: limit })).toThrow('after close()');
});

test('joinall refuses what is no greenlet', async () => {
  expect(() => joinall([new Event() as never])).toThrow('greenlets must hold greenlets');
});
