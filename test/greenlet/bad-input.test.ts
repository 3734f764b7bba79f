/**
 * Every wrong argument fails at the call, with an error that names the argument and the value.
 */
import { describe, expect, test } from 'vitest';
import {
  call,
  each,
  Greenlet,
  Hub,
  InvalidSwitchError,
  iwait,
  joinall,
  kill,
  killall,
  main,
  OperationReusedError,
  Queue,
  BlockingSwitchOutError,
  sleep,
  spawn,
  spawnLater,
  spawnRaw,
  Timeout,
  until,
  wait,
  withTimeout,
  type Coroutine,
  type Operation,
} from 'greenlets';
import { runClean } from 'greenlets/testing';

/** Whatever the types forbid. */
const wrong = (value: unknown): never => value as never;
const body = function* (): Coroutine<void> {};
const quiet = (): Greenlet<void> => new Greenlet(body);

describe('a wrong argument', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['spawn of undefined', () => spawn(wrong(undefined)), /body must be a function: received undefined/],
    ['spawn of null', () => spawn(wrong(null)), /body must be a function: received null/],
    ['spawn of a generator', () => spawn(wrong(body())), /body must be a function: received an object/],
    ['spawn of a promise', () => spawn(wrong(Promise.resolve())), /body .* an object of class Promise/],
    ['spawnRaw of a text', () => spawnRaw(wrong('body')), /body must be a function: received "body"/],
    ['spawnLater of a number', () => spawnLater(5, wrong(5)), /body must be a function: received 5/],
    ['new Greenlet of a number', () => new Greenlet(wrong(1)), /body must be a function: received 1/],
    ['Greenlet.spawn of a text', () => Greenlet.spawn(wrong('x')), /body must be a function: received "x"/],
    ['call of null', () => call(wrong(null)), /fn must be a function: received null/],
    ['main of nothing', () => main(wrong(undefined)), /body must be a function: received undefined/],
    ['each of a number', () => each(wrong(5), body), /source must be iterable: received 5/],
    ['each without a body', () => each([], wrong(undefined)), /body must be a function: received undefined/],
    ['until of a number', () => until(wrong(5)), /source must be a promise .*: received 5/],
    ['until of null', () => until(wrong(null)), /source must be a promise .*: received null/],

    ['sleep of a text', () => sleep(wrong('5')), /ms must be a number of milliseconds: received "5"/],
    ['sleep of null', () => sleep(wrong(null)), /ms must be a number of milliseconds: received null/],
    ['sleep of NaN', () => sleep(NaN), /ms must be a number of milliseconds.*: received NaN/],
    ['spawnLater after a text', () => spawnLater(wrong('1'), body), /ms must be a number .*: received "1"/],
    ['spawnLater after NaN', () => spawnLater(NaN, body), /ms must be a number .*: received NaN/],
    ['spawnLater after a negative time', () => spawnLater(-1, body), /ms must be a number .*: received -1/],
    ['startLater after NaN', () => quiet().startLater(NaN), /ms must be a number .*: received NaN/],
    ['a Timeout of NaN', () => new Timeout(NaN), /ms must be a number .*: received NaN/],
    ['a Timeout of a negative time', () => new Timeout(-5), /ms must be a number .*: received -5/],
    ['a Timeout of a text', () => new Timeout(wrong('soon')), /ms must be a number .*: received "soon"/],
    ['a Timeout that throws a number', () => new Timeout(5, wrong(7)), /exception must be .*: received .*7/],
    ['withTimeout of NaN', () => withTimeout(NaN, body), /ms must be a number .*: received NaN/],
    ['withTimeout without a body', () => withTimeout(5, wrong(null)), /body must be a function: received null/],
    [
      'withTimeout with other options',
      () => withTimeout(5, body, wrong({ value: 1 })),
      /options must have a timeoutValue/,
    ],

    ['join for NaN', () => quiet().join({ timeout: NaN }), /timeout must be a number .*: received NaN/],
    ['join for a negative time', () => quiet().join({ timeout: -1 }), /timeout must be a number .*: received -1/],
    ['join for a text', () => quiet().join({ timeout: wrong('1') }), /timeout must be a number .*: received "1"/],
    ['join with a number for options', () => quiet().join(wrong(100)), /options must be an object .*: received 100/],
    ['get for NaN', () => quiet().get({ timeout: NaN }), /timeout must be a number .*: received NaN/],
    ['get with a number for options', () => quiet().get(wrong(100)), /options must be an object .*: received 100/],
    ['kill for NaN', () => quiet().kill(undefined, { timeout: NaN }), /timeout must be a number .*: received NaN/],
    ['kill with a text', () => quiet().kill(wrong('die')), /error must be an Error .*"?die/],
    ['kill with a function', () => quiet().kill(wrong(() => 1)), /error must be an Error .*function/],
    ['kill with a class of no errors', () => quiet().kill(wrong(Map)), /error must be an Error .*Map/],
    ['kill with null', () => quiet().kill(wrong(null)), /error must be an Error .*null/],
    ['throw of a number', () => quiet().throw(wrong(5)), /error must be an Error .*5/],
    ['link of nothing', () => quiet().link(wrong(undefined)), /callback must be a function: received undefined/],
    ['linkValue of a text', () => quiet().linkValue(wrong('f')), /callback must be a function: received "f"/],
    ['linkException of null', () => quiet().linkException(wrong(null)), /callback must be a function: received null/],
    ['rawlink of an object', () => quiet().rawlink(wrong({})), /target must be a function or have a notify method/],
    ['kill of no greenlet', () => kill(wrong({})), /greenlet must be a greenlet: received an object/],
    ['killall of no list', () => killall(wrong(5)), /greenlets must be an iterable of greenlets: received 5/],
    ['killall of other things', () => killall([wrong(5)]), /greenlet must be a greenlet: received 5/],
    ['killall with a text', () => killall([], wrong('die')), /error must be an Error .*"?die/],
    ['killall for NaN', () => killall([], undefined, { timeout: NaN }), /timeout must be a number .*: received NaN/],
    ['joinall of one greenlet', () => joinall(wrong(quiet())), /greenlets must be an iterable .*: received .*Greenlet/],
    ['joinall of nothing', () => joinall(wrong(undefined)), /must be an iterable .*: received undefined/],
    [
      'joinall with raiseError of nothing',
      () => joinall(wrong(undefined), { raiseError: true }),
      /must be an iterable .*: received undefined/,
    ],
    ['joinall of functions', () => joinall([wrong(body)]), /must hold greenlets: received function body/],
    ['joinall for NaN', () => joinall([], { timeout: NaN }), /timeout must be a number .*: received NaN/],
    ['joinall of half a greenlet', () => joinall([], { count: 0.5 }), /count must be a whole number.*: received 0.5/],
    ['wait of a number', () => wait(wrong(5)), /must be an iterable .*: received 5/],
    ['wait of a promise', () => wait([wrong(Promise.resolve())]), /must hold things to wait for: received .*Promise/],
    ['wait for a negative count', () => wait([], { count: -1 }), /count must be a whole number.*: received -1/],
    ['wait for a negative time', () => wait([], { timeout: -1 }), /timeout must be a number .*: received -1/],
    [
      'iwait for a count that is a text',
      () => iwait([], { count: wrong('1') }),
      /count must be a number: received "1"/,
    ],
    ['iwait for NaN', () => iwait([], { timeout: NaN }), /timeout must be a number .*: received NaN/],
    [
      'a spawn callback that is none',
      () => Greenlet.addSpawnCallback(wrong(1)),
      /callback must be a function: received 1/,
    ],
  ])('%s is refused at the call', (_what, misuse, message) => {
    expect(misuse).toThrow(message);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['an unknown option', () => new Hub(wrong({ clock: 1 })), /unknown option "clock": known are/],
    [
      'a picker that is no function',
      () => new Hub({ picker: wrong('random') }),
      /picker must be a function: received "random"/,
    ],
    [
      'a switch interval of NaN',
      () => new Hub({ switchInterval: NaN }),
      /switchInterval must be a number .*: received NaN/,
    ],
    [
      'a negative switch interval',
      () => new Hub({ switchInterval: -1 }),
      /switchInterval must be a number .*: received -1/,
    ],
    [
      'another way to report',
      () => new Hub({ report: wrong('never') }),
      /report must be 'unobserved' or 'always': received "never"/,
    ],
    ['a body that is no function', () => new Hub().run(wrong(5)), /body must be a function: received 5/],
    [
      'a callback that is no function',
      () => new Hub().runCallback(wrong(null)),
      /action must be a function: received null/,
    ],
  ])('a hub refuses %s', (_what, misuse, message) => {
    expect(misuse).toThrow(message);
  });
});

describe('a greenlet', () => {
  /** What `misuse` throws inside a greenlet, which must be able to go on waiting afterwards. */
  async function thrownBy(misuse: () => unknown): Promise<Error> {
    return await runClean(function* () {
      let thrown: unknown;
      try {
        const given = misuse();
        if (typeof given === 'object' && given !== null && Symbol.iterator in given) yield* given as Coroutine<void>;
      } catch (error) {
        thrown = error;
      }
      yield* sleep(1);
      yield* sleep(0);
      expect(thrown).toBeInstanceOf(Error);
      return thrown as Error;
    });
  }

  test.each<[string, () => Operation<unknown>, RegExp]>([
    ['sleep(5)', () => sleep(5), /sleep\(5\)/],
    ['sleep(0)', () => sleep(0), /sleep\(0\)/],
    ['a get of a queue', () => new Queue().get(), /get of a Queue/],
    ['a joinall', () => joinall([quiet()]), /joinall/],
    ['withTimeout', () => withTimeout(9, () => sleep(5) as never), /sleep\(5\)/],
  ])('that loops over %s gets an error that says to write yield*, and is not stuck', async (_what, make, message) => {
    for (const misuse of [
      () => {
        for (const _ of make()) void _;
      },
      () => Array.from(make()),
      () => new Set(make()),
      () => {
        const [first] = make();
        return first;
      },
    ]) {
      const error = await thrownBy(misuse);
      expect(error).toBeInstanceOf(InvalidSwitchError);
      expect(error.message).toMatch(message);
      expect(error.message).toContain('yield*');
    }
  });

  test('that starts an operation while it is parked in another gets an error that names both', async () => {
    const error = await thrownBy(function* () {
      for (const _ of sleep(5)) {
        void _;
        yield* sleep(7);
      }
    });
    expect(error).toBeInstanceOf(InvalidSwitchError);
    expect(error.message).toMatch(/sleep\(7\) while it is parked in sleep\(5\)/);
  });

  test('that steps an operation by hand and ends is undone: no timer is left', async () => {
    await runClean(function* () {
      const worker = spawn(() => {
        sleep(5)[Symbol.iterator]().next();
        return 'ended';
      });
      expect(yield* worker.get()).toBe('ended');
    });
  });

  test('that starts an operation twice gets ERR_OPERATION_REUSED', async () => {
    for (const make of [() => sleep(1), () => joinall([]), () => withTimeout(5, body), () => call(body)]) {
      const error = await thrownBy(function* () {
        const operation: Operation<unknown> = make();
        yield* operation;
        yield* operation;
      });
      expect(error).toBeInstanceOf(OperationReusedError);
      expect(error).toHaveProperty('code', 'ERR_OPERATION_REUSED');
    }
  });

  test('may share sleep(0) and use it as often as it likes', async () => {
    await runClean(function* () {
      const give = sleep(0);
      let rounds = 0;
      for (; rounds < 3; rounds++) yield* give;
      expect(rounds).toBe(3);
    });
  });

  test.each([
    ['an operation', () => sleep(1)],
    ['a text', () => 'text'],
    ['nothing', () => undefined],
    ['a promise', () => Promise.resolve(1)],
  ])('that yields %s without the star gets a TypeError that says so, and can go on', async (_what, make) => {
    await runClean(function* () {
      const worker = spawn(function* () {
        try {
          yield make();
        } catch (error) {
          yield* sleep(1);
          return error;
        }
        return undefined;
      } as () => Coroutine<unknown>);
      const error = yield* worker.get();
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toMatch(/yielded .*: write yield\* \(with the star\)/);
    });
  });

  test('that calls what is no coroutine gets an error that names it', async () => {
    const error = await thrownBy(() => call(wrong(() => 5)));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/fn must return a coroutine.*: returned 5/);
  });

  test('whose until starts no promise gets an error that names what it returned', async () => {
    const error = await thrownBy(() => until(wrong(() => 5)));
    expect(error.message).toMatch(/must return a promise: returned 5/);
  });
});

describe('yield* of an operation outside any greenlet', () => {
  test.each<[string, () => Operation<unknown>]>([
    ['sleep(5)', () => sleep(5)],
    ['sleep(0)', () => sleep(0)],
    ['a queue', () => new Queue().get()],
    ['joinall', () => joinall([new Greenlet()])],
    ['withTimeout', () => withTimeout(5, body)],
    ['a pending promise', () => until(new Promise(() => {}))],
    ['call', () => call(body)],
  ])('throws and says what to do instead: %s', (_what, make) => {
    function* outside(): Coroutine<void> {
      yield* make();
    }
    expect(() => outside().next()).toThrow(BlockingSwitchOutError);
    expect(() => outside().next()).toThrow(/outside any greenlet: spawn .* or await/);
  });

  test('starts nothing: a function given to until is not called', () => {
    let called = false;
    const operation = until(() => {
      called = true;
      return Promise.resolve();
    });
    expect(() => operation[Symbol.iterator]().next()).toThrow(BlockingSwitchOutError);
    expect(called).toBe(false);
  });

  test('a timeout cannot be started there either', () => {
    expect(() => Timeout.startNew(5)).toThrow(/outside any greenlet/);
  });
});
