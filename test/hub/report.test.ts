import { describe, expect, test } from 'vitest';
import {
  AsyncResult,
  type Greenlet,
  joinall,
  Pool,
  sleep,
  spawn,
  spawnRaw,
  until,
  type Coroutine,
  type HubOptions,
} from 'greenlets';
import { runVirtual } from 'greenlets/testing';

/** Run a program and give what was reported, as "name: message". */
async function reports(body: () => Coroutine<void>, options: Omit<HubOptions, 'host'> = {}): Promise<string[]> {
  const reported: string[] = [];
  await runVirtual(function* (hub) {
    hub.onError = (context, error) => {
      reported.push(`${(context as { name?: string }).name ?? 'hub'}: ${(error as Error).message}`);
    };
    yield* body();
    yield* sleep(1);
  }, options);
  return reported;
}

function broken(): never {
  throw new Error('broken');
}

function named(name: string): Greenlet<never> {
  const greenlet = spawn(broken);
  greenlet.name = name;
  return greenlet;
}

describe('an error that nobody observes', () => {
  test('is reported once, with the name of the greenlet', async () => {
    const reported = await reports(function* () {
      named('worker');
      yield* sleep(5);
    });
    expect(reported).toEqual(['worker: broken']);
  });

  test('is printed with its stack, the name, and where it was spawned', async () => {
    const { host } = await runVirtual(function* () {
      named('worker');
      yield* sleep(1);
    });
    expect(host.printed).toHaveLength(1);
    expect(host.printed[0]).toMatch(/Error: broken\n[^]*worker failed with Error[^]*report\.test\.ts/);
  });

  test('is reported although somebody joins the greenlet: that does not observe its error', async () => {
    const reported = await reports(function* () {
      yield* named('worker').join();
      yield* joinall([named('other')]);
    });
    expect(reported).toEqual(['worker: broken', 'other: broken']);
  });

  test('of an async body is reported too', async () => {
    const reported = await reports(function* () {
      const worker = spawn(async () => broken());
      worker.name = 'async worker';
      yield* worker.join();
    });
    expect(reported).toEqual(['async worker: broken']);
  });

  test('that is no Error is reported as it is', async () => {
    const { host } = await runVirtual(function* () {
      spawn(() => {
        throw 'a text';
      });
      yield* sleep(1);
    });
    expect(host.printed.join()).toContain('"a text"');
  });
});

describe('an error is not reported', () => {
  test.each<[string, (worker: Greenlet<never>) => Coroutine<void>]>([
    [
      'if somebody gets it',
      function* (worker) {
        try {
          yield* worker.get();
        } catch {}
      },
    ],
    [
      'if somebody joins it with raiseError',
      function* (worker) {
        try {
          yield* joinall([worker], { raiseError: true });
        } catch {}
      },
    ],
    [
      'if it is linked',
      function* (worker) {
        worker.link(() => {});
        yield* worker.join();
      },
    ],
    [
      'if it is linked for failures',
      function* (worker) {
        worker.linkException(() => {});
        yield* worker.join();
      },
    ],
    [
      'if a result is linked to it',
      function* (worker) {
        worker.rawlink(new AsyncResult<number>());
        yield* worker.join();
      },
    ],
    [
      'if somebody gets it later in the same drain',
      function* (worker) {
        yield* sleep(0);
        yield* sleep(0);
        try {
          yield* worker.get();
        } catch {}
      },
    ],
  ])('%s', async (_how, observe) => {
    expect(await reports(() => observe(named('worker')))).toEqual([]);
  });

  test('if a pool maps it: the caller gets it', async () => {
    const reported = await reports(function* () {
      try {
        yield* new Pool(2).map(broken, [1, 2, 3]);
      } catch {}
      yield* sleep(1);
    });
    expect(reported).toEqual([]);
  });

  test('if it is a kill', async () => {
    const reported = await reports(function* () {
      const worker = spawn(sleep, 100);
      yield* sleep(0);
      yield* worker.kill();
    });
    expect(reported).toEqual([]);
  });
});

describe('a link for success only', () => {
  test('does not observe a failure', async () => {
    const reported = await reports(function* () {
      const worker = named('worker');
      worker.linkValue(() => {});
      yield* worker.join();
    });
    expect(reported).toEqual(['worker: broken']);
  });
});

describe("report: 'always'", () => {
  test('reports every error at once, observed or not, and before any joiner runs', async () => {
    const trace: string[] = [];
    await runVirtual(
      function* (hub) {
        hub.onError = (context) => trace.push(`reported ${(context as Greenlet).name}`);
        try {
          yield* named('worker').get();
        } catch {
          trace.push('got');
        }
      },
      { report: 'always' },
    );
    expect(trace).toEqual(['reported worker', 'got']);
  });
});

describe('an error in a link', () => {
  test('is reported with the link and its source, and the other links are called', async () => {
    const trace: unknown[] = [];
    await runVirtual(function* (hub) {
      hub.onError = (context, error) => trace.push([context, (error as Error).message]);
      const greenlet = spawn(() => 1);
      greenlet.rawlink(broken);
      greenlet.rawlink(() => trace.push('second'));
      yield* sleep(0);
      yield* sleep(0);
      expect(trace).toEqual([[[broken, greenlet], 'broken'], 'second']);
    });
  });
});

describe('an error in a raw greenlet', () => {
  test('is reported: there is nobody who could get it', async () => {
    const reported = await reports(function* () {
      spawnRaw(broken);
      spawnRaw(function* () {
        yield* sleep(1);
        broken();
      });
      yield* sleep(2);
    });
    expect(reported.map((text) => text.replace(/\d+/, 'N'))).toEqual([
      'RawGreenlet-N: broken',
      'RawGreenlet-N: broken',
    ]);
  });
});

describe('debug mode', () => {
  /** What is reported when the operation is made and dropped. */
  const floating = (make: () => unknown, options: Omit<HubOptions, 'host'> = {}): Promise<string[]> =>
    reports(function* () {
      const worker = spawn(() => void make());
      worker.name = 'forgetful';
      yield* worker.join();
    }, options);

  test('reports an operation that was made and never waited for, with its maker', async () => {
    expect(await floating(() => sleep(5))).toEqual([
      'forgetful: sleep(5) was made and never waited for: write yield* or await before it',
    ]);
    expect(await floating(() => new Pool(1).spawn(broken))).toHaveLength(1);
    expect(await floating(() => joinall([]))).toHaveLength(1);
    expect(await floating(() => until(Promise.resolve()))).toHaveLength(1);
  });

  test('does not report a request to stop: that takes effect at the call', async () => {
    expect(await floating(() => spawn(sleep, 5).kill())).toEqual([]);
    expect(await floating(() => new Pool(1).kill())).toEqual([]);
  });

  test('does not report an operation that its maker waits for later', async () => {
    const reported = await reports(function* () {
      const nap = sleep(5);
      yield* sleep(1);
      yield* nap;
    });
    expect(reported).toEqual([]);
  });

  test('is off by default', async () => {
    expect(await floating(() => sleep(5), { debug: false })).toEqual([]);
  });
});
