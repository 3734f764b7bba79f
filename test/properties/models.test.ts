/* oxlint-disable vitest/expect-expect -- the journal compares */
/**
 * Each primitive against a tiny model of gevent's documented rules: after every command, once all that is ready has run,
 * the same greenlets must have gone on with the same results, and the same ones must still wait, in the same order.
 */
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import {
  AsyncResult,
  call,
  Event,
  Queue,
  Semaphore,
  sleep,
  spawn,
  type Coroutine,
  type Greenlet,
  type Operation,
} from 'greenlets';
import { runClean } from 'greenlets/testing';

interface Command<K extends string> {
  readonly kind: K;
  readonly n: number;
}

function commandsOf<K extends string>(...kinds: K[]): fc.Arbitrary<Command<K>[]> {
  return fc.array(fc.record({ kind: fc.constantFrom(...kinds), n: fc.nat(5) }), { maxLength: 40, size: 'max' });
}

/** What went on, in the real thing and in the model: "who: result". */
class Journal {
  readonly real: string[];
  readonly model: string[];
  private readonly waiting: Map<number, Greenlet<unknown>>;

  constructor() {
    this.real = [];
    this.model = [];
    this.waiting = new Map();
  }

  /** Wait for `operation` in a greenlet of its own. */
  start(id: number, operation: () => Operation<unknown>): void {
    const { real } = this;
    const greenlet = spawn(function* () {
      real.push(`${id}: ${String(yield* operation())}`);
    });
    this.waiting.set(id, greenlet);
  }

  *kill(id: number): Coroutine<void> {
    yield* this.waiting.get(id)!.kill();
  }

  /** Let everything run that is ready, and compare. */
  *check(real: () => unknown, model: unknown): Coroutine<void> {
    for (let turn = 0; turn < 4; turn++) yield* sleep(0);
    const seen = JSON.stringify([this.real, real()]);
    const expected = JSON.stringify([this.model, model]);
    if (seen !== expected) throw new Error(`${seen}\n is not \n${expected}`);
  }

  *killAll(): Coroutine<void> {
    for (const greenlet of this.waiting.values()) yield* greenlet.kill();
  }
}

const options = { debug: false };

describe('against its model', () => {
  test('a queue hands items over in order, to getters in order, from putters in order', async () => {
    const commands = commandsOf('put', 'get', 'peek', 'putNowait', 'getNowait', 'kill', 'expire', 'resize');
    await fc.assert(
      fc.asyncProperty(fc.option(fc.integer({ min: 1, max: 3 })), commands, async (maxsize, list) => {
        await runClean(function* () {
          const queue = new Queue<number>(maxsize);
          const journal = new Journal();
          let limit = maxsize ?? Infinity;
          const items: number[] = [];
          let getters: { id: number; peeks: boolean }[] = [];
          let putters: { id: number; item: number }[] = [];
          const settle = (): void => {
            for (;;) {
              if (putters.length > 0 && items.length < limit) {
                const { id, item } = putters.shift()!;
                items.push(item);
                journal.model.push(`${id}: undefined`);
              } else if (getters.length > 0 && items.length > 0) {
                const { id, peeks } = getters.shift()!;
                journal.model.push(`${id}: ${peeks ? items[0]! : items.shift()!}`);
              } else {
                return;
              }
              // One putter and one getter in turn.
              if (getters.length > 0 && items.length > 0) {
                const { id, peeks } = getters.shift()!;
                journal.model.push(`${id}: ${peeks ? items[0]! : items.shift()!}`);
              }
            }
          };
          for (const [id, { kind, n }] of list.entries()) {
            if (kind === 'put') {
              journal.start(id, () => queue.put(id));
              if (items.length < limit) {
                items.push(id);
                journal.model.push(`${id}: undefined`);
              } else {
                putters.push({ id, item: id });
              }
            } else if (kind === 'get' || kind === 'peek') {
              const peeks = kind === 'peek';
              journal.start(id, () => (peeks ? queue.peek() : queue.get()));
              if (items.length > 0) journal.model.push(`${id}: ${peeks ? items[0]! : items.shift()!}`);
              else getters.push({ id, peeks });
            } else if (kind === 'putNowait') {
              let full = false;
              try {
                queue.putNowait(id);
              } catch {
                full = true;
              }
              if (full !== items.length >= limit) throw new Error('putNowait');
              if (!full) items.push(id);
            } else if (kind === 'getNowait') {
              let item: number | undefined;
              try {
                item = queue.getNowait();
              } catch {}
              if (item !== items.shift()) throw new Error('getNowait');
            } else if (kind === 'kill') {
              const victim = [...getters, ...putters][n];
              if (victim === undefined) continue;
              yield* journal.kill(victim.id);
              getters = getters.filter((other) => other.id !== victim.id);
              putters = putters.filter((other) => other.id !== victim.id);
            } else if (kind === 'expire') {
              const empty = items.length === 0;
              let error: unknown;
              try {
                yield* queue.get({ timeout: 1 });
              } catch (thrown) {
                error = thrown;
              }
              if ((error !== undefined) !== empty) throw new Error('get with a timeout');
              if (!empty) items.shift();
            } else {
              limit = n + 1;
              queue.maxsize = limit;
            }
            settle();
            yield* journal.check(
              () => [queue.qsize(), queue.full(), queue.waiting],
              [items.length, items.length >= limit, { getters: getters.length, putters: putters.length }],
            );
          }
          yield* journal.killAll();
          yield* journal.check(() => queue.waiting, { getters: 0, putters: 0 });
        }, options);
      }),
      { numRuns: 300 },
    );
  });

  test('a semaphore gives its permits first come, first served, and forgets who left', async () => {
    const commands = commandsOf('acquire', 'acquire', 'release', 'tryAcquire', 'wait', 'kill', 'expire');
    await fc.assert(
      fc.asyncProperty(fc.nat(3), commands, async (value, list) => {
        await runClean(function* () {
          const semaphore = new Semaphore(value);
          const journal = new Journal();
          let counter = value;
          let waiters: { id: number; takes: boolean }[] = [];
          for (const [id, { kind, n }] of list.entries()) {
            if (kind === 'acquire' || kind === 'wait') {
              const takes = kind === 'acquire';
              journal.start(id, () => (takes ? semaphore.acquire() : semaphore.wait()));
              waiters.push({ id, takes });
            } else if (kind === 'release') {
              if (semaphore.release() !== ++counter) throw new Error('release');
            } else if (kind === 'tryAcquire') {
              if ((yield* semaphore.acquire({ blocking: false })) !== counter > 0) throw new Error('tryAcquire');
              if (counter > 0) counter--;
            } else if (kind === 'kill') {
              const victim = waiters[n];
              if (victim === undefined) continue;
              yield* journal.kill(victim.id);
              waiters = waiters.filter((other) => other !== victim);
            } else {
              if ((yield* semaphore.acquire({ timeout: 1 })) !== counter > 0) throw new Error('acquire with a timeout');
              if (counter > 0) counter--;
            }
            while (counter > 0 && waiters.length > 0) {
              const { id, takes } = waiters.shift()!;
              journal.model.push(takes ? `${id}: true` : `${id}: ${counter}`);
              if (takes) counter--;
            }
            yield* journal.check(
              () => [semaphore.counter, semaphore.locked(), semaphore.linkcount()],
              [counter, counter === 0, waiters.length],
            );
          }
          yield* journal.killAll();
          yield* journal.check(() => semaphore.linkcount(), 0);
        }, options);
      }),
      { numRuns: 300 },
    );
  });

  test('an event wakes everybody who waits when it is set, even if it is clear again', async () => {
    const commands = commandsOf('wait', 'wait', 'set', 'clear', 'pulse', 'kill', 'expire');
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        await runClean(function* () {
          const event = new Event();
          const journal = new Journal();
          let flag = false;
          let waiters: number[] = [];
          const wake = (): void => {
            for (const id of waiters) journal.model.push(`${id}: true`);
            waiters = [];
          };
          for (const [id, { kind, n }] of list.entries()) {
            if (kind === 'wait') {
              journal.start(id, () => event.wait());
              waiters.push(id);
              if (flag) wake();
            } else if (kind === 'set') {
              event.set();
              flag = true;
              wake();
            } else if (kind === 'clear') {
              event.clear();
              flag = false;
            } else if (kind === 'pulse') {
              event.set();
              event.set();
              event.clear();
              flag = false;
              wake();
            } else if (kind === 'kill') {
              const victim = waiters[n];
              if (victim === undefined) continue;
              yield* journal.kill(victim);
              waiters = waiters.filter((other) => other !== victim);
            } else if ((yield* event.wait({ timeout: 1 })) !== flag) {
              throw new Error('wait with a timeout');
            }
            yield* journal.check(() => [event.isSet(), event.linkcount()], [flag, waiters.length]);
          }
          yield* journal.killAll();
          yield* journal.check(() => event.linkcount(), 0);
        }, options);
      }),
      { numRuns: 300 },
    );
  });

  test('a result wakes everybody with its newest value, and a value always wins over an error', async () => {
    const commands = commandsOf('get', 'get', 'wait', 'set', 'setTwice', 'setException', 'kill');
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        await runClean(function* () {
          const result = new AsyncResult<number>();
          const journal = new Journal();
          let value: number | undefined;
          let failed = false;
          let waiters: { id: number; gets: boolean }[] = [];
          const wake = (): void => {
            if (value === undefined && !failed) return;
            for (const { id, gets } of waiters) {
              if (value !== undefined) journal.model.push(`${id}: ${value}`);
              else journal.model.push(gets ? `${id}: failed` : `${id}: undefined`);
            }
            waiters = [];
          };
          for (const [id, { kind, n }] of list.entries()) {
            if (kind === 'get' || kind === 'wait') {
              const gets = kind === 'get';
              journal.start(id, () => (gets ? orFailed(result.get()) : result.wait()));
              waiters.push({ id, gets });
            } else if (kind === 'set') {
              result.set(id);
              value = id;
            } else if (kind === 'setTwice') {
              result.set(-1);
              result.set(id);
              value = id;
            } else if (kind === 'setException') {
              result.setException(new Error('failed'));
              failed = true;
            } else {
              const victim = waiters[n];
              if (victim === undefined) continue;
              yield* journal.kill(victim.id);
              waiters = waiters.filter((other) => other !== victim);
            }
            wake();
            yield* journal.check(
              () => [result.ready(), result.successful(), result.linkcount()],
              [value !== undefined || failed, value !== undefined, waiters.length],
            );
          }
          yield* journal.killAll();
          yield* journal.check(() => result.linkcount(), 0);
        }, options);
      }),
      { numRuns: 300 },
    );
  });
});

/** The value of an operation, or "failed". */
function orFailed<T>(operation: Operation<T>): Operation<T | string> {
  function* attempt(): Coroutine<T | string> {
    try {
      return yield* operation;
    } catch (error) {
      if ((error as Error).message !== 'failed') throw error;
      return 'failed';
    }
  }
  return call(attempt);
}
