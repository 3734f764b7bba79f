import { describe, expect, test } from 'vitest';
import {
  AsyncResult,
  Event,
  getHub,
  Hub,
  joinall,
  Queue,
  Semaphore,
  sleep,
  spawn,
  wait,
  WrongHubError,
  type Coroutine,
  type Greenlet,
  type Operation,
} from 'greenlets';
import { VirtualHost } from 'greenlets/testing';

/** A hub whose program is blocked in `wait` until `done` is set. */
interface Other {
  readonly event: Event;
  readonly queue: Queue<number>;
  readonly semaphore: Semaphore;
  readonly result: AsyncResult<number>;
  readonly greenlet: Greenlet<boolean>;
}

/** Run `body` in one hub while things of another hub are waited for by greenlets of that hub. */
async function acrossHubs(body: (other: Other) => Coroutine<void>): Promise<void> {
  const there = new Hub({ host: new VirtualHost() });
  const here = new Hub({ host: new VirtualHost() });
  const other: { -readonly [K in keyof Other]: Other[K] } = {
    event: new Event(),
    queue: new Queue(),
    semaphore: new Semaphore(0),
    result: new AsyncResult(),
    greenlet: null!,
  };
  await there.run(function* () {
    other.greenlet = spawn(() => new Event().wait());
    spawn(() => other.event.wait());
    spawn(() => other.queue.get());
    spawn(() => other.semaphore.acquire());
    spawn(() => other.result.get());
    spawn(() => other.greenlet.join());
    yield* sleep(1);
  });
  await here.run(() => body(other));
}

describe('two hubs', () => {
  test('run at the same time, each with its own greenlets and clock', async () => {
    const trace: string[] = [];
    const program = (name: string) =>
      function* (): Coroutine<Hub> {
        for (let turn = 0; turn < 2; turn++) {
          yield* sleep(10);
          trace.push(`${name} ${getHub().now()}`);
        }
        return getHub();
      };
    const [a, b] = [new Hub({ host: new VirtualHost() }), new Hub({ host: new VirtualHost() })];
    expect(await Promise.all([a.run(program('a')), b.run(program('b'))])).toEqual([a, b]);
    expect(trace.filter((entry) => entry.startsWith('a'))).toEqual(['a 10', 'a 20']);
    expect(trace.filter((entry) => entry.startsWith('b'))).toEqual(['b 10', 'b 20']);
  });

  test.each<[string, (other: Other) => Operation<unknown>]>([
    ['an event', (other) => other.event.wait()],
    ['a queue', (other) => other.queue.get()],
    ['a semaphore', (other) => other.semaphore.acquire()],
    ['a result', (other) => other.result.get()],
    ['the join of a greenlet', (other) => other.greenlet.join()],
    ['the value of a greenlet', (other) => other.greenlet.get()],
    ['the kill of a greenlet', (other) => other.greenlet.kill()],
    ['several of them', (other) => wait([new Event(), other.event])],
    ['many greenlets', (other) => joinall([other.greenlet])],
  ])('%s of one cannot be waited for in the other', async (_what, operation) => {
    await acrossHubs(function* (other) {
      let error: unknown;
      try {
        yield* operation(other);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(WrongHubError);
      expect((error as Error).message).toContain('another hub');
    });
  });

  test('a refused wait for several leaves no link behind', async () => {
    await acrossHubs(function* (other) {
      const event = new Event();
      let refused = false;
      try {
        yield* wait([event, other.event]);
      } catch {
        refused = true;
      }
      expect([refused, event.linkcount()]).toEqual([true, 0]);
    });
  });

  test('an object that nobody waits for can change hubs', async () => {
    const event = new Event();
    for (let i = 0; i < 2; i++) {
      const hub = new Hub({ host: new VirtualHost() });
      const woken = await hub.run(function* () {
        const waiter = spawn(() => event.wait());
        yield* sleep(1);
        event.set();
        event.clear();
        return yield* waiter.get();
      });
      expect(woken).toBe(true);
    }
  });
});
