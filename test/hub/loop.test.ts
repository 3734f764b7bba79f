import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import net from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BlockingSwitchOutError,
  Event,
  Hub,
  idle,
  joinall,
  Queue,
  sleep,
  spawn,
  Timeout,
  until,
  wait,
  type Coroutine,
} from 'greenlets';
import { runClean, runVirtual, VirtualHost } from 'greenlets/testing';

describe('the run queue of a hub', () => {
  test('is first in, first out, for greenlets and callbacks alike', async () => {
    const trace: string[] = [];
    await runClean(function* (hub) {
      spawn(() => trace.push('a'));
      hub.runCallback(() => trace.push('callback'));
      spawn(() => trace.push('b'));
      trace.push('main');
      yield* sleep(0);
      trace.push('main again');
    });
    expect(trace).toEqual(['main', 'a', 'callback', 'b', 'main again']);
  });

  test('gives every ready greenlet one turn before any gets its second', async () => {
    const trace: string[] = [];
    function* worker(name: string): Coroutine<void> {
      for (let turn = 0; turn < 3; turn++) {
        trace.push(name + turn);
        yield* sleep(0);
      }
    }
    await runClean(function* () {
      yield* joinall([spawn(worker, 'a'), spawn(worker, 'b'), spawn(worker, 'c')]);
    });
    expect(trace).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
  });

  test('runs what is added during a drain in the same drain, before any timer that is due', async () => {
    const trace: string[] = [];
    const { host } = await runVirtual(function* (hub) {
      const host = hub.host as VirtualHost;
      spawn(function* () {
        yield* sleep(1);
        trace.push('timer');
      });
      yield* sleep(0);
      host.advance(2);
      let left = 3;
      const callback = (): void => {
        trace.push(`callback ${left}`);
        if (--left > 0) hub.runCallback(callback);
      };
      hub.runCallback(callback);
      yield* sleep(5);
    });
    expect(trace).toEqual(['callback 3', 'callback 2', 'callback 1', 'timer']);
    expect(host.now()).toBe(7);
  });

  test('lets a due timer go first once the switch interval is over', async () => {
    const trace: string[] = [];
    await runVirtual(
      function* (hub) {
        const host = hub.host as VirtualHost;
        const sleeper = spawn(function* () {
          yield* sleep(10);
          trace.push('timer');
        });
        spawn(function* () {
          for (let turn = 1; !sleeper.dead; turn++) {
            host.advance(1);
            yield* sleep(0);
            if (turn % 50 === 0) trace.push(`${turn} turns`);
          }
        });
        yield* sleeper.join();
      },
      { switchInterval: 5 },
    );
    // Rule: every 50 entries a look at the clock; past the interval the host gets its turn.
    expect(trace).toContain('timer');
    expect(trace.length).toBeLessThan(5);
  });
});

describe('a greenlet that spins in sleep(0)', () => {
  test('starves neither a timer nor a socket, nor an await outside', async () => {
    const trace: string[] = [];
    const hub = new Hub();
    let spinning = true;
    let turns = 0;
    const server = net.createServer((socket) => socket.pipe(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const echo = async (): Promise<string> => {
      const socket = net.connect(port, '127.0.0.1');
      socket.write('hello');
      const [data] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      return data.toString();
    };
    try {
      await hub.run(function* () {
        const spinner = spawn(function* () {
          for (;;) {
            turns++;
            yield* sleep(0);
            if (!spinning) return;
          }
        });
        const sleeper = spawn(function* () {
          yield* sleep(20);
          trace.push('timer');
        });
        const client = spawn(function* () {
          trace.push(yield* until(echo()));
        });
        yield* joinall([sleeper, client]);
        spinning = false;
        yield* spinner.join();
      });
    } finally {
      server.close();
    }
    expect(new Set(trace)).toEqual(new Set(['hello', 'timer']));
    expect(turns).toBeGreaterThan(100);
  });
});

describe('a turn', () => {
  /** What `body` of the greenlet of a fresh hub does, and how many turns the host had meanwhile. */
  async function hostTurnsOf(body: () => Coroutine<unknown>): Promise<number> {
    let turns = 0;
    let ended = false;
    const count = (): void => {
      turns++;
      if (!ended) setImmediate(count);
    };
    setImmediate(count);
    await new Hub().run(body);
    ended = true;
    return turns;
  }

  test('goes on behind promise jobs with the greenlets that they have made ready', async () => {
    const turns = await hostTurnsOf(function* () {
      for (let i = 0; i < 20; i++) expect(yield* until(Promise.resolve(i))).toBe(i);
    });
    expect(turns).toBeLessThan(10);
  });

  test('goes on when all promise jobs have run, however many a promise needs', async () => {
    const trace: string[] = [];
    const late = async (): Promise<void> => {
      for (let i = 0; i < 10; i++) await Promise.resolve();
    };
    function* waiter(name: string, promise: Promise<void>): Coroutine<void> {
      yield* until(promise);
      for (let i = 0; i < 2; i++) {
        trace.push(name + i);
        yield* sleep(0);
      }
    }
    await new Hub().run(function* () {
      yield* joinall([spawn(waiter, 'late', late()), spawn(waiter, 'early', Promise.resolve())]);
    });
    // Rule: in the order in which the promises settled, and each has its turn before any has its second.
    expect(trace).toEqual(['early0', 'late0', 'early1', 'late1']);
  });

  test('goes on behind the code that an await outside lets run', async () => {
    const trace: string[] = [];
    const first = spawn(sleep, 0);
    spawn(function* () {
      for (let i = 0; i < 3; i++) {
        trace.push(`greenlet ${i}`);
        yield* sleep(0);
      }
    });
    await first.join();
    trace.push('await');
    await sleep(0);
    trace.push('await again');
    // Rule: the queue is strict FIFO, and the code behind an await takes its turn where a greenlet in its place would.
    expect(trace).toEqual(['greenlet 0', 'greenlet 1', 'await', 'greenlet 2', 'await again']);
  });

  test('does not go on for ever: the host has its own', async () => {
    for (const host of [undefined, new VirtualHost()]) {
      const hub = new Hub(host === undefined ? {} : { host });
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 5);
      await hub.run(function* () {
        while (!stop.signal.aborted) yield* until(Promise.resolve());
      });
      expect(stop.signal.aborted).toBe(true);
    }
  });

  test('ends when its time is up, though promise jobs have made more ready', async () => {
    let turns = 0;
    setImmediate(() => turns++);
    await new Hub({ switchInterval: 1 }).run(function* () {
      setImmediate(() => setImmediate(() => turns++));
      for (let i = 0; i < 5; i++) {
        yield* until(Promise.resolve());
        for (const started = performance.now(); performance.now() - started < 2;);
      }
    });
    expect(turns).toBe(2);
  });

  test('lets no promise job run in the context of a greenlet', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    await new Hub().run(function* () {
      const other = spawn(function* () {
        yield* until(Promise.resolve());
        yield* sleep(0);
        seen.push(storage.getStore());
      });
      storage.run('store', () => spawn(until, Promise.resolve()));
      yield* other.join();
    });
    expect(seen).toEqual([undefined]);
  });
});

describe('timers of a hub', () => {
  test('fire by deadline, in the order of their start if equal, all of a batch before the drain', async () => {
    const trace: string[] = [];
    await runClean(function* (hub) {
      const sleeper = (name: string, ms: number): void => {
        spawn(function* () {
          yield* sleep(ms);
          trace.push(name);
          hub.runCallback(() => trace.push(`after ${name}`));
        });
      };
      sleeper('c', 20);
      sleeper('a', 10);
      sleeper('b', 10);
      yield* sleep(30);
    });
    expect(trace).toEqual(['a', 'b', 'after a', 'after b', 'c', 'after c']);
  });

  test('found due together go before the timeouts found due with them', async () => {
    const result = await runClean(function* (hub) {
      const host = hub.host as VirtualHost;
      const limited = spawn(function* () {
        const limit = Timeout.startNew(5);
        try {
          yield* sleep(6);
          return 'slept';
        } catch (error) {
          return error === limit ? 'timed out' : 'failed';
        } finally {
          limit.close();
        }
      });
      yield* sleep(0);
      host.advance(10);
      return yield* limited.get();
    });
    expect(result).toBe('slept');
  });

  test('start from a fresh clock: a sleep after a long computation is not shortened', async () => {
    const { value } = await runVirtual(function* (hub) {
      const host = hub.host as VirtualHost;
      host.advance(60);
      const started = hub.now();
      yield* sleep(20);
      return hub.now() - started;
    });
    expect(value).toBe(20);
  });

  test('a timer of an endless duration never fires, and holds nothing up', async () => {
    const endless = runVirtual(function* () {
      yield* sleep(Infinity);
    });
    await expect(endless).rejects.toThrow('sleep(Infinity)');
  });
});

describe('runCallback', () => {
  test('calls the function later, once, and can be stopped', async () => {
    const trace: string[] = [];
    await runClean(function* (hub) {
      const kept = hub.runCallback(() => trace.push('kept'));
      const stopped = hub.runCallback(() => trace.push('stopped'));
      trace.push(`pending: ${kept.pending}`);
      stopped.stop();
      yield* sleep(0);
      trace.push(`pending: ${kept.pending}, ${stopped.pending}`);
      kept.stop();
      yield* sleep(0);
    });
    expect(trace).toEqual(['pending: true', 'kept', 'pending: false, false']);
  });

  test('is not pending any more while it runs', async () => {
    await runClean(function* (hub) {
      const pending: boolean[] = [];
      const callback = hub.runCallback(() => pending.push(callback.pending));
      yield* sleep(0);
      expect(pending).toEqual([false]);
    });
  });

  test('must not block: a blocking operation throws there, and the error is reported', async () => {
    const reported: unknown[] = [];
    await runClean(function* (hub) {
      hub.onError = (_context, error) => reported.push(error);
      hub.runCallback(() => void sleep(5)[Symbol.iterator]().next());
      hub.runCallback(() => void sleep(0)[Symbol.iterator]().next());
      hub.runCallback(() => void new Queue().get()[Symbol.iterator]().next());
      yield* sleep(0);
    });
    expect(reported.map((error) => error instanceof BlockingSwitchOutError)).toEqual([true, true, true]);
    expect(String(reported[0])).toContain('sleep(5)');
  });

  test('an error in it is reported with the hub, and what comes after it still runs, in order', async () => {
    const trace: unknown[] = [];
    await runClean(function* (hub) {
      hub.onError = (context, error) => trace.push([context === hub, (error as Error).message]);
      hub.runCallback(() => trace.push('before'));
      hub.runCallback(() => {
        throw new Error('broken');
      });
      hub.runCallback(() => trace.push('after'));
      yield* sleep(0);
    });
    expect(trace).toEqual(['before', [true, 'broken'], 'after']);
  });

  test('an error in onError itself is contained and printed with the first one', async () => {
    const trace: string[] = [];
    const { host } = await runVirtual(function* (hub) {
      hub.onError = () => {
        throw new Error('the handler is broken');
      };
      hub.runCallback(() => {
        throw new Error('the callback is broken');
      });
      hub.runCallback(() => trace.push('after'));
      yield* sleep(0);
    });
    expect(trace).toEqual(['after']);
    expect(host.printed).toHaveLength(2);
    expect(host.printed[0]).toContain('the callback is broken');
    expect(host.printed[1]).toContain('the handler is broken');
  });
});

describe('idle', () => {
  test('goes on when nothing is ready and a look at the timers has found nothing', async () => {
    const trace: string[] = [];
    await runClean(function* (hub) {
      const host = hub.host as VirtualHost;
      const waiter = spawn(function* () {
        yield* idle();
        trace.push('idle');
      });
      spawn(function* () {
        for (let turn = 0; turn < 3; turn++) {
          yield* sleep(0);
          trace.push(`turn ${turn}`);
        }
      });
      yield* waiter.join();
      expect(host.now()).toBe(0);
    });
    expect(trace).toEqual(['turn 0', 'turn 1', 'turn 2', 'idle']);
  });

  test('does not wait for greenlets that sleep or are blocked', async () => {
    const { host } = await runVirtual(function* () {
      spawn(function* () {
        yield* sleep(1000);
      });
      spawn(function* () {
        yield* new Event().wait();
      });
      yield* idle();
    });
    expect(host.now()).toBe(0);
  });

  test('a greenlet that is killed in it is not resumed later', async () => {
    await runClean(function* () {
      const waiter = spawn(function* () {
        yield* idle();
        return 'idle';
      });
      yield* sleep(0);
      yield* waiter.kill();
      yield* idle();
      expect(waiter.value).not.toBe('idle');
    });
  });
});

describe('wait() without objects', () => {
  test('gives true when nothing is left to do', async () => {
    await runClean(function* (hub) {
      spawn(function* () {
        yield* sleep(30);
      });
      expect(yield* wait()).toBe(true);
      expect(hub.now()).toBe(30);
      expect(yield* wait()).toBe(true);
    });
  });

  test('gives false when its time is up first', async () => {
    await runClean(function* (hub) {
      const sleeper = spawn(function* () {
        yield* sleep(30);
      });
      expect(yield* wait(undefined, { timeout: 10 })).toBe(false);
      expect(hub.now()).toBe(10);
      yield* sleeper.join();
    });
  });

  test('does not wait for a greenlet that nothing can wake', async () => {
    const { value } = await runVirtual(function* () {
      spawn(function* () {
        yield* new Event().wait();
      });
      return yield* wait();
    });
    expect(value).toBe(true);
  });
});

describe('the picker', () => {
  test('chooses which of the ready entries is next, as an index from the oldest', async () => {
    const trace: string[] = [];
    await runVirtual(
      function* () {
        for (const name of ['a', 'b', 'c']) spawn(() => trace.push(name));
        yield* sleep(0);
      },
      { picker: (length) => length - 1 },
    );
    // Last in, first out: main's own sleep(0) is the youngest entry, so it goes first and the rest never has to run.
    expect(trace).toEqual([]);
  });

  test('is not asked when there is nothing to choose', async () => {
    const asked: number[] = [];
    await runVirtual(
      function* () {
        yield* sleep(0);
        yield* sleep(1);
      },
      {
        picker: (length) => {
          asked.push(length);
          return 0;
        },
      },
    );
    expect(asked).toEqual([]);
  });

  test('loses and doubles nothing, whatever it picks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 1, maxLength: 60, size: 'max' }), async (choices) => {
        let asked = 0;
        const turns: Record<string, number> = {};
        await runClean(
          function* () {
            const queue = new Queue<number>(2);
            const taken: number[] = [];
            const greenlets = [1, 2, 3].flatMap((number) => [
              spawn(function* () {
                for (let turn = 0; turn < 3; turn++) {
                  yield* queue.put(number * 10 + turn);
                  turns[number] = (turns[number] ?? 0) + 1;
                  yield* sleep(0);
                }
              }),
              spawn(function* () {
                for (let turn = 0; turn < 3; turn++) taken.push(yield* queue.get());
              }),
            ]);
            yield* joinall(greenlets, { raiseError: true });
            expect(taken).toHaveLength(9);
            expect(new Set(taken)).toEqual(new Set([10, 11, 12, 20, 21, 22, 30, 31, 32]));
          },
          { picker: (length) => choices[asked++ % choices.length]! % length },
        );
        expect(turns).toEqual({ 1: 3, 2: 3, 3: 3 });
      }),
    );
  });

  test.each([
    ['an index past the end', (length: number): number => length],
    ['a negative index', (): number => -1],
    ['a fraction', (): number => 0.5],
    ['no number', (): number => 'first' as unknown as number],
  ])('%s is an error that names it, and the hub goes on', async (_what, picker) => {
    const trace: string[] = [];
    const { host } = await runVirtual(
      function* () {
        yield* joinall(['a', 'b', 'c'].map((name) => spawn(() => trace.push(name))));
      },
      { picker },
    );
    expect(trace).toEqual(['a', 'b', 'c']);
    expect(host.printed.join()).toMatch(/picker must return an index from 0 to \d+: returned/);
  });

  test('one that throws is reported, and the hub goes on', async () => {
    const { host, value } = await runVirtual(
      function* () {
        yield* joinall([spawn(() => 1), spawn(() => 2)]);
        return 'done';
      },
      {
        picker: () => {
          throw new Error('no idea');
        },
      },
    );
    expect(value).toBe('done');
    expect(host.printed.join()).toContain('no idea');
  });
});
