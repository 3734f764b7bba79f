/* oxlint-disable vitest/no-conditional-expect, unicorn/no-array-sort -- a model is compared step by step */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPending, resetTimer, type Timer, TimerQueue } from '../../src/hub/timers.ts';

class Probe implements Timer {
  declare deadline: number;
  declare order: number;
  declare slot: number;
  declare earlier: Timer | null;
  declare later: Timer | null;
  readonly ref: boolean;
  readonly yields: boolean;
  readonly name: string;

  constructor(name: string, { yields = false, ref = true } = {}) {
    resetTimer(this);
    this.name = name;
    this.ref = ref;
    this.yields = yields;
  }

  fire(): void {}
}

/** Take what is due and let it fire; `before` is called with each timer right before it fires. */
function fired(queue: TimerQueue, now: number, before: (timer: Probe) => void = () => {}): string[] {
  const names: string[] = [];
  for (const timer of queue.takeDue(now) as Probe[]) {
    if (!queue.claim(timer)) continue;
    names.push(timer.name);
    before(timer);
  }
  return names;
}

describe('timers', () => {
  test('fire by deadline, whatever the order of their start', () => {
    const queue = new TimerQueue();
    for (const duration of [30, 10, 20]) queue.add(new Probe(`${duration}`), 0, duration);
    expect(queue.deadline).toBe(10);
    expect(fired(queue, 25)).toEqual(['10', '20']);
    expect(fired(queue, 25)).toEqual([]);
    expect(fired(queue, 30)).toEqual(['30']);
    expect(queue.deadline).toBe(Infinity);
  });

  test('fire in the order of their start if their deadlines are equal', () => {
    const queue = new TimerQueue();
    queue.add(new Probe('first'), 0, 10);
    queue.add(new Probe('second'), 5, 5);
    queue.add(new Probe('third'), 0, 10);
    expect(fired(queue, 10)).toEqual(['first', 'second', 'third']);
  });

  test('that yield fire after the ordinary ones found due with them, even if they were due first', () => {
    const queue = new TimerQueue();
    queue.add(new Probe('timeout 1', { yields: true }), 0, 1);
    queue.add(new Probe('timeout 2', { yields: true }), 0, 2);
    queue.add(new Probe('sleep 3'), 0, 3);
    queue.add(new Probe('sleep 2'), 0, 2);
    expect(fired(queue, 3)).toEqual(['sleep 2', 'sleep 3', 'timeout 1', 'timeout 2']);
  });

  test('do not fire if an earlier one of their batch stops them', () => {
    const queue = new TimerQueue();
    const [a, b, c] = [new Probe('a'), new Probe('b'), new Probe('c')];
    for (const timer of [a, b, c]) queue.add(timer, 0, 5);
    expect(fired(queue, 5, (timer) => timer === a && queue.remove(b))).toEqual(['a', 'c']);
    expect(queue.size).toBe(0);
  });

  test('that an earlier one of their batch starts anew fire at their new deadline and not before', () => {
    const queue = new TimerQueue();
    const [a, b] = [new Probe('a'), new Probe('b')];
    for (const timer of [a, b]) queue.add(timer, 0, 5);
    const restart = (timer: Probe): void => {
      if (timer !== a) return;
      queue.remove(b);
      queue.add(b, 5, 5);
    };
    expect(fired(queue, 5, restart)).toEqual(['a']);
    expect(fired(queue, 9)).toEqual([]);
    expect(fired(queue, 10)).toEqual(['b']);
  });

  test('of equal duration survive the removal of the head, the middle and the tail of their row', () => {
    for (const gone of [0, 2, 4]) {
      const queue = new TimerQueue();
      const timers = [0, 1, 2, 3, 4].map((number) => new Probe(`${number}`));
      for (const timer of timers) queue.add(timer, 0, 7);
      queue.remove(timers[gone]!);
      queue.add(new Probe('late'), 0, 7);
      expect(fired(queue, 7)).toEqual([...timers.filter((_, index) => index !== gone).map((t) => t.name), 'late']);
    }
  });

  test('of equal duration let go of those before them that have fired or were stopped', () => {
    const queue = new TimerQueue();
    const timers = [0, 1, 2, 3].map((number) => new Probe(`${number}`));
    const [first, stopped, third, last] = timers as [Probe, Probe, Probe, Probe];
    for (const [start, timer] of timers.entries()) queue.add(timer, start, 7);
    queue.remove(stopped);
    expect(fired(queue, 7)).toEqual(['0']);
    // A row that never ends would keep all that ever stood in it.
    for (const gone of [first, stopped]) expect([gone.earlier, gone.later]).toEqual([null, null]);
    expect([third.earlier, third.later, last.earlier, last.later]).toEqual([null, last, third, null]);
  });

  test('stay apart from those of another hub, whichever timer was started in both', () => {
    const [one, other] = [new TimerQueue(), new TimerQueue()];
    const both = new Probe('both');
    one.add(both, 0, 7);
    one.remove(both);
    other.add(both, 0, 7);
    one.add(new Probe('its own'), 0, 7);
    expect([one.size, one.deadline]).toEqual([1, 7]);
    expect([fired(one, 7), fired(other, 7)]).toEqual([['its own'], ['both']]);
  });

  test('are pending from their start until they fire or are stopped', () => {
    const queue = new TimerQueue();
    const [a, b] = [new Probe('a'), new Probe('b')];
    expect([a, b].map(isPending)).toEqual([false, false]);
    queue.add(a, 0, 5);
    queue.add(b, 0, 5);
    expect([a, b].map(isPending)).toEqual([true, true]);
    queue.remove(a);
    expect([a, b].map(isPending)).toEqual([false, true]);
    fired(queue, 5);
    expect([a, b].map(isPending)).toEqual([false, false]);
  });

  test('count those that hold the process apart from those that do not', () => {
    const queue = new TimerQueue();
    const held = new Probe('held');
    queue.add(held, 0, 5);
    queue.add(new Probe('free', { ref: false }), 0, 5);
    expect([queue.size, queue.held]).toEqual([2, 1]);
    queue.remove(held);
    expect([queue.size, queue.held]).toEqual([1, 0]);
    queue.remove(held);
    expect([queue.size, queue.held]).toEqual([1, 0]);
  });

  test('fire exactly as a sorted array says, whatever is started, stopped and started again', () => {
    const few = fc.constantFrom(1, 2, 3, 5, 8, 65, 129);
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('start' as const), which: fc.nat(40), duration: few }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('stop' as const), which: fc.nat(40), duration: few }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('pass' as const),
          // Which of the due ones stops which other one, right before it fires.
          which: fc.nat(40),
          duration: fc.constantFrom(0, 1, 2, 4, 70),
        }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const queue = new TimerQueue();
        const timers = Array.from({ length: 41 }, (_, number) => new Probe(`${number}`, { yields: number % 5 === 0 }));
        let model: { timer: Probe; deadline: number; order: number }[] = [];
        let now = 0;
        let order = 0;
        for (const { kind, which, duration } of steps) {
          const timer = timers[which]!;
          if (kind === 'start' || kind === 'stop') {
            queue.remove(timer);
            model = model.filter((entry) => entry.timer !== timer);
          }
          if (kind === 'start') {
            queue.add(timer, now, duration);
            model.push({ timer, deadline: now + duration, order: order++ });
          }
          if (kind === 'pass') {
            now += duration;
            const due = model
              .filter((entry) => entry.deadline <= now)
              .sort(
                (a, b) =>
                  Number(a.timer.yields) - Number(b.timer.yields) || a.deadline - b.deadline || a.order - b.order,
              )
              .map((entry) => entry.timer);
            model = model.filter((entry) => entry.deadline > now);
            const expected: string[] = [];
            let stopped: Probe | null = null;
            for (const [index, each] of due.entries()) {
              if (each === stopped) continue;
              if (index === 0 && timer !== each && due.includes(timer)) stopped = timer;
              expected.push(each.name);
            }
            const first = due[0];
            expect(fired(queue, now, (each) => each === first && stopped !== null && queue.remove(stopped))).toEqual(
              expected,
            );
          }
          expect(queue.size).toBe(model.length);
          expect(queue.deadline).toBe(Math.min(Infinity, ...model.map((entry) => entry.deadline)));
          expect(timers.filter(isPending).map((t) => t.name)).toEqual(
            timers.filter((t) => model.some((entry) => entry.timer === t)).map((t) => t.name),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
