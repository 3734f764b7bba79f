import { Hub, sleep, spawn, type Tracer } from 'greenlets';
import { runClean, runVirtual, VirtualHost } from 'greenlets/testing';
import { addTracer, assertSwitches } from 'greenlets/trace';
import { describe, expect, test } from 'vitest';

/** A tracer that counts. */
function counter(): Tracer & { events: number; hubEvents: number } {
  return {
    events: 0,
    hubEvents: 0,
    event() {
      this.events++;
    },
    hubEvent() {
      this.hubEvents++;
    },
  };
}

describe('several tracers of one hub', () => {
  test('are each told of everything while they are there, in whatever order they come and go', async () => {
    const [first, second, third] = [counter(), counter(), counter()];
    const { hub } = await runVirtual(function* (own) {
      const removeFirst = addTracer(own, first);
      yield* sleep(1);
      const removeSecond = addTracer(own, second);
      yield* sleep(1);
      removeFirst();
      yield* sleep(1);
      const removeThird = addTracer(own, third);
      yield* sleep(1);
      removeSecond();
      removeThird();
    });
    // Each `sleep` is a park, a switch out and a switch in; a timer set, two turns, a timer that fires.
    expect([first, second, third].map(({ events, hubEvents }) => [events / 3, hubEvents / 4])).toEqual([
      [2, 2],
      [3, 3],
      [1, 1],
    ]);
    expect(hub.tracer).toBeNull();
  });

  test('leave the tracer that was there alone, and are removed once', () => {
    const [own, other] = [counter(), counter()];
    const hub = new Hub({ host: new VirtualHost(), tracer: own });
    const remove = addTracer(hub, other);
    const removeAgain = addTracer(hub, other);
    remove();
    remove();
    expect(hub.tracer).not.toBe(own);
    removeAgain();
    expect(hub.tracer).toBe(own);
  });

  test('do without the events of the hub if they do not want them', async () => {
    const kinds: string[] = [];
    await runVirtual(
      function* (hub) {
        addTracer(hub, counter());
        yield* sleep(1);
      },
      { tracer: { event: (kind) => void kinds.push(kind) } },
    );
    expect(kinds).toEqual(['switch-in', 'park', 'switch-out', 'switch-in', 'end']);
  });
});

// The first to begin is the first to end here: each takes away its own tracer and no other.
test('assertSwitches in two greenlets at once leaves no tracer behind', async () => {
  await runClean(function* (hub) {
    const checked = (ms: number): ReturnType<typeof spawn> =>
      spawn(() =>
        assertSwitches(function* () {
          yield* sleep(ms);
        }),
      );
    const [short, long] = [checked(1), checked(2)];
    yield* short.get();
    expect(hub.tracer).not.toBeNull();
    yield* long.get();
    expect(hub.tracer).toBeNull();
  });
});
