import { describe, expect, test } from 'vitest';
import {
  each,
  getcurrent,
  Greenlet,
  GreenletExit,
  Group,
  joinall,
  Pool,
  PoolFull,
  sleep,
  spawn,
  withTimeout,
  zip,
  type Coroutine,
  type LinkTarget,
} from 'greenlets';
import { runClean } from 'greenlets/testing';
import { caught } from '../support/caught.ts';

/** Sleeps, and keeps account of how many do so at once. */
class Work {
  inside: number;
  most: number;
  readonly begun: number[];
  readonly unwound: number[];

  constructor() {
    this.inside = 0;
    this.most = 0;
    this.begun = [];
    this.unwound = [];
  }

  readonly task = (ms: number): Coroutine<number> => this.run(ms);

  private *run(ms: number): Coroutine<number> {
    this.begun.push(ms);
    this.most = Math.max(this.most, ++this.inside);
    try {
      yield* sleep(ms);
      return ms * 10;
    } catch (error) {
      this.unwound.push(ms);
      throw error;
    } finally {
      this.inside--;
    }
  }
}

describe('a Group', () => {
  test('spawns at once, holds its members until their links are called, and joins them', async () => {
    await runClean(function* () {
      const group = new Group();
      const work = new Work();
      const greenlets = [3, 1, 2].map((ms) => group.spawn(work.task, ms));
      expect([group.length, group.full(), [...group]]).toEqual([3, false, greenlets]);
      expect(group.has(greenlets[0])).toBe(true);
      expect(yield* group.join()).toBe(true);
      expect([group.length, work.most, greenlets.map(({ value }) => value)]).toEqual([0, 3, [30, 10, 20]]);
      expect(yield* group.join()).toBe(true);
    });
  });

  test('join gives false when its time is up, and throws the first error of its members if asked', async () => {
    await runClean(function* () {
      const group = new Group();
      group.spawn(sleep, 10);
      expect(yield* group.join({ timeout: 5 })).toBe(false);
      group.spawn(() => {
        throw new Error('broken');
      });
      expect(yield* caught(group.join({ raiseError: true }))).toHaveProperty('message', 'broken');
      yield* group.join();
    });
  });

  test('kill ends all members, and those who come in meanwhile', async () => {
    await runClean(function* (hub) {
      const group = new Group();
      const latecomer: Greenlet<unknown>[] = [];
      group.spawn(function* () {
        try {
          yield* sleep(100);
        } finally {
          latecomer.push(group.spawn(sleep, 100));
          yield* sleep(1);
        }
      });
      const quick = group.spawn(sleep, 100);
      yield* sleep(0);
      expect(yield* group.kill()).toBe(true);
      expect([group.length, hub.now()]).toEqual([0, 1]);
      expect([quick.value, latecomer[0]!.value]).toEqual([expect.any(GreenletExit), expect.any(GreenletExit)]);
    });
  });

  test('kill ends although the links of a member were taken back', async () => {
    const result = await runClean(function* () {
      const group = new Group();
      group.spawn(sleep, 1000).unlinkAll();
      yield* sleep(0);
      return [yield* group.kill(), group.length];
    });
    expect(result).toEqual([true, 0]);
  });

  test('killone and discard concern one member, and leave strangers alone', async () => {
    await runClean(function* () {
      const group = new Group();
      const [a, b] = [group.spawn(sleep, 50), group.spawn(sleep, 5)];
      const stranger = spawn(sleep, 5);
      yield* sleep(0);
      group.killone(stranger);
      yield* group.killone(a);
      expect([a.dead, group.has(a), group.has(b)]).toEqual([true, false, true]);
      group.discard(b);
      expect([group.length, b.dead]).toEqual([0, false]);
      yield* joinall([b, stranger]);
      expect(stranger.value).toBeUndefined();
    });
  });

  test('takes greenlets that run, that are new and that are dead; a dead one leaves with the next round', async () => {
    await runClean(function* () {
      const dead = spawn(() => {});
      yield* dead.join();
      const group = new Group([dead, spawn(sleep, 1)]);
      group.start(new Greenlet(() => sleep(1)));
      expect(group.length).toBe(3);
      yield* sleep(0);
      expect(group.length).toBe(2);
      yield* group.join();
    });
  });

  test('makes greenlets of the class it is given', async () => {
    class Special extends Greenlet {}
    await runClean(function* () {
      const group = new Group(undefined, { greenletClass: Special });
      const pool = new Pool(1, { greenletClass: Special });
      const greenlets = [group.spawn(() => 1), yield* pool.spawn(() => 2)];
      expect(greenlets.map((greenlet) => greenlet instanceof Special)).toEqual([true, true]);
      yield* joinall(greenlets);
    });
  });
});

describe('a Pool', () => {
  test.each([1, 2, 3, 10, null])('of %s never runs more at once', async (size) => {
    await runClean(function* (hub) {
      const pool = new Pool(size);
      const work = new Work();
      for (let i = 0; i < 12; i++) yield* pool.spawn(work.task, 1);
      yield* pool.join();
      expect([work.begun.length, work.most]).toEqual([12, size ?? 12]);
      expect(hub.now()).toBe(Math.ceil(12 / (size ?? 12)));
      expect([pool.freeCount(), pool.full(), pool.size]).toEqual([size ?? 1, false, size]);
    });
  });

  test('of 0 accepts nobody', async () => {
    await runClean(function* () {
      const pool = new Pool(0);
      expect([pool.full(), pool.freeCount()]).toEqual([true, 0]);
      expect(yield* caught(pool.add(new Greenlet(() => 1), { blocking: false }))).toBeInstanceOf(PoolFull);
      expect(yield* withTimeout(5, () => pool.spawn(() => 1) as never, { timeoutValue: 'never' })).toBe('never');
      expect(yield* pool.waitAvailable({ timeout: 5 })).toBe(0);
      expect(pool.length).toBe(0);
    });
  });

  test('lets waiting spawners in first come, first served', async () => {
    const trace: string[] = [];
    await runClean(function* () {
      const pool = new Pool(1);
      const spawners = ['a', 'b', 'c'].map((name) =>
        spawn(function* () {
          yield* pool.spawn(function* () {
            trace.push(name);
            yield* sleep(1);
          });
        }),
      );
      yield* joinall(spawners);
      yield* pool.join();
    });
    expect(trace).toEqual(['a', 'b', 'c']);
  });

  test('a spawner that is killed or times out while it waits starts nothing and takes no slot', async () => {
    await runClean(function* () {
      const pool = new Pool(1);
      const work = new Work();
      yield* pool.spawn(work.task, 10);
      const killed = spawn(() => pool.spawn(work.task, 1));
      yield* sleep(0);
      yield* killed.kill();
      yield* caught(withTimeout(1, () => pool.spawn(work.task, 2) as never));
      yield* pool.join();
      expect([work.begun, pool.freeCount()]).toEqual([[10], 1]);
    });
  });

  test('that grows lets waiting spawners in; one that shrinks waits until enough have ended', async () => {
    await runClean(function* (hub) {
      const pool = new Pool(1);
      const work = new Work();
      const spawner = spawn(function* () {
        for (let i = 0; i < 6; i++) yield* pool.spawn(work.task, 10);
      });
      yield* sleep(1);
      expect(work.inside).toBe(1);
      pool.size = 3;
      yield* sleep(0);
      yield* sleep(0);
      expect(work.inside).toBe(3);
      pool.size = 1;
      expect([pool.full(), pool.freeCount()]).toEqual([true, 0]);
      yield* sleep(10.5);
      expect(work.inside).toBe(1);
      yield* spawner.join();
      yield* pool.join();
      expect([pool.freeCount(), work.begun.length, hub.now()]).toEqual([1, 6, 41]);
    });
  });

  test('without slots throws PoolFull if it may not wait, or in time', async () => {
    await runClean(function* (hub) {
      const pool = new Pool(1);
      yield* pool.spawn(sleep, 20);
      const late = new Greenlet(() => 1);
      expect(yield* caught(pool.start(late, { blocking: false }))).toBeInstanceOf(PoolFull);
      expect(yield* caught(pool.start(late, { timeout: 5 }))).toBeInstanceOf(PoolFull);
      expect([hub.now(), late.started]).toEqual([5, false]);
      yield* pool.start(late);
      expect(yield* late.get()).toBe(1);
      yield* pool.join();
    });
  });

  test('waitAvailable waits for a free slot and takes none', async () => {
    await runClean(function* (hub) {
      const pool = new Pool(1);
      expect(yield* pool.waitAvailable()).toBe(1);
      yield* pool.spawn(sleep, 5);
      expect(yield* pool.waitAvailable()).toBe(1);
      expect([hub.now(), pool.freeCount()]).toEqual([5, 1]);
      expect(yield* new Pool().waitAvailable()).toBe(1);
    });
  });

  test('a greenlet that ended with an error gives its slot back too, and is not hidden by the pool', async () => {
    const reported: unknown[] = [];
    await runClean(function* (hub) {
      hub.onError = (_context, error) => reported.push((error as Error).message);
      const pool = new Pool(1);
      yield* pool.spawn(() => {
        throw new Error('broken');
      });
      yield* pool.spawn(() => 1);
      yield* pool.join();
    });
    expect(reported).toEqual(['broken']);
  });

  test('does not die with whoever made it', async () => {
    await runClean(function* () {
      const pool = new Pool(2);
      const maker = spawn(function* () {
        yield* pool.spawn(sleep, 5);
        yield* sleep(100);
      });
      yield* sleep(0);
      yield* maker.kill();
      expect(pool.length).toBe(1);
      yield* pool.join();
    });
  });
});

describe.each([
  ['a Group', () => new Group()],
  ['a Pool', () => new Pool(2)],
] as const)('%s', (_what, make) => {
  test('apply gives the result or the error of a member', async () => {
    await runClean(function* () {
      const pool = make();
      expect(yield* pool.apply((a: number, b: number) => a + b, 2, 3)).toBe(5);
      expect(yield* pool.apply(async () => await Promise.resolve('async'))).toBe('async');
      const failing = (): never => {
        throw new Error('broken');
      };
      expect(yield* caught(pool.apply(failing))).toHaveProperty('message', 'broken');
      yield* pool.join();
    });
  });

  test('apply asked by a member runs in that very greenlet', async () => {
    await runClean(function* () {
      const pool = make();
      const outer = yield* pool.apply(function* () {
        const inner = yield* pool.apply(() => getcurrent());
        return inner === getcurrent();
      });
      expect(outer).toBe(true);
      yield* pool.join();
    });
  });

  test('applyAsync never waits; applyCb calls back with the result', async () => {
    await runClean(function* () {
      const pool = make();
      const results: unknown[] = [];
      const greenlets = [1, 2, 3].map((ms) => pool.applyAsync(new Work().task, ms));
      yield* pool.applyCb(
        (n: number) => n,
        [7],
        (n) => results.push(n),
      );
      for (const greenlet of greenlets) results.push(yield* greenlet.get());
      yield* sleep(1);
      expect(new Set(results)).toEqual(new Set([7, 10, 20, 30]));
      yield* pool.join();
    });
  });

  test('map gives the results in the order of the items, of any iterable', async () => {
    async function* later(): AsyncGenerator<number> {
      yield* [3, 1, 2];
    }
    await runClean(function* () {
      const pool = make();
      for (const items of [[3, 1, 2], new Set([3, 1, 2]), later()]) {
        expect(yield* pool.map(new Work().task, items)).toEqual([30, 10, 20]);
      }
      expect(yield* pool.map(new Work().task, [])).toEqual([]);
      expect(yield* pool.map(([a, b]: readonly [number, string]) => a + b, zip([1, 2, 3], ['x', 'y']))).toEqual([
        '1x',
        '2y',
      ]);
      expect(yield* pool.mapAsync((n: number) => n * n, [1, 2]).get()).toEqual([1, 4]);
      let called: unknown;
      yield* pool.mapCb(
        (n: number) => n,
        [5],
        (results) => (called = results),
      );
      expect(called).toEqual([5]);
    });
  });

  test('map throws the error of the first item by position, and lets the others go on', async () => {
    await runClean(function* () {
      const pool = make();
      const ended: number[] = [];
      const fn = function* (ms: number): Coroutine<void> {
        yield* sleep(ms);
        ended.push(ms);
        if (ms > 1) throw new Error(`item ${ms}`);
      };
      expect(yield* caught(pool.map(fn, [5, 3, 1, 9]))).toHaveProperty('message', 'item 5');
      yield* pool.join();
      expect(new Set(ended)).toEqual(new Set([1, 3, 5, 9]));
    });
  });

  test('map kills its members when its caller is killed or times out', async () => {
    await runClean(function* () {
      const pool = make();
      const work = new Work();
      const caller = spawn(() => pool.map(work.task, [50, 60, 70]));
      yield* sleep(1);
      yield* caller.kill();
      expect([work.inside, pool.length]).toEqual([0, 0]);
      expect(yield* withTimeout(5, () => pool.map(work.task, [50]) as never, { timeoutValue: 'late' })).toBe('late');
      expect([work.inside, work.unwound.length > 1]).toEqual([0, true]);
    });
  });

  test('imap gives the results in order, imapUnordered as they come, both with errors at their place', async () => {
    const fn = function* (ms: number): Coroutine<number> {
      yield* sleep(ms);
      if (ms === 2) throw new Error('two');
      return ms;
    };
    const read = function* (ordered: boolean): Coroutine<unknown[]> {
      const it = ordered ? make().imap(fn, [3, 1, 2]) : make().imapUnordered(fn, [3, 1, 2]);
      const seen: unknown[] = [];
      for (;;) {
        try {
          const step = yield* it.next();
          if (step.done === true) return seen;
          seen.push(step.value);
        } catch (error) {
          seen.push((error as Error).message);
        }
      }
    };
    await runClean(function* () {
      expect(yield* read(true)).toEqual([3, 1, 'two']);
      expect((yield* read(false)).filter((entry) => entry !== 3)).toEqual([1, 'two']);
    });
  });

  test('an error of the items themselves comes last, behind every result', async () => {
    function* items(): Generator<number> {
      yield 3;
      yield 1;
      throw new Error('no more items');
    }
    await runClean(function* () {
      for (const kind of ['imap', 'imapUnordered'] as const) {
        const it = make()[kind](new Work().task, items());
        const seen = [(yield* it.next()).value, (yield* it.next()).value];
        expect(seen).toEqual(kind === 'imap' ? [30, 10] : [10, 30]);
        expect(yield* caught(it.next())).toHaveProperty('message', 'no more items');
        expect((yield* it.next()).done).toBe(true);
      }
    });
  });

  test('imap begins nothing before its caller waits, and ends again and again', async () => {
    await runClean(function* () {
      const work = new Work();
      const it = make().imap(work.task, [1]);
      expect(work.begun).toEqual([]);
      expect((yield* it.next()).value).toBe(10);
      for (let i = 0; i < 3; i++) expect((yield* it.next()).done).toBe(true);
      expect((yield* it.return()).done).toBe(true);
    });
  });

  test('imap with maxsize takes no more items than it has room for results', async () => {
    await runClean(function* () {
      const taken: number[] = [];
      function* items(): Generator<number> {
        for (let i = 0; i < 20; i++) {
          taken.push(i);
          yield i;
        }
      }
      const it = make().imap((n: number) => n, items(), { maxsize: 2 });
      yield* it.next();
      yield* sleep(5);
      // gevent.md 2.14: maxsize bounds unread results, and pulls maxsize + 1 ahead. One is read, and one pulled in hand.
      expect(taken.length).toBeLessThanOrEqual(1 + 2 + 1);
      // A read that is given up makes no more room than one that never was.
      for (let i = 0; i < 2; i++) yield* it.next();
      yield* it.return();
      const before = taken.length;
      yield* sleep(5);
      expect(taken.length).toBe(before);
    });
  });

  test('return of imap kills and joins the members at work, as do the end of each and the death of the caller', async () => {
    await runClean(function* () {
      const pool = make();
      const work = new Work();
      const it = pool.imap(work.task, [1, 50, 60]);
      yield* it.next();
      yield* it.return();
      // A member leaves in the round that calls its links.
      yield* sleep(0);
      expect([work.inside, pool.length, (yield* it.next()).done]).toEqual([0, 0, true]);

      const breaking = each(pool.imap(work.task, [1, 50, 60]), function* () {
        throw new Error('enough');
      });
      expect(yield* caught(breaking)).toHaveProperty('message', 'enough');
      yield* sleep(0);
      expect([work.inside, pool.length]).toEqual([0, 0]);

      const caller = spawn(function* () {
        const iterator = pool.imap(work.task, [1, 50, 60]);
        yield* iterator.next();
        yield* iterator.next();
      });
      yield* sleep(5);
      expect(work.inside).toBeGreaterThan(0);
      yield* caller.kill();
      yield* sleep(1);
      expect([work.inside, pool.length]).toEqual([0, 0]);
    });
  });

  test('imap can be read with for await outside greenlets; break stops it', async () => {
    const pool = make();
    const seen: number[] = [];
    for await (const n of pool.imap((n: number) => n * 2, [1, 2, 3])) seen.push(n);
    expect(seen).toEqual([2, 4, 6]);
    for await (const _ of pool.imap(sleep, [1, 1e6, 1e6])) break;
    await sleep(1);
    expect(pool.length).toBe(0);
  });

  test('a timeout of the caller ends its wait for the next result, and the result is not lost', async () => {
    await runClean(function* () {
      const it = make().imap(new Work().task, [10, 20]);
      expect(yield* withTimeout(5, () => it.next() as never, { timeoutValue: 'late' })).toBe('late');
      expect([(yield* it.next()).value, (yield* it.next()).value, (yield* it.next()).done]).toEqual([100, 200, true]);
    });
  });
});

test('a Pool whose class makes no greenlet takes no slot', async () => {
  await runClean(function* () {
    const pool = new Pool(1, { greenletClass: Object as never });
    expect(yield* caught(pool.map(Math.abs, [1]))).toBeInstanceOf(TypeError);
    expect(pool.freeCount()).toBe(1);
    pool.greenletClass = Greenlet;
    expect(yield* pool.map(Math.abs, [-1])).toEqual([1]);
  });
});

test('a Pool gets the slot back of a member that refuses to be linked, whether it waited for the slot or not', async () => {
  let refuses = true;
  class Shy extends Greenlet {
    override rawlink(target: LinkTarget<this>): void {
      if (refuses) throw new Error('not linked');
      super.rawlink(target);
    }
  }
  await runClean(function* () {
    const pool = new Pool(1, { greenletClass: Shy });
    expect(String(yield* caught(pool.apply(() => 1)))).toBe('Error: not linked');
    refuses = false;
    yield* pool.spawn(() => sleep(1));
    const late = spawn(function* () {
      return String(yield* caught(pool.apply(() => 2)));
    });
    yield* sleep(0);
    refuses = true;
    expect(yield* late.get()).toBe('Error: not linked');
    refuses = false;
    expect(yield* pool.apply(() => 3)).toBe(3);
    yield* pool.join();
    expect(pool.freeCount()).toBe(1);
  });
});

describe('zip', () => {
  test('gives tuples, ends with the shortest, and closes its sources', () => {
    const closed: string[] = [];
    function* source(name: string, count: number): Generator<string> {
      try {
        for (let i = 0; i < count; i++) yield name + i;
      } finally {
        closed.push(name);
      }
    }
    expect([...zip(source('a', 2), source('b', 5))]).toEqual([
      ['a0', 'b0'],
      ['a1', 'b1'],
    ]);
    expect(closed).toEqual(['a', 'b']);
    expect([...zip()]).toEqual([]);
  });
});
