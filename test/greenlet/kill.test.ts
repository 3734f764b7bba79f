import { describe, expect, test } from 'vitest';
import {
  Event,
  getcurrent,
  Greenlet,
  GreenletExit,
  joinall,
  kill,
  killall,
  MisuseError,
  sleep,
  spawn,
  spawnRaw,
  Timeout,
  type Coroutine,
} from 'greenlets';
import { runClean, runVirtual } from 'greenlets/testing';

class Stop extends GreenletExit {}
class Failure extends Error {}

/** A greenlet that writes down what happens to it. */
function patient(trace: unknown[], ms = 100): Greenlet<string> {
  return spawn(function* () {
    try {
      yield* sleep(ms);
      return 'natural end';
    } catch (error) {
      trace.push((error as Error).constructor.name);
      throw error;
    } finally {
      trace.push('finally');
    }
  });
}

describe('kill', () => {
  test('throws GreenletExit where the greenlet waits, runs its finally, and waits for its end', async () => {
    const trace: unknown[] = [];
    await runClean(function* (hub) {
      const target = patient(trace);
      yield* sleep(0);
      expect(yield* target.kill()).toBe(true);
      expect(trace).toEqual(['GreenletExit', 'finally']);
      expect(target.value).toBeInstanceOf(GreenletExit);
      expect(hub.now()).toBe(0);
    });
  });

  test('takes effect though nobody waits for it, behind what was ready before', async () => {
    const trace: unknown[] = [];
    await runClean(function* () {
      const target = patient(trace);
      yield* sleep(0);
      spawn(() => trace.push('ready before'));
      target.kill();
      spawn(() => trace.push('ready after'));
      trace.push('not at the call');
      yield* sleep(0);
    });
    expect(trace).toEqual(['not at the call', 'ready before', 'GreenletExit', 'finally', 'ready after']);
  });

  test.each<[string, Error | (new () => Error) | undefined, boolean, typeof GreenletExit | typeof Failure]>([
    ['nothing', undefined, true, GreenletExit],
    ['an exit', new Stop('enough'), true, Stop],
    ['a class of exits', Stop, true, Stop],
    ['an error', new Failure('enough'), false, Failure],
    ['a class of errors', Failure, false, Failure],
  ])('with %s ends a waiting, a scheduled and a new greenlet alike', async (_what, error, isSuccess, type) => {
    await runClean(function* (hub) {
      hub.onError = () => {};
      const waiting = spawn(sleep, 100);
      yield* sleep(0);
      const ran: string[] = [];
      const scheduled = spawn(() => ran.push('scheduled'));
      const fresh = new Greenlet(() => ran.push('new'));
      for (const target of [scheduled, fresh, waiting] as Greenlet<unknown>[]) {
        expect(yield* target.kill(error)).toBe(true);
        expect(target.successful()).toBe(isSuccess);
        const outcome = isSuccess ? target.value : target.exception;
        expect(outcome).toBeInstanceOf(type);
        if (error instanceof Error) expect(outcome).toBe(error);
      }
      fresh.start();
      yield* sleep(1);
      expect(ran).toEqual([]);
    });
  });

  test('of one that has not begun takes effect at the call, without a switch, and its links are called', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const target = spawn(() => trace.push('never'));
      target.link(() => trace.push('link'));
      spawn(() => trace.push('other'));
      target.kill();
      expect(target.dead).toBe(true);
      yield* target.kill();
      expect(trace).toEqual([]);
      yield* sleep(0);
      yield* sleep(0);
    });
    expect(trace).toEqual(['other', 'link']);
  });

  test('before a delayed start stops its timer too', async () => {
    const { host } = await runVirtual(function* () {
      const target = new Greenlet(() => {});
      target.startLater(1000);
      yield* target.kill();
    });
    expect(host.now()).toBe(0);
  });

  test('of a dead one does nothing and does not switch', async () => {
    await runClean(function* () {
      const target = spawn(() => 'value');
      yield* target.join();
      const other = spawn(() => {});
      expect(yield* target.kill(new Failure())).toBe(true);
      expect([target.value, other.dead]).toEqual(['value', false]);
      yield* other.join();
    });
  });

  test('of oneself is thrown at the next wait', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const self = spawn(function* () {
        (getcurrent() as Greenlet).kill();
        trace.push('still here');
        try {
          yield* sleep(100);
          trace.push('never');
        } finally {
          trace.push('finally');
        }
      });
      const waiting = spawn(function* () {
        yield* (getcurrent() as Greenlet).kill();
        trace.push('never');
      });
      yield* joinall([self, waiting]);
      expect([self.value, waiting.value]).toEqual([expect.any(GreenletExit), expect.any(GreenletExit)]);
    });
    expect(trace).toEqual(['still here', 'finally']);
  });

  test('that is swallowed is over: the kill then waits for the natural end', async () => {
    await runClean(function* (hub) {
      hub.onWarning = () => {};
      const target = spawn(function* () {
        try {
          yield* sleep(100);
        } catch {}
        yield* sleep(10);
        return 'went on';
      });
      yield* sleep(0);
      expect(yield* target.kill()).toBe(true);
      expect([target.value, hub.now()]).toEqual(['went on', 10]);
    });
  });

  test('with a timeout gives false while the greenlet still lives', async () => {
    await runClean(function* (hub) {
      hub.onWarning = () => {};
      const target = spawn(function* () {
        try {
          yield* sleep(100);
        } finally {
          yield* sleep(50);
        }
      });
      yield* sleep(0);
      expect(yield* target.kill(undefined, { timeout: 10 })).toBe(false);
      expect([hub.now(), target.dead, target.hasLinks()]).toEqual([10, false, false]);
      expect(yield* target.kill()).toBe(true);
    });
  });

  test('waits for a finally that waits; a second kill interrupts that', async () => {
    const trace: string[] = [];
    await runClean(function* (hub) {
      const target = spawn(function* () {
        try {
          yield* sleep(100);
        } finally {
          try {
            yield* sleep(10);
            trace.push('cleaned up');
            yield* sleep(1000);
          } finally {
            trace.push(`interrupted at ${hub.now()}`);
          }
        }
      });
      yield* sleep(0);
      target.kill();
      yield* sleep(20);
      yield* target.kill();
    });
    expect(trace).toEqual(['cleaned up', 'interrupted at 20']);
  });

  test('goes through every finally on its way, innermost first, even if they wait', async () => {
    const trace: string[] = [];
    function* nested(depth: number): Coroutine<void> {
      try {
        if (depth > 0) yield* nested(depth - 1);
        else yield* sleep(100);
        trace.push(`after ${depth}`);
      } finally {
        yield* sleep(1);
        trace.push(`finally ${depth}`);
      }
    }
    await runClean(function* () {
      const target = spawn(nested, 3);
      yield* sleep(0);
      yield* target.kill();
    });
    expect(trace).toEqual(['finally 0', 'finally 1', 'finally 2', 'finally 3']);
  });

  test('kills are delivered one after the other, as long as the greenlet lives', async () => {
    const trace: string[] = [];
    await runClean(function* (hub) {
      hub.onWarning = () => {};
      const target = spawn(function* () {
        for (let left = 2; left > 0; left--) {
          try {
            yield* sleep(100);
          } catch (error) {
            trace.push((error as Error).message);
          }
        }
        return 'end';
      });
      yield* sleep(0);
      for (const message of ['one', 'two', 'three']) target.kill(new Failure(message));
      yield* target.join();
      expect(target.value).toBe('end');
    });
    expect(trace).toEqual(['one', 'two']);
  });

  test('stands although its killer is killed while it waits', async () => {
    await runClean(function* () {
      const target = patient([]);
      yield* sleep(0);
      const killer = spawn(() => target.kill());
      yield* sleep(0);
      killer.kill();
      yield* joinall([target, killer]);
      expect(target.value).toBeInstanceOf(GreenletExit);
    });
  });

  test('of a greenlet in an async body settles it at once', async () => {
    await runClean(function* () {
      const target = spawn(async () => await new Promise<never>(() => {}));
      yield* sleep(0);
      yield* target.kill();
      expect(target.value).toBeInstanceOf(GreenletExit);
    });
  });

  test('races fairly with a wake-up: the one that was queued first wins', async () => {
    await runClean(function* () {
      const event = new Event();
      const waiter = (): Greenlet<boolean> => spawn(() => event.wait());
      const woken = waiter();
      const killed = waiter();
      yield* sleep(0);
      killed.kill();
      event.set();
      woken.kill();
      yield* joinall([woken, killed]);
      expect(killed.value).toBeInstanceOf(GreenletExit);
      expect(woken.value).toBe(true);
    });
  });
});

describe('throw', () => {
  test('from a greenlet is a kill that nobody waits for', async () => {
    const trace: unknown[] = [];
    await runClean(function* () {
      const target = patient(trace);
      target.link(() => {});
      yield* sleep(0);
      target.throw(new Failure());
      trace.push('queued');
      yield* target.join();
    });
    expect(trace).toEqual(['queued', 'Failure', 'finally']);
  });

  test('from the hub acts at once', async () => {
    const trace: unknown[] = [];
    await runClean(function* (hub) {
      const target = patient(trace);
      yield* sleep(0);
      hub.runCallback(() => {
        target.throw();
        trace.push('thrown');
      });
      yield* target.join();
    });
    expect(trace).toEqual(['GreenletExit', 'finally', 'thrown']);
  });

  test('into one that has not begun ends it and calls its links', async () => {
    const trace: string[] = [];
    await runClean(function* (hub) {
      const target = spawn(() => trace.push('never'));
      target.link(() => trace.push('link'));
      hub.runCallback(() => target.throw());
      target.throw(new Stop());
      expect(target.value).toBeInstanceOf(Stop);
      yield* sleep(1);
    });
    expect(trace).toEqual(['link']);
  });
});

test('a killer whose Timeout is closed before the kill is delivered is told so', async () => {
  await runClean(function* () {
    const victim = spawn(function* () {
      try {
        yield* sleep(100);
      } finally {
        yield* sleep(5);
      }
    });
    yield* sleep(0);
    const limit = new Timeout(50);
    const killer = spawn(() => victim.kill(undefined, { timeout: limit }));
    spawn(() => limit.close());
    yield* killer.join();
    expect(killer.exception).toBeInstanceOf(MisuseError);
    yield* victim.join();
    expect(victim.value).toBeInstanceOf(GreenletExit);
  });
});

describe('the function kill', () => {
  test('takes greenlets of any kind and does not wait', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const greenlet = spawn(sleep, 100);
      const raw = spawnRaw(function* () {
        try {
          yield* sleep(100);
        } finally {
          trace.push('raw');
        }
      });
      const unstarted = spawn(() => trace.push('never'));
      kill(unstarted);
      // gevent.kill only queues a throw for a raw greenlet, and its first run is queued before that.
      kill(spawnRaw(() => trace.push('raw, before its kill')));
      yield* sleep(0);
      kill(greenlet);
      kill(raw);
      expect(greenlet.dead).toBe(false);
      yield* sleep(0);
      expect([greenlet.dead, raw.dead]).toEqual([true, true]);
      kill(raw);
    });
    expect(trace).toEqual(['raw, before its kill', 'raw']);
  });
});

describe('killall', () => {
  test('ends those that have not begun at the call, throws into the others in order, and waits for all', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const begun = ['a', 'b'].map((name) =>
        spawn(function* () {
          try {
            yield* sleep(100);
          } finally {
            trace.push(name);
            yield* sleep(1);
            trace.push(`${name} done`);
          }
        }),
      );
      yield* sleep(0);
      const unstarted = spawn(() => trace.push('never'));
      const operation = killall([...begun, unstarted]);
      expect(unstarted.dead).toBe(true);
      expect(yield* operation).toBe(true);
    });
    expect(trace).toEqual(['a', 'b', 'a done', 'b done']);
  });

  test('of nobody is true at once', async () => {
    await runClean(function* () {
      expect(yield* killall([])).toBe(true);
    });
  });

  test('gives false when its time is up, counted from the call', async () => {
    await runClean(function* (hub) {
      const target = spawn(function* () {
        try {
          yield* sleep(100);
        } finally {
          yield* sleep(50);
        }
      });
      yield* sleep(0);
      expect(yield* killall([target], undefined, { timeout: 10 })).toBe(false);
      expect(hub.now()).toBe(10);
      yield* target.join();
    });
  });

  test('throws one GreenletExit into all', async () => {
    await runClean(function* () {
      const targets = [spawn(sleep, 100), spawn(sleep, 100)];
      yield* sleep(0);
      yield* killall(targets);
      const [a, b] = targets.map((target) => target.value as unknown);
      expect(a).toBeInstanceOf(GreenletExit);
      expect(b).toBe(a);
    });
  });

  test('makes an error of its own for each if it is given a class', async () => {
    await runClean(function* () {
      const targets = [spawn(sleep, 100), spawn(sleep, 100)];
      yield* sleep(0);
      yield* killall(targets, Stop);
      const [a, b] = targets.map((target) => target.value as unknown);
      expect([a, b]).toEqual([expect.any(Stop), expect.any(Stop)]);
      expect(a).not.toBe(b);
    });
  });
});
