import { describe, expect, test } from 'vitest';
import {
  Event,
  getcurrent,
  getHub,
  Greenlet,
  GreenletExit,
  joinall,
  sleep,
  spawn,
  spawnLater,
  spawnRaw,
  Timeout,
  type Coroutine,
} from 'greenlets';
import { runClean, runVirtual } from 'greenlets/testing';
import { caught } from '../support/caught.ts';

/** started, dead, ready, successful, value, exception */
const state = (greenlet: Greenlet<unknown>): unknown[] => [
  greenlet.started,
  greenlet.dead,
  greenlet.ready(),
  greenlet.successful(),
  greenlet.value,
  greenlet.exception,
];

/** What an operation throws. */
describe('the life of a greenlet', () => {
  test('goes from new over started to its end, as its flags say', async () => {
    await runClean(function* () {
      const greenlet = new Greenlet<number>(function* () {
        yield* sleep(1);
        return 7;
      });
      //                               started dead ready successful value exception
      expect(state(greenlet)).toEqual([false, false, false, false, undefined, undefined]);
      greenlet.start();
      expect(state(greenlet)).toEqual([true, false, false, false, undefined, undefined]);
      yield* sleep(0);
      expect(state(greenlet)).toEqual([true, false, false, false, undefined, undefined]);
      yield* greenlet.join();
      expect(state(greenlet)).toEqual([false, true, true, true, 7, undefined]);
    });
  });

  test('ends with an error, or with the exit that killed it as its value', async () => {
    await runClean(function* () {
      const error = new Error('broken');
      const failing = spawn(() => {
        throw error;
      });
      failing.link(() => {});
      const killed = spawn(sleep, 5);
      yield* sleep(0);
      yield* killed.kill();
      expect(state(failing)).toEqual([false, true, true, false, undefined, error]);
      expect(state(killed)).toEqual([false, true, true, true, expect.any(GreenletExit), undefined]);
    });
  });

  test('begins only once, however often it is started', async () => {
    await runClean(function* () {
      let runs = 0;
      const greenlet = new Greenlet(() => void runs++);
      greenlet.start();
      greenlet.start();
      greenlet.startLater(5);
      yield* greenlet.join();
      greenlet.start();
      yield* sleep(10);
      expect(runs).toBe(1);
    });
  });

  test('spawning never switches', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      spawn(() => trace.push('child'));
      trace.push('parent');
      yield* sleep(0);
    });
    expect(trace).toEqual(['parent', 'child']);
  });

  test('spawnLater begins after its delay, and after 0 still behind all that is ready', async () => {
    const trace: string[] = [];
    await runClean(function* (hub) {
      spawnLater(10, (name: string) => trace.push(`${name} at ${hub.now()}`), 'late');
      spawnLater(0, () => trace.push('soon'));
      spawn(function* () {
        yield* sleep(0);
        trace.push('ready');
      });
      yield* sleep(20);
    });
    expect(trace).toEqual(['ready', 'soon', 'late at 10']);
  });

  test('spawnRaw takes its place in the same queue', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      spawn(() => trace.push('a'));
      spawnRaw((name: string) => trace.push(name), 'raw');
      spawn(() => trace.push('b'));
      yield* sleep(0);
    });
    expect(trace).toEqual(['a', 'raw', 'b']);
  });
});

describe('a body', () => {
  test.each<[string, () => unknown, unknown]>([
    [
      'a generator function',
      function* () {
        yield* sleep(1);
        return 'value';
      },
      'value',
    ],
    ['a plain function', () => 'value', 'value'],
    ['an async function', async () => await Promise.resolve('value'), 'value'],
    ['a function that returns a promise', () => Promise.resolve('value'), 'value'],
    [
      'a function that returns a thenable',
      () => ({ then: (resolve: (value: string) => void) => resolve('value') }),
      'value',
    ],
    ['a function that returns an operation', () => spawn(() => 'value').get(), 'value'],
    ['a function that returns sleep(0)', () => sleep(0), undefined],
    [
      'a function that returns a coroutine',
      () =>
        (function* () {
          return 'value';
        })(),
      'value',
    ],
    ['a function that returns a greenlet gives that greenlet', () => spawn(() => 1), expect.any(Greenlet)],
    ['a function that returns an array gives that array', () => [1, 2], [1, 2]],
  ])('may be %s', async (_what, body, expected) => {
    await runClean(function* () {
      expect(yield* spawn(body).get()).toEqual(expected);
    });
  });

  test('gets the arguments of spawn', async () => {
    await runClean(function* () {
      expect(yield* spawn((...args: number[]) => args, 1, 2, 3).get()).toEqual([1, 2, 3]);
      expect(yield* spawn(sleep, 5).get()).toBeUndefined();
    });
  });

  test('of a subclass is its run method, with the arguments of the constructor', async () => {
    class Adder extends Greenlet<number> {
      private readonly a: number;
      private readonly b: number;

      constructor(a: number, b: number) {
        super();
        this.a = a;
        this.b = b;
      }

      protected override *run(): Coroutine<number> {
        yield* sleep(1);
        return this.a + this.b;
      }
    }
    await runClean(function* () {
      expect(yield* Adder.spawn(2, 3).get()).toBe(5);
      const later = Adder.spawnLater(10, 4, 5);
      expect(later).toBeInstanceOf(Adder);
      expect(yield* later.get()).toBe(9);
    });
  });

  test('that is plain runs without a break, also if it is long', async () => {
    const trace: number[] = [];
    await runClean(function* () {
      spawn(() => {
        for (let i = 0; i < 3; i++) trace.push(i);
      });
      spawn(() => trace.push(9));
      yield* sleep(0);
    });
    expect(trace).toEqual([0, 1, 2, 9]);
  });
});

describe('names and places', () => {
  test('a greenlet has a number and a name of its own, which may be changed', async () => {
    await runClean(function* () {
      const [a, b] = [spawn(sleep), spawn(sleep)];
      expect(b.id).toBe(a.id + 1);
      expect([a.name, b.name]).toEqual([`Greenlet-${a.id}`, `Greenlet-${b.id}`]);
      a.name = 'reader';
      expect(a.name).toBe('reader');
      yield* joinall([a, b]);
    });
  });

  test('in debug mode a greenlet knows where it was spawned, else not', async () => {
    for (const debug of [true, false]) {
      await runVirtual(
        function* () {
          const greenlet = spawn(sleep);
          if (debug) expect(greenlet.site).toMatch(/greenlet\.test\.ts:\d+/);
          else expect(greenlet.site).toBeNull();
          yield* greenlet.join();
        },
        { debug },
      );
    }
  });

  test('a greenlet knows who spawned it until it has ended', async () => {
    await runClean(function* () {
      const main = getcurrent();
      const parent = spawn(function* () {
        const child = spawn(sleep, 1);
        expect(child.spawningGreenlet).toBe(getcurrent());
        yield* child.join();
        expect(child.spawningGreenlet).toBeNull();
      });
      expect(parent.spawningGreenlet).toBe(main);
      yield* parent.get();
    });
  });

  test('getcurrent is the greenlet that runs, the hub in a callback, the main greenlet in main', async () => {
    await runClean(function* (hub) {
      expect(getcurrent()).toBe(hub.main);
      const greenlet: Greenlet<unknown> = spawn(() => getcurrent());
      expect(yield* greenlet.get()).toBe(greenlet);
      let inCallback: unknown;
      hub.runCallback(() => (inCallback = getcurrent()));
      yield* sleep(0);
      expect(inCallback).toBe(hub);
    });
    expect(getcurrent()).toBe(getHub().main);
  });

  test('spawn callbacks hear of every greenlet that starts, each once, until they are removed', async () => {
    const heard: string[] = [];
    const callback = (greenlet: Greenlet<unknown>): void => void heard.push(greenlet.name);
    Greenlet.addSpawnCallback(callback);
    Greenlet.addSpawnCallback(callback);
    await runClean(function* () {
      const greenlet = new Greenlet(() => {});
      greenlet.name = 'heard';
      expect(heard).toEqual([]);
      greenlet.start();
      Greenlet.removeSpawnCallback(callback);
      spawn(() => {});
      yield* sleep(0);
    });
    expect(heard).toEqual(['heard']);
  });
});

describe('join', () => {
  test('gives true at the end, whatever the end, and throws nothing of the target', async () => {
    await runClean(function* () {
      const failing = spawn(() => {
        throw new Error('broken');
      });
      failing.link(() => {});
      expect(yield* failing.join()).toBe(true);
      expect(yield* failing.join()).toBe(true);
    });
  });

  test('gives false when its time is up, and leaves no link behind', async () => {
    await runClean(function* (hub) {
      const slow = spawn(sleep, 20);
      expect(yield* slow.join({ timeout: 5 })).toBe(false);
      expect([hub.now(), slow.hasLinks()]).toEqual([5, false]);
      expect(yield* slow.join({ timeout: 100 })).toBe(true);
      expect(hub.now()).toBe(20);
    });
  });

  test('of a dead greenlet does not switch', async () => {
    await runClean(function* () {
      const done = spawn(() => {});
      yield* done.join();
      const other = spawn(() => {});
      yield* done.join();
      expect(other.ready()).toBe(false);
      yield* other.join();
    });
  });

  test('is not what a timeout around it is for: that one passes through', async () => {
    await runClean(function* () {
      const slow = spawn(sleep, 20);
      const outer = Timeout.startNew(5);
      expect(yield* caught(slow.join())).toBe(outer);
      expect(slow.hasLinks()).toBe(false);
      yield* slow.join();
    });
  });

  test('joiners are links like any other: they run in the order in which they came', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const target = spawn(sleep, 1);
      const joiner = (name: string): Greenlet<void> =>
        spawn(function* () {
          yield* target.join();
          trace.push(`${name} runs`);
          yield* sleep(0);
          trace.push(`${name} runs again`);
        });
      const first = joiner('first');
      yield* sleep(0);
      target.rawlink(() => trace.push('link'));
      const second = joiner('second');
      yield* joinall([first, second]);
    });
    expect(trace).toEqual(['first runs', 'link', 'second runs', 'first runs again', 'second runs again']);
  });
});

describe('get', () => {
  test('throws the same error object each time', async () => {
    await runClean(function* () {
      const error = new Error('broken');
      const failing = spawn(() => {
        throw error;
      });
      expect(yield* caught(failing.get())).toBe(error);
      expect(yield* caught(failing.get())).toBe(error);
    });
  });

  test('throws a Timeout when its time is up, and leaves the target alone', async () => {
    await runClean(function* () {
      const slow = spawn(function* () {
        yield* sleep(20);
        return 'slow';
      });
      const error = yield* caught(slow.get({ timeout: 5 }));
      expect(error).toBeInstanceOf(Timeout);
      expect((error as Timeout).ms).toBe(5);
      expect(slow.hasLinks()).toBe(false);
      expect(yield* slow.get()).toBe('slow');
    });
  });

  test("throws the very Timeout that it was given, which stays the caller's", async () => {
    await runClean(function* () {
      const slow = spawn(sleep, 20);
      const limit = new Timeout(5);
      expect(yield* caught(slow.get({ timeout: limit }))).toBe(limit);
      expect(limit.pending).toBe(false);
      yield* slow.join();
    });
  });

  test('with block false throws a Timeout at once if there is no value yet', async () => {
    await runClean(function* (hub) {
      const slow = spawn(() => sleep(20));
      expect(yield* caught(slow.get({ block: false }))).toBeInstanceOf(Timeout);
      expect(hub.now()).toBe(0);
      yield* slow.join();
      expect(yield* slow.get({ block: false })).toBeUndefined();
    });
  });

  test('gives the GreenletExit of a killed greenlet', async () => {
    await runClean(function* () {
      const killed = spawn(sleep, 20);
      yield* sleep(0);
      yield* killed.kill();
      expect(yield* killed.get()).toBeInstanceOf(GreenletExit);
    });
  });
});

describe('links', () => {
  test('are called once, in the order of linking, later, also if the greenlet has ended already', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const greenlet = spawn(() => {});
      greenlet.rawlink(() => trace.push('first'));
      greenlet.rawlink(() => trace.push('second'));
      yield* greenlet.join();
      greenlet.rawlink(() => trace.push('late'));
      trace.push('not yet');
      yield* sleep(0);
    });
    expect(trace).toEqual(['first', 'second', 'not yet', 'late']);
  });

  test('linkValue hears of successes, a kill included; linkException of failures', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const greenlets = {
        success: spawn(() => 1),
        failure: spawn(() => {
          throw new Error('broken');
        }),
        killed: spawn(sleep, 5),
      };
      for (const [name, greenlet] of Object.entries(greenlets) as [string, Greenlet<unknown>][]) {
        greenlet.linkValue(() => trace.push(`${name}: value`));
        greenlet.linkException(() => trace.push(`${name}: exception`));
        greenlet.link((linked) => trace.push(`${name}: ${linked === greenlet}`));
      }
      yield* sleep(0);
      yield* greenlets.killed.kill();
      yield* sleep(0);
    });
    expect(new Set(trace)).toEqual(
      new Set([
        'failure: exception',
        'failure: true',
        'killed: true',
        'killed: value',
        'success: true',
        'success: value',
      ]),
    );
  });

  test('made with link may wait, and those behind them do not wait for them', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const greenlet = spawn(() => {});
      greenlet.link(function* () {
        yield* sleep(5);
        trace.push('slow link');
      });
      greenlet.link(() => trace.push('quick link'));
      yield* sleep(10);
    });
    expect(trace).toEqual(['quick link', 'slow link']);
  });

  test('made with rawlink may not', async () => {
    const { host } = await runVirtual(function* () {
      const greenlet = spawn(() => {});
      greenlet.rawlink(() => void sleep(5)[Symbol.iterator]().next());
      yield* sleep(1);
    });
    expect(host.printed.join()).toContain('Impossible to call blocking function in the event loop callback');
  });

  test('can be taken back one by one or all together', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const [a, b] = [() => trace.push('a'), () => trace.push('b')];
      const greenlet = spawn(() => {});
      greenlet.link(a);
      greenlet.rawlink(b);
      greenlet.linkValue(a);
      expect(greenlet.hasLinks()).toBe(true);
      greenlet.unlink(a);
      greenlet.unlink(b);
      yield* greenlet.join();
      yield* sleep(0);
      expect(trace).toEqual(['a']);

      const other = spawn(() => {});
      other.link(a);
      other.rawlink(b);
      other.unlinkAll();
      expect(other.hasLinks()).toBe(false);
      yield* sleep(1);
      expect(trace).toEqual(['a']);
    });
  });

  test('may add links, which are called in the same round, and take back later ones', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const greenlet = spawn(() => {});
      const later = (): void => void trace.push('later');
      greenlet.rawlink(() => {
        trace.push('first');
        greenlet.unlink(later);
        greenlet.rawlink(() => trace.push('added'));
      });
      greenlet.rawlink(later);
      yield* sleep(0);
    });
    expect(trace).toEqual(['first', 'added']);
  });
});

describe('the signal of a greenlet', () => {
  test('is aborted when it ends, however it ends', async () => {
    await runClean(function* () {
      const bodies: (() => unknown)[] = [() => 1, () => Promise.reject(new Error('broken')), () => sleep(100)];
      for (const body of bodies) {
        const greenlet = spawn(body);
        greenlet.link(() => {});
        const { signal } = greenlet;
        expect(signal.aborted).toBe(false);
        yield* sleep(0);
        if (!greenlet.dead) yield* greenlet.kill();
        expect(signal.aborted).toBe(true);
        expect(greenlet.signal).toBe(signal);
      }
    });
  });

  test('is aborted from the start if it is asked for after the end', async () => {
    await runClean(function* () {
      const greenlet = spawn(() => {});
      yield* greenlet.join();
      expect(greenlet.signal.aborted).toBe(true);
    });
  });
});

test('await using joins a greenlet at the end of its block', async () => {
  const trace: string[] = [];
  const event = new Event();
  {
    const greenlet = spawn(function* () {
      yield* event.wait();
      trace.push('greenlet');
    });
    event.set();
    await greenlet[Symbol.asyncDispose]();
    trace.push(`block: ${greenlet.dead}`);
  }
  expect(trace).toEqual(['greenlet', 'block: true']);
});

test('a greenlet is no promise: awaiting one gives the greenlet', async () => {
  const greenlet = spawn(() => 5);
  expect(await greenlet).toBe(greenlet); // oxlint-disable-line await-thenable
  expect(await greenlet.get()).toBe(5);
});
