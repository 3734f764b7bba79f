import { describe, expect, test } from 'vitest';
import { Event, Hub, LoopExit, sleep, spawn, until, type Coroutine } from 'greenlets';
import { assertNothingLeft, killEverywhere, leftovers, runClean, runVirtual, VirtualHost } from 'greenlets/testing';

describe('virtual time', () => {
  test('jumps to the next deadline when nothing is ready: a day takes no time', async () => {
    const day = 24 * 60 * 60 * 1000;
    const started = performance.now();
    const { host } = await runVirtual(function* () {
      yield* sleep(day);
    });
    expect(host.now()).toBe(day);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('stands still while anything is ready, and while a promise is waited for', async () => {
    await runClean(function* (hub) {
      for (let i = 0; i < 100; i++) yield* sleep(0);
      yield* until(new Promise<void>((resolve) => void setTimeout(resolve, 5)));
      expect(hub.now()).toBe(0);
    });
  });

  test('moves on by hand, for a computation that takes its time', async () => {
    const host = new VirtualHost();
    await new Hub({ host }).run(function* () {
      host.advance(25);
      yield* sleep(5);
    });
    expect(host.now()).toBe(30);
  });

  test('takes the same steps on every run', async () => {
    const run = async (): Promise<string[]> => {
      const trace: string[] = [];
      await runClean(function* (hub) {
        for (const ms of [3, 1, 2, 1]) {
          spawn(function* () {
            yield* sleep(ms);
            trace.push(`${ms} at ${hub.now()}`);
          });
        }
        yield* sleep(5);
      });
      return trace;
    };
    expect(await run()).toEqual(['1 at 1', '1 at 1', '2 at 2', '3 at 3']);
    expect(await run()).toEqual(await run());
  });

  test('finds a deadlock at once', async () => {
    await expect(runVirtual(() => new Event().wait())).rejects.toBeInstanceOf(LoopExit);
  });
});

describe('runClean', () => {
  test('gives what the program gives, and throws what it throws', async () => {
    expect(await runClean(() => 5)).toBe(5);
    const broken = runClean(() => {
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
  });

  test.each<[string, () => Coroutine<void>, RegExp]>([
    [
      'a greenlet that is blocked',
      function* () {
        spawn(() => new Event().wait());
        yield* sleep(0);
      },
      /left behind: .*wait of an Event/,
    ],
    [
      'a timer',
      function* () {
        spawn(() => sleep(100));
        yield* sleep(0);
      },
      /left behind: .*"timers":1/,
    ],
    [
      'a promise',
      function* () {
        spawn(() => until(new Promise(() => {})));
        yield* sleep(0);
      },
      /left behind: .*"outside":1/,
    ],
  ])('fails if %s is left, and names it', async (_what, program, message) => {
    await expect(runClean(program)).rejects.toThrow(message);
  });

  test('leftovers lists what is left', async () => {
    const { hub } = await runVirtual(function* () {
      const waiter = spawn(() => new Event().wait());
      waiter.name = 'waiter';
      yield* sleep(0);
    });
    expect(leftovers(hub)).toEqual({ greenlets: ['waiter: wait of an Event'], ready: 0, timers: 0, outside: 0 });
    expect(() => assertNothingLeft(hub)).toThrow('waiter');
  });
});

describe('killEverywhere', () => {
  test('strikes at each switch of each greenlet but main, and counts them', async () => {
    const struck: string[] = [];
    const places = await killEverywhere(() => ({
      *program() {
        const worker = spawn(function* () {
          for (const place of ['first', 'second', 'third']) {
            try {
              yield* sleep(1);
            } catch (error) {
              struck.push(place);
              throw error;
            }
          }
        });
        yield* worker.join();
      },
    }));
    expect([places, struck]).toEqual([3, ['first', 'second', 'third']]);
  });

  test('fails, and names the place, if a program loses something there', async () => {
    const careless = killEverywhere(() => ({
      *program() {
        let open = 0;
        const worker = spawn(function* () {
          open++;
          yield* sleep(1);
          open--;
        });
        worker.name = 'careless';
        yield* worker.join();
        expect(open).toBe(0);
      },
    }));
    await expect(careless).rejects.toThrow('struck at switch 0 (careless in sleep(1))');
  });
});
