/**
 * scope: greenlets that do not outlive the block that starts them.
 */
import {
  type Coroutine,
  Event,
  type Greenlet,
  GreenletExit,
  Queue,
  type Scope,
  scope,
  ScopeCancelled,
  sleep,
  spawn,
  Timeout,
  withTimeout,
} from 'greenlets';
import { type Blow, killEverywhere, runClean } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';
import { caught } from '../support/caught.ts';

class Failure extends Error {}

function* failAfter(ms: number, message: string): Coroutine<never> {
  yield* sleep(ms);
  throw new Failure(message);
}

/** Sleeps, and writes down how it ended. */
function* worker(trace: string[], name: string, ms: number): Coroutine<string> {
  try {
    yield* sleep(ms);
    trace.push(`${name} done`);
    return name;
  } catch (error) {
    trace.push(`${name} ${(error as Error).name}`);
    throw error;
  }
}

describe('a scope', () => {
  test('gives what its block returns, once all that it spawned has ended', async () => {
    await runClean(function* (hub) {
      const trace: string[] = [];
      const value = yield* scope(function* (s) {
        s.spawn(worker, trace, 'a', 30);
        s.spawn(worker, trace, 'b', 10);
        return 'value';
      });
      expect([value, trace, hub.now()]).toEqual(['value', ['b done', 'a done'], 30]);
    });
  });

  test('waits for what its greenlets spawn in it, too', async () => {
    await runClean(function* (hub) {
      yield* scope(function* (s) {
        s.spawn(function* () {
          yield* sleep(10);
          s.spawn(sleep, 20);
        });
      });
      expect(hub.now()).toBe(30);
    });
  });

  test('throws the error of a greenlet, after it has killed the rest and the block', async () => {
    await runClean(function* (hub) {
      const trace: string[] = [];
      const error = yield* caught(
        scope(function* (s) {
          s.spawn(worker, trace, 'a', 100);
          s.spawn(failAfter, 10, 'first');
          yield* worker(trace, 'block', 50);
        }),
      );
      expect(error).toEqual(new Failure('first'));
      expect([trace, hub.now()]).toEqual([['a ScopeCancelled', 'block ScopeCancelled'], 10]);
    });
  });

  test('throws the error of its block, after it has killed the rest', async () => {
    await runClean(function* (hub) {
      const trace: string[] = [];
      const error = yield* caught(
        scope(function* (s) {
          s.spawn(worker, trace, 'a', 100);
          yield* failAfter(10, 'block');
        }),
      );
      expect(error).toEqual(new Failure('block'));
      expect([trace, hub.now()]).toEqual([['a ScopeCancelled'], 10]);
    });
  });

  test('gathers several errors, in the order in which they came', async () => {
    await runClean(function* () {
      const error = yield* caught(
        scope(function* (s) {
          for (const message of ['one', 'two']) {
            s.spawn(function* () {
              try {
                yield* sleep(100);
              } finally {
                // oxlint-disable-next-line no-unsafe-finally -- a cleanup that fails
                throw new Failure(message);
              }
            });
          }
          yield* failAfter(10, 'block');
        }),
      );
      expect(error).toBeInstanceOf(AggregateError);
      expect((error as AggregateError).errors).toEqual(['block', 'one', 'two'].map((message) => new Failure(message)));
      expect((error as AggregateError).message).toContain('3 errors');
    });
  });

  test('names an error once that went through a get', async () => {
    await runClean(function* () {
      const error = yield* caught(
        scope(function* (s) {
          yield* s.spawn(failAfter, 10, 'only').get();
        }),
      );
      expect(error).toEqual(new Failure('only'));
    });
  });

  test.each([undefined, new Failure('enough')])(
    'that is cancelled with %s kills all and throws that',
    async (reason) => {
      await runClean(function* (hub) {
        const trace: string[] = [];
        const error = yield* caught(
          scope(function* (s) {
            s.spawn(worker, trace, 'a', 100);
            spawn(function* () {
              yield* sleep(10);
              s.cancel(reason);
              s.cancel(new Failure('too late'));
            });
            yield* worker(trace, 'block', 50);
          }),
        );
        if (reason === undefined) expect(error).toBeInstanceOf(ScopeCancelled);
        else expect(error).toBe(reason);
        expect(hub.now()).toBe(10);
        expect(trace[0]).toBe('a ScopeCancelled');
        expect(trace.length).toBe(2);
      });
    },
  );

  test('never completes normally once cancelled, whatever its block swallows', async () => {
    await runClean(function* () {
      const error = yield* caught(
        scope(function* (s) {
          s.cancel();
          try {
            yield* sleep(10);
          } catch {
            // swallowed
          }
          return 'value';
        }),
      );
      expect(error).toBeInstanceOf(ScopeCancelled);
    });
  });

  test('cancelled in the last moment of its block leaves alone what comes after it', async () => {
    await runClean(function* (hub) {
      const error = yield* caught(
        scope(function* (s) {
          s.cancel();
        }),
      );
      expect(error).toBeInstanceOf(ScopeCancelled);
      yield* sleep(10);
      expect(hub.now()).toBe(10);
    });
  });

  test('names an error once in which several of its greenlets end', async () => {
    await runClean(function* () {
      const shared = spawn(failAfter, 10, 'shared');
      const error = yield* caught(
        scope(function* (s) {
          for (let i = 0; i < 2; i++) s.spawn(() => shared.get());
        }),
      );
      expect(error).toBe(shared.exception);
    });
  });

  test('passes on the first kill of its owner, whatever comes while it waits for the end of the rest', async () => {
    class Again extends GreenletExit {}
    await runClean(function* () {
      const first = new GreenletExit('first');
      const owner = spawn(() =>
        scope(function* (s) {
          s.spawn(function* () {
            try {
              yield* sleep(100);
            } finally {
              yield* sleep(10);
            }
          });
          yield* sleep(100);
        }),
      );
      yield* sleep(5);
      owner.kill(first);
      yield* sleep(5);
      owner.kill(Again);
      yield* owner.join();
      expect(owner.value).toBe(first);
    });
  });

  test('that its own block cancels interrupts that block at its next wait', async () => {
    await runClean(function* (hub) {
      const trace: string[] = [];
      const error = yield* caught(
        scope(function* (s) {
          s.cancel();
          trace.push('goes on to its next wait');
          yield* worker(trace, 'block', 1000);
        }),
      );
      expect(error).toBeInstanceOf(ScopeCancelled);
      expect([trace, hub.now()]).toEqual([['goes on to its next wait', 'block ScopeCancelled'], 0]);
    });
  });

  test('that is killed kills what is in it, waits for that, and passes the kill on', async () => {
    await runClean(function* (hub) {
      const trace: string[] = [];
      const owner = spawn(() =>
        scope(function* (s) {
          s.spawn(function* () {
            try {
              yield* sleep(100);
            } finally {
              yield* sleep(5);
              trace.push('cleaned up');
            }
          });
          s.spawn(worker, trace, 'b', 100);
        }),
      );
      yield* sleep(10);
      yield* owner.kill();
      expect(owner.value).toBeInstanceOf(GreenletExit);
      expect([trace, hub.now()]).toEqual([['b ScopeCancelled', 'cleaned up'], 15]);
    });
  });

  test('kills each greenlet once, so that it may clean up, unless its owner is killed again', async () => {
    const run = (kills: number): Promise<{ trace: string[]; at: number }> =>
      runClean(function* (hub) {
        const trace: string[] = [];
        const owner = spawn(() =>
          scope(function* (s) {
            s.spawn(function* () {
              try {
                yield* sleep(100);
              } finally {
                yield* worker(trace, 'cleanup', 20);
              }
            });
            s.spawn(failAfter, 10, 'first');
            yield* worker(trace, 'block', 100);
          }),
        );
        owner.rawlink(() => {});
        yield* sleep(15);
        for (let i = 0; i < kills; i++) owner.kill();
        yield* owner.join();
        return { trace, at: hub.now() };
      });
    expect(await run(0)).toEqual({ trace: ['block ScopeCancelled', 'cleanup done'], at: 30 });
    expect(await run(1)).toEqual({ trace: ['block ScopeCancelled', 'cleanup ScopeCancelled'], at: 15 });
  });

  test('that times out kills what is in it and passes the timeout on', async () => {
    await runClean(function* (hub) {
      const trace: string[] = [];
      const error = yield* caught(
        withTimeout(10, function* () {
          yield* scope(function* (s) {
            s.spawn(worker, trace, 'a', 100);
          });
        }),
      );
      expect(error).toBeInstanceOf(Timeout);
      expect([trace, hub.now()]).toEqual([['a ScopeCancelled'], 10]);
    });
  });

  test('inside another is ended by it', async () => {
    await runClean(function* (hub) {
      const trace: string[] = [];
      const error = yield* caught(
        scope(function* (outer) {
          outer.spawn(() =>
            scope(function* (inner) {
              inner.spawn(worker, trace, 'deep', 100);
            }),
          );
          yield* failAfter(10, 'outer');
        }),
      );
      expect(error).toEqual(new Failure('outer'));
      expect([trace, hub.now()]).toEqual([['deep ScopeCancelled'], 10]);
    });
  });

  test('refuses a greenlet after its end, and kills one before its start once cancelled', async () => {
    await runClean(function* () {
      const scopes: Scope[] = [];
      yield* scope(function* (s) {
        scopes.push(s);
      });
      expect(() => scopes[0]!.spawn(() => {})).toThrow(TypeError);

      const ran: string[] = [];
      const late: Greenlet<unknown>[] = [];
      yield* caught(
        scope(function* (s) {
          s.cancel();
          late.push(s.spawn(() => ran.push('late')));
        }),
      );
      expect([ran, late[0]!.dead]).toEqual([[], true]);
    });
  });

  test('a kill of one greenlet in it by somebody else is no error', async () => {
    await runClean(function* () {
      const value = yield* scope(function* (s) {
        const greenlet = s.spawn(sleep, 100);
        yield* sleep(1);
        yield* greenlet.kill();
        return 'value';
      });
      expect(value).toBe('value');
    });
  });

  test('aborts its signal when it is cancelled, and at its end', async () => {
    await runClean(function* () {
      const signals: AbortSignal[] = [];
      const reason = new Failure('enough');
      yield* caught(
        scope(function* (s) {
          signals.push(s.signal);
          expect([s.signal.aborted, s.cancelled]).toEqual([false, false]);
          s.cancel(reason);
          expect([s.signal.aborted, s.signal.reason, s.cancelled]).toEqual([true, reason, true]);
        }),
      );
      yield* scope(function* (s) {
        signals.push(s.signal);
        expect(s.signal.aborted).toBe(false);
      });
      expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    });
  });

  test.each<Blow>(['kill', 'error'])('leaves nothing behind wherever a %s strikes', async (blow) => {
    const struck = await killEverywhere(
      () => ({
        *program() {
          const queue = new Queue<number>(1);
          const done = new Event();
          let inside = 0;
          const owner = spawn(() =>
            scope(function* (s) {
              s.spawn(function* () {
                inside++;
                try {
                  for (let i = 0; i < 3; i++) yield* queue.put(i);
                } finally {
                  inside--;
                }
              });
              s.spawn(function* () {
                inside++;
                try {
                  for (let i = 0; i < 3; i++) {
                    yield* queue.get();
                    yield* sleep(1);
                  }
                  done.set();
                } finally {
                  try {
                    yield* sleep(1);
                  } finally {
                    inside--;
                  }
                }
              });
              // A child that is killed alone leaves the other waiting.
              if (!(yield* done.wait({ timeout: 100 }))) s.cancel();
            }),
          );
          owner.rawlink(() => {});
          yield* owner.join();
          if (inside !== 0) throw new Error(`${inside} are still inside`);
        },
      }),
      blow,
    );
    expect(struck).toBeGreaterThan(5);
  });
});
