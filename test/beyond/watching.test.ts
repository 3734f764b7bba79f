/**
 * Telling what goes on: the greenlet tree, assertSwitches, warnings of swallowed kills and timeouts, errors as values.
 */
import * as fc from 'fast-check';
import {
  type Coroutine,
  Event,
  getcurrent,
  type Greenlet,
  isControl,
  joinall,
  Queue,
  sleep,
  spawn,
  spawnRaw,
  Timeout,
  withTimeout,
  wrapErrors,
} from 'greenlets';
import { runClean, runVirtual } from 'greenlets/testing';
import { assertSwitches, formatRunInfo, GreenletTree, printRunInfo } from 'greenlets/trace';
import { describe, expect, test } from 'vitest';
import { caught } from '../support/caught.ts';

describe('the tree of greenlets', () => {
  function* family(): Coroutine<Greenlet<unknown>[]> {
    const never = new Event();
    const children: Greenlet<unknown>[] = [];
    const parent = spawn(function* () {
      for (const name of ['first child', 'second child']) {
        const child = spawn(() => never.wait());
        child.name = name;
        children.push(child);
      }
      yield* new Queue<number>().get();
    });
    parent.name = 'parent';
    yield* sleep(1);
    return [parent, ...children];
  }

  test('shows who spawned whom and what each waits for', async () => {
    await runVirtual(function* (hub) {
      const [parent, ...children] = yield* family();
      const [root] = GreenletTree.forest(hub);
      expect(root!.greenlet).toBe(hub.main);
      const tree = root!.children.find(({ greenlet }) => greenlet === parent)!;
      expect(tree.children.map(({ greenlet }) => greenlet)).toEqual(children);
      const lines = tree.toString().split('\n');
      expect(lines.filter((line) => line.includes('waits in')).map((line) => line.replace(/ at .*/, ''))).toEqual([
        'parent: waits in get of a Queue',
        '+-- first child: waits in wait of an Event',
        '+-- second child: waits in wait of an Event',
      ]);
      expect(lines.filter((line) => line.includes('watching.test.ts')).length).toBeGreaterThan(2);
    });
  });

  test('gives the children of one that has ended a tree of their own', async () => {
    await runVirtual(function* (hub) {
      const [parent, first, second] = yield* family();
      yield* parent!.kill();
      const roots = GreenletTree.forest(hub).map(({ greenlet }) => greenlet);
      expect(roots).toEqual([hub.main, first, second]);
    });
  });

  test('comes with counts in formatRunInfo, and is printed by printRunInfo', async () => {
    const { host } = await runVirtual(function* (hub) {
      yield* family();
      spawnRaw(function* () {
        yield* sleep(1000);
      });
      yield* sleep(0);
      const [head, ...lines] = formatRunInfo(hub);
      expect(head).toBe('5 greenlets, 0 ready entries, 1 timers, 0 outside waits');
      expect(lines.some((line) => line.includes('RawGreenlet'))).toBe(true);
      printRunInfo(hub);
    });
    expect(host.printed.some((text) => text.startsWith('5 greenlets'))).toBe(true);
  });
});

test('spawnTreeLocals are shared down the tree and are a tree of their own from the main program', async () => {
  await runClean(function* () {
    const top: Greenlet<unknown> = spawn(function* () {
      getLocals(top).set('user', 'ann');
      const inner = spawn(function* () {
        yield* sleep(1);
        const innermost: Greenlet<unknown> = spawn(() => getLocals(innermost).get('user'));
        return yield* innermost.get();
      });
      return yield* inner.get();
    });
    const other: Greenlet<unknown> = spawn(() => getLocals(other).get('user'));
    yield* joinall([top, other]);
    expect([top.value, other.value]).toEqual(['ann', undefined]);
  });
});

test('every greenlet finds the locals of its tree, whoever of its ancestors has ended before it, and after its own end', async () => {
  const trees = fc.array(fc.record({ above: fc.nat(), before: fc.nat(3), after: fc.nat(3) }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(trees, async (nodes) => {
      const all: { greenlet: Greenlet<unknown>; top: Greenlet<unknown> }[] = [];
      const grow = (index: number, top: Greenlet<unknown> | null): void => {
        const { before, after } = nodes[index]!;
        const greenlet: Greenlet<unknown> = spawn(function* () {
          yield* sleep(before);
          for (let i = index + 1; i < nodes.length; i++) if (nodes[i]!.above % i === index) grow(i, top ?? greenlet);
          yield* sleep(after);
          expect(getLocals(greenlet)).toBe(getLocals(top ?? greenlet));
        });
        all.push({ greenlet, top: top ?? greenlet });
      };
      await runClean(function* () {
        yield* spawn(function* () {
          if (nodes.length !== 0) grow(0, getcurrent() as Greenlet<unknown>);
          yield* sleep(0);
        }).get();
        yield* sleep(100);
      });
      expect(all).toHaveLength(nodes.length);
      for (const { greenlet, top } of all) expect(getLocals(greenlet)).toBe(getLocals(top));
    }),
  );
});

function getLocals(greenlet: Greenlet<unknown>): Map<unknown, unknown> {
  return greenlet.spawnTreeLocals;
}

describe('assertSwitches', () => {
  function* busy(ms: number, advance: (ms: number) => void): Coroutine<string> {
    advance(ms);
    yield* sleep(0);
    advance(1);
    return 'done';
  }

  test('gives what a block returns that switches', async () => {
    await runClean(function* () {
      const value = yield* assertSwitches(function* () {
        yield* sleep(0);
        return 'value';
      });
      expect(value).toBe('value');
    });
  });

  test('throws if its block never switches', async () => {
    await runClean(function* () {
      expect(yield* caught(assertSwitches(function* () {}))).toMatchObject({
        message: 'MainGreenlet did not switch to the hub',
      });
    });
  });

  test.each([
    [10, null],
    [11, 'MainGreenlet blocked the hub for 11 ms: at most 10 ms were allowed'],
  ])('allows 10 ms between two switches: %i ms', async (ms, message) => {
    const { value: outcome } = await runVirtual(function* (hub) {
      const advance = (by: number): void => (hub.host as unknown as { advance(ms: number): void }).advance(by);
      try {
        return yield* assertSwitches(() => busy(ms, advance), { maxBlockingTime: 10 });
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(outcome).toBe(message ?? 'done');
  });

  test('throws what its block throws, and puts the tracer back', async () => {
    await runClean(function* (hub) {
      const error = new RangeError('inside');
      const thrown = yield* caught(
        assertSwitches(function* () {
          throw error;
        }),
      );
      expect([thrown, hub.tracer]).toEqual([error, null]);
    });
  });
});

describe('a warning', () => {
  function* swallow(): Coroutine<string> {
    try {
      yield* sleep(100);
    } catch {
      // swallowed
    }
    return 'went on';
  }

  /** The warnings of a program. */
  async function warnings(program: () => Coroutine<void>): Promise<string[]> {
    const messages: string[] = [];
    await runClean(function* (hub) {
      hub.onWarning = (context, message) => messages.push(`${(context as { name: string }).name} ${message}`);
      yield* program();
    });
    return messages;
  }

  test('tells of a greenlet that swallows its kill and goes on', async () => {
    const messages = await warnings(function* () {
      const greenlet = spawn(function* () {
        try {
          yield* sleep(100);
        } catch {
          // swallowed
        }
        yield* sleep(10);
        return 'went on';
      });
      greenlet.name = 'stubborn';
      yield* sleep(1);
      yield* greenlet.kill();
    });
    expect(messages).toEqual([expect.stringMatching(/^stubborn swallowed its kill/)]);
  });

  test('does not come for one that lets its kill through, cleans up first, or ends at once', async () => {
    const messages = await warnings(function* () {
      const polite = spawn(function* () {
        try {
          yield* sleep(100);
        } catch (error) {
          if (isControl(error)) throw error;
        } finally {
          yield* sleep(10);
        }
      });
      const plain = spawn(sleep, 100);
      yield* sleep(1);
      yield* polite.kill();
      yield* plain.kill();
    });
    expect(messages).toEqual([]);
  });

  test('tells of a block of withTimeout that swallows its timeout', async () => {
    const messages = await warnings(function* () {
      yield* withTimeout(10, swallow, { timeoutValue: 'late' });
    });
    expect(messages).toEqual([expect.stringMatching(/^MainGreenlet swallowed a timeout of 10 ms/)]);
  });

  test('that fails itself is reported as an error', async () => {
    const errors: unknown[] = [];
    await runClean(function* (hub) {
      hub.onWarning = () => {
        throw new RangeError('cannot warn');
      };
      hub.onError = (_context, error) => errors.push(error);
      yield* withTimeout(10, swallow, { timeoutValue: 'late' });
    });
    expect(errors).toEqual([new RangeError('cannot warn')]);
  });
});

describe('wrapErrors', () => {
  const picky = function* (what: string): Coroutine<string> {
    yield* sleep(1);
    if (what === 'range') throw new RangeError(what);
    if (what === 'type') throw new TypeError(what);
    return what;
  };

  test('gives the errors of its classes as values, and throws others', async () => {
    await runClean(function* () {
      const wrapped = wrapErrors([RangeError, SyntaxError], picky);
      expect(yield* wrapped('fine')).toBe('fine');
      expect(yield* wrapped('range')).toEqual(new RangeError('range'));
      expect(yield* caught(wrapped('type'))).toEqual(new TypeError('type'));
      expect(yield* spawn(wrapErrors(TypeError, picky), 'type').get()).toEqual(new TypeError('type'));
    });
  });

  test('lets kills and timeouts through, whatever its classes', async () => {
    await runClean(function* () {
      const greenlet = spawn(wrapErrors(Error, picky), 'fine');
      yield* sleep(0);
      yield* greenlet.kill();
      expect(greenlet.successful()).toBe(true);
      const wrapped = wrapErrors(Error, picky);
      const error = yield* caught(
        withTimeout(0.5, function* () {
          return yield* wrapped('fine');
        }),
      );
      expect(error).toBeInstanceOf(Timeout);
    });
  });
});
