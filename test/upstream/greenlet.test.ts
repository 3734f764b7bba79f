/**
 * What gevent's test__greenlet asserts, in virtual time. docs/upstream-tests.md says which test stands for which.
 */
import {
  AsyncResult,
  Channel,
  type Coroutine,
  Event,
  Greenlet,
  GreenletExit,
  joinall,
  killall,
  Queue,
  scope,
  sleep,
  spawn,
  spawnLater,
  spawnRaw,
  Timeout,
} from 'greenlets';
import { runClean } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';
import { caught } from '../support/caught.ts';
import { answersInTime, throwsInTime } from './timed.ts';

class Expected extends Error {}

function fail(message = 'expected'): never {
  throw new Expected(message);
}

type LinkMethod = 'link' | 'linkValue' | 'linkException';

describe('a link', () => {
  test('to an AsyncResult brings it the value, however late and often it is made', async () => {
    await runClean(function* () {
      const greenlet = spawn(() => 100);
      for (let i = 0; i < 4; i++) {
        const result = new AsyncResult<number>();
        greenlet.rawlink(result);
        expect(yield* result.get()).toBe(100);
      }
    });
  });

  test('to an AsyncResult brings it the very error, however late and often it is made', async () => {
    await runClean(function* () {
      const error = new Expected();
      const greenlet = spawn(() => {
        throw error;
      });
      for (let i = 0; i < 4; i++) {
        const result = new AsyncResult<never>();
        greenlet.rawlink(result);
        expect(yield* caught(result.get())).toBe(error);
      }
    });
  });

  test('may put the greenlet into a queue', async () => {
    await runClean(function* () {
      const greenlet = spawn(() => 100);
      const queue = new Queue<Greenlet<number>>();
      for (let i = 0; i < 4; i++) {
        greenlet.link((ended) => queue.put(ended));
        expect(yield* (yield* queue.get()).get()).toBe(100);
      }
    });
  });

  test('may put the greenlet into a channel, and wait there', async () => {
    await runClean(function* () {
      const channel = new Channel<Greenlet<number>>();
      for (const value of [101, 102, 103]) spawn(() => value).link((ended) => channel.put(ended));
      const results: number[] = [];
      for (let i = 0; i < 3; i++) results.push(yield* (yield* channel.get()).get());
      expect(new Set(results)).toEqual(new Set([101, 102, 103]));
    });
  });

  test.each<LinkMethod>(['link', 'linkValue', 'linkException'])('made with %s can be taken back', async (method) => {
    await runClean(function* () {
      const greenlet = spawn(() => {});
      for (const callback of [() => {}, () => 1]) {
        greenlet[method](callback);
        expect([greenlet.hasLinks(), greenlet.linkcount()]).toEqual([true, 1]);
        greenlet.unlink(callback);
        expect([greenlet.hasLinks(), greenlet.linkcount()]).toEqual([false, 0]);
      }
      yield* greenlet.kill();
    });
  });

  /** Make links of all sorts, let the greenlet end, and tell what arrived; three times, as it stays dead. */
  function* threeTimes(greenlet: Greenlet<unknown>, method: LinkMethod, other: LinkMethod): Coroutine<unknown[]> {
    const outcomes: unknown[] = [];
    for (let round = 0; round < 3; round++) {
      const result = new AsyncResult();
      greenlet[method]((ended) => result.notify(ended));
      const queue = new Queue<Greenlet<unknown>>(1);
      greenlet[method]((ended) => queue.put(ended));
      let calls = 0;
      for (let i = 0; i < 10; i++) greenlet[method](() => calls++);
      let others = 0;
      greenlet[other](() => others++);
      if (outcomes.length === 0 && method !== 'linkException' && !greenlet.dead) yield* sleep(0);
      yield* sleep(240);
      expect([greenlet.dead, calls, others]).toEqual([true, 10, 0]);
      expect(yield* queue.get()).toBe(greenlet);
      outcomes.push(result.exception ?? result.value);
    }
    return outcomes;
  }

  test.each<LinkMethod>(['link', 'linkValue'])('%s hears of a value, linkException does not', async (method) => {
    await runClean(function* () {
      expect(
        yield* threeTimes(
          spawn(() => 25),
          method,
          'linkException',
        ),
      ).toEqual([25, 25, 25]);
    });
  });

  test.each<LinkMethod>(['link', 'linkValue'])(
    '%s hears of a kill as of a value, linkException does not',
    async (method) => {
      await runClean(function* () {
        const greenlet = spawn(sleep, 240);
        greenlet.kill();
        const exit: unknown = expect.any(GreenletExit);
        expect(yield* threeTimes(greenlet, method, 'linkException')).toEqual([exit, exit, exit]);
      });
    },
  );

  test.each<LinkMethod>(['link', 'linkException'])('%s hears of an error, linkValue does not', async (method) => {
    await runClean(function* () {
      const error: unknown = expect.any(Expected);
      expect(yield* threeTimes(spawn(fail), method, 'linkValue')).toEqual([error, error, error]);
    });
  });

  test.each<[string, () => unknown]>([
    ['a value', () => 5],
    ['an error', fail],
  ])('that throws keeps no other from hearing of %s, and each error is reported', async (_what, body) => {
    await runClean(function* (hub) {
      const reported: unknown[] = [];
      hub.onError = (_context, error) => reported.push(error);
      const greenlet = spawn(body);
      const calls: number[] = [];
      const errors = [1, 2, 3].map((n) => new Expected(`listener ${n}`));
      errors.forEach((error, n) => {
        greenlet.link(() => {
          calls.push(n);
          throw error;
        });
      });
      yield* sleep(1200);
      expect([calls, reported]).toEqual([[0, 1, 2], errors]);
    });
  });

  test.each(['link', 'rawlink', 'rawlink of an AsyncResult'])(
    'taken back during the notification is not called: %s',
    async (method) => {
      await runClean(function* (hub) {
        hub.onError = () => {};
        const result = new AsyncResult<number>();
        const greenlet = spawn(() => 5);
        if (method === 'rawlink of an AsyncResult') spawn(() => result.set(6));
        const target = method === 'rawlink of an AsyncResult' ? result : greenlet;
        const calls: number[] = [];
        const first = (): void => {
          target.unlink(second);
          calls.push(1);
          fail();
        };
        const second = (): void => {
          target.unlink(first);
          calls.push(2);
          fail();
        };
        for (const callback of [first, second, () => fail()]) {
          if (method === 'link') greenlet.link(callback);
          else target.rawlink(callback);
        }
        yield* sleep(1200);
        expect(calls).toEqual([1]);
      });
    },
  );
});

describe('joinall', () => {
  test('with raiseError throws nothing if there is nothing to throw', async () => {
    await runClean(function* () {
      const greenlets = [1, 2, 3].map((n) => spawn(() => n));
      yield* joinall(greenlets, { raiseError: true });
      expect(greenlets.map(({ value }) => value)).toEqual([1, 2, 3]);
    });
  });

  test('with raiseError throws as soon as one has failed, and again at the next call', async () => {
    await runClean(function* (hub) {
      const slow = spawn(sleep, 120);
      const failing = spawn(fail);
      expect(yield* caught(joinall([slow, failing] as Greenlet<unknown>[], { raiseError: true }))).toBeInstanceOf(
        Expected,
      );
      expect(yield* caught(joinall([failing], { raiseError: true }))).toBeInstanceOf(Expected);
      expect([slow.dead, hub.now()]).toEqual([false, 0]);
      yield* slow.join();
    });
  });

  test('with raiseError throws the error that came first', async () => {
    await runClean(function* () {
      const first = spawn(function* () {
        yield* sleep(100);
        fail('later');
      });
      const second = spawn(fail, 'sooner');
      expect(yield* caught(joinall([first, second], { raiseError: true }))).toMatchObject({ message: 'sooner' });
      yield* joinall([first, second]);
    });
  });

  test('with a count waits for so many, whatever their end', async () => {
    await runClean(function* (hub) {
      hub.onError = () => {};
      const sleeper = spawn(sleep, 1_000_000);
      const failing = spawn(fail);
      yield* joinall([sleeper, failing] as Greenlet<unknown>[], { count: 1 });
      expect([failing.dead, sleeper.dead]).toEqual([true, false]);
      yield* sleeper.kill();
      expect(sleeper.dead).toBe(true);
    });
  });
});

function* withSleeper<T>(body: (sleeper: Greenlet<void>) => Coroutine<T>): Coroutine<T> {
  const sleeper = spawn(sleep, 10_000);
  try {
    return yield* body(sleeper);
  } finally {
    yield* sleeper.kill();
  }
}

describe('a timed join of a greenlet', () => {
  answersInTime(
    (timeout) =>
      withSleeper(function* (sleeper) {
        return yield* sleeper.join({ timeout });
      }),
    false,
  );
});

describe('a timed get of a greenlet', () => {
  throwsInTime(
    (timeout) =>
      withSleeper(function* (sleeper) {
        return yield* sleeper.get({ timeout });
      }),
    Timeout,
  );
});

describe('a timed joinall of a greenlet that was never started', () => {
  answersInTime(function* (timeout) {
    return yield* joinall([new Greenlet()], { timeout });
  }, []);
});

describe('a timed joinall', () => {
  answersInTime(
    (timeout) =>
      withSleeper(function* (sleeper) {
        return yield* joinall([sleeper], { timeout });
      }),
    [],
  );
});

test('what is no function cannot be spawned', () => {
  const none = 1 as never;
  expect(() => spawn(none)).toThrow(TypeError);
  expect(() => spawnRaw(none)).toThrow(TypeError);
  expect(() => spawnLater(1, undefined as never)).toThrow(TypeError);
  expect(() => spawnLater(1, none)).toThrow(TypeError);
});

test('spawnRaw passes arguments on', async () => {
  await runClean(function* () {
    const seen: unknown[] = [];
    const greenlet = spawnRaw((...args: unknown[]) => seen.push(...args), 1, { name: 'value' });
    yield* sleep(10);
    expect([greenlet.dead, seen]).toEqual([true, [1, { name: 'value' }]]);
  });
});

/** All that tells in which state a greenlet is. */
function flags(greenlet: Greenlet<unknown>): Record<string, unknown> {
  return {
    dead: greenlet.dead,
    started: greenlet.started,
    ready: greenlet.ready(),
    successful: greenlet.successful(),
    value: greenlet.value,
    exception: greenlet.exception,
  };
}

const FRESH = { dead: false, started: false, ready: false, successful: false, value: undefined, exception: undefined };

test('the flags of a greenlet that returns', async () => {
  await runClean(function* () {
    const linked: unknown[] = [];
    const greenlet = new Greenlet(
      function* (ms: number, value: number) {
        yield* sleep(ms);
        return value;
      },
      10,
      5,
    );
    greenlet.rawlink((ended) => linked.push(ended));
    expect(flags(greenlet)).toEqual(FRESH);
    greenlet.start();
    expect(flags(greenlet)).toEqual({ ...FRESH, started: true });
    yield* sleep(1);
    expect([flags(greenlet), linked]).toEqual([{ ...FRESH, started: true }, []]);
    yield* sleep(20);
    expect(flags(greenlet)).toEqual({ ...FRESH, dead: true, ready: true, successful: true, value: 5 });
    expect(linked).toEqual([greenlet]);
  });
});

test('the flags of a greenlet that throws', async () => {
  await runClean(function* () {
    const linked: unknown[] = [];
    const error = new Expected();
    const greenlet = new Greenlet(function* () {
      yield* sleep(1);
      throw error;
    });
    greenlet.rawlink((ended) => linked.push(ended));
    greenlet.start();
    yield* sleep(200);
    expect(flags(greenlet)).toEqual({ ...FRESH, dead: true, ready: true, exception: error });
    expect(linked).toEqual([greenlet]);
  });
});

test('a greenlet without an error has no exception, before and after', async () => {
  await runClean(function* () {
    expect(new Greenlet().exception).toBe(undefined);
    const greenlet = spawn(sleep);
    yield* greenlet.join();
    expect(greenlet.exception).toBe(undefined);
  });
});

test('an endless recursion is an error like any other', async () => {
  await runClean(function* (hub) {
    const reported: unknown[] = [];
    hub.report = 'always';
    hub.onError = (context, error) => reported.push([context, (error as Error).constructor]);
    const recur = (): number => 1 + recur();
    const greenlet = spawn(recur);
    yield* spawn(() => joinall([greenlet])).get();
    expect(yield* caught(greenlet.get())).toBeInstanceOf(RangeError);
    expect([greenlet.successful(), greenlet.dead]).toEqual([false, true]);
    expect(reported).toEqual([[greenlet, RangeError]]);
  });
});

test('a spawn tree shares its locals, two trees do not', async () => {
  await runClean(function* (hub) {
    let checked = 0;
    const body = function* (self: () => Greenlet<unknown>): Coroutine<void> {
      const child = new Greenlet();
      expect(child.spawnTreeLocals).toBe(self().spawnTreeLocals);
      expect(child.spawningGreenlet).toBe(self());
      checked++;
    };
    const first: Greenlet<void> = spawn(body, () => first);
    const second: Greenlet<void> = spawn(body, () => second);
    expect(first.spawnTreeLocals).not.toBe(second.spawnTreeLocals);
    expect(first.spawningGreenlet).toBe(hub.main);
    yield* joinall([first, second]);
    expect(checked).toBe(2);
  });
});

test('a spawn callback is told of every greenlet that starts, at its start', async () => {
  await runClean(function* () {
    const told: unknown[] = [];
    const tell = (greenlet: Greenlet<unknown>): void => void told.push(greenlet);
    Greenlet.addSpawnCallback(tell);
    try {
      const spawned = spawn(() => {});
      expect(told).toEqual([spawned]);
      const later = spawnLater(1, () => {});
      expect(told).toEqual([spawned, later]);
      const made = new Greenlet(() => {});
      expect(told.length).toBe(2);
      made.start();
      expect(told).toEqual([spawned, later, made]);
      yield* joinall([spawned, later, made]);
      Greenlet.removeSpawnCallback(tell);
      yield* spawn(() => {}).join();
      expect(told.length).toBe(3);
    } finally {
      Greenlet.removeSpawnCallback(tell);
    }
  });
});

const starts: Record<string, (greenlet: Greenlet<unknown>) => Coroutine<void>> = {
  *'not started'() {},
  *started(greenlet) {
    greenlet.start();
  },
  *'to start later'(greenlet) {
    greenlet.startLater(200);
  },
  *running(greenlet) {
    greenlet.start();
    yield* sleep(1);
  },
};

describe.each(Object.keys(starts))('a greenlet that is %s', (how) => {
  describe.each(['kill', 'killall'] as const)('is ended for good by %s', (method) => {
    test.each([
      ['waited for, with nothing', true, undefined],
      ['not waited for, with nothing', false, undefined],
      ['waited for, with an error', true, new Expected()],
      ['not waited for, with an error', false, new Expected()],
    ])('%s', async (_what, waits, error) => {
      await runClean(function* (hub) {
        hub.onError = () => {};
        const ran: string[] = [];
        const linked: unknown[] = [];
        const greenlet = new Greenlet(function* () {
          if (how === 'running') yield* sleep(10_000);
          ran.push('ran');
        });
        greenlet.link((ended) => linked.push(ended));
        yield* starts[how]!(greenlet);
        const expected =
          error === undefined
            ? { ...FRESH, dead: true, ready: true, successful: true, value: expect.any(GreenletExit) as unknown }
            : { ...FRESH, dead: true, ready: true, exception: error };
        for (let round = 0; round < 2; round++) {
          const killing = method === 'kill' ? greenlet.kill(error) : killall([greenlet], error);
          if (waits) expect(yield* killing).toBe(true);
          else yield* sleep(1);
          expect(flags(greenlet)).toEqual(expected);
          yield* sleep(10);
          expect(flags(greenlet)).toEqual(expected);
        }
        expect([ran, linked]).toEqual([[], [greenlet]]);
      });
    });

    test('but not with what is no error', async () => {
      await runClean(function* () {
        const greenlet = new Greenlet();
        const none = 42 as never;
        expect(() => (method === 'kill' ? greenlet.kill(none) : killall([greenlet], none))).toThrow(TypeError);
        expect(greenlet.dead).toBe(false);
      });
    });
  });
});

test('killall takes raw greenlets', async () => {
  await runClean(function* () {
    const ran: string[] = [];
    const raw = spawnRaw(() => ran.push('raw'));
    expect(yield* killall([raw])).toBe(true);
    // As in gevent 22.10, its first run comes before the kill.
    expect([raw.dead, ran]).toEqual([true, ['raw']]);
  });
});

describe('a greenlet at the end of the block that owns it', () => {
  test('has ended', async () => {
    await runClean(function* () {
      const greenlet = yield* scope(function* (s) {
        const inside = s.spawn(sleep, 10);
        expect(inside.started).toBe(true);
        return inside;
      });
      expect([greenlet.dead, greenlet.successful()]).toEqual([true, true]);
    });
  });

  test('has failed: the block throws its error, and get throws it too', async () => {
    await runClean(function* () {
      const greenlets: Greenlet<never>[] = [];
      const error = yield* caught(
        scope(function* (s) {
          greenlets.push(s.spawn(fail));
        }),
      );
      expect(error).toBeInstanceOf(Expected);
      expect(yield* caught(greenlets[0]!.get())).toBe(error);
    });
  });

  test.each([0, 10])('is killed when the block throws after %i ms, and the error goes on', async (ms) => {
    await runClean(function* (hub) {
      const greenlets: Greenlet<void>[] = [];
      const error = new Expected();
      const thrown = yield* caught(
        scope(function* (s) {
          greenlets.push(s.spawn(sleep, 200));
          if (ms !== 0) yield* sleep(ms);
          throw error;
        }),
      );
      expect([thrown, hub.now(), greenlets[0]!.dead]).toEqual([error, ms, true]);
    });
  });

  test('is awaited by await using, and its error is left to get', async () => {
    const greenlets: Greenlet<unknown>[] = [];
    {
      await using greenlet = spawn(sleep, 1);
      await using failing = spawn(fail);
      failing.rawlink(() => {});
      greenlets.push(greenlet, failing);
    }
    expect(greenlets.map(({ dead }) => dead)).toEqual([true, true]);
    expect(greenlets[1]!.exception).toBeInstanceOf(Expected);
  });
});

test('a second start does nothing, before the end and after', async () => {
  await runClean(function* () {
    let runs = 0;
    const greenlet = spawn(function* () {
      runs++;
      yield* sleep(10);
    });
    greenlet.start();
    expect(greenlet.started).toBe(true);
    yield* greenlet.join();
    greenlet.start();
    yield* sleep(1);
    expect([runs, greenlet.dead, greenlet.started]).toEqual([1, true, false]);
  });
});

test('a killed one leaves nothing behind, whether it had begun or not', async () => {
  await runClean(function* () {
    expect(yield* spawn(sleep, 200).kill()).toBe(true);
    const greenlet = spawn(sleep, 200);
    yield* sleep(1);
    expect(yield* greenlet.kill()).toBe(true);
  });
});

test('one that is switched to is not dead', async () => {
  const dead: boolean[] = [];
  const greenlets = new Set<unknown>();
  await runClean(
    function* () {
      const done = new Event();
      const greenlet = spawn(() => done.set());
      greenlets.add(greenlet);
      yield* greenlet.join();
    },
    {
      tracer: {
        event(kind, greenlet) {
          if (kind === 'switch-in' && greenlet instanceof Greenlet) dead.push(greenlet.dead);
        },
      },
    },
  );
  expect(dead).toEqual([false]);
});
