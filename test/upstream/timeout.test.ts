/**
 * What gevent's test__timeout asserts, in virtual time. docs/upstream-tests.md says which test stands for which.
 */
import { type Coroutine, Event, sleep, Timeout, withTimeout } from 'greenlets';
import { runClean } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';
import { caught } from '../support/caught.ts';

/** Wait for ever. */
function* forever(): Coroutine<never> {
  for (;;) yield* new Event().wait();
}

test('a timeout that is thrown by hand is not pending', () => {
  const timeout = new Timeout();
  expect(timeout.pending).toBe(false);
  expect(() => {
    throw timeout;
  }).toThrow(timeout);
  expect(timeout.pending).toBe(false);
});

describe.each([
  ['nothing', undefined, '10 ms'],
  ['false', false, '10 ms (silent)'],
  ['a text', 'XXX', '10 ms: XXX'],
] as const)('a timeout made with %s as its exception', (_what, exception, message) => {
  test('throws itself each time it is started', async () => {
    await runClean(function* (hub) {
      const timeout = new Timeout(10, exception);
      timeout.start();
      expect(yield* caught(forever())).toBe(timeout);
      timeout.start();
      expect(yield* caught(forever())).toBe(timeout);
      timeout.close();
      expect(hub.now()).toBe(20);
      expect(timeout.message).toBe(message);
    });
  });

  test('ends its own block', async () => {
    await runClean(function* (hub) {
      const timeout = new Timeout(10, exception);
      const block = timeout.run(forever);
      if (exception === false) expect(yield* block).toBe(undefined);
      else expect(yield* caught(block)).toBe(timeout);
      expect(hub.now()).toBe(10);
    });
  });
});

class NoError {
  readonly reason: string = 'none';
}

test.each([[{}], [NoError], [new NoError()], [42]])(
  'a timeout is refused what cannot be thrown as an error: %o',
  (exception) => {
    expect(() => new Timeout(10, exception as never)).toThrow(TypeError);
  },
);

test('a cancelled timeout does not fire', async () => {
  await runClean(function* () {
    const timeout = new Timeout(10);
    timeout.start();
    expect(timeout.pending).toBe(true);
    timeout.cancel();
    yield* sleep(20);
    expect(timeout.pending).toBe(false);
    timeout.close();
  });
});

test('withTimeout throws a timeout, gives the value instead, or the result in time', async () => {
  await runClean(function* () {
    const late = { timeoutValue: 'late' };
    expect(yield* caught(withTimeout(10, wait20))).toBeInstanceOf(Timeout);
    expect(yield* withTimeout(10, wait20, late)).toBe('late');
    expect(yield* withTimeout(20, wait10, late)).toBe(undefined);
  });
});

function* wait10(): Coroutine<void> {
  yield* sleep(10);
}

function* wait20(): Coroutine<void> {
  yield* sleep(20);
}
