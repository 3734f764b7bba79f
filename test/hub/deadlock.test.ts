import { describe, expect, test } from 'vitest';
import {
  AsyncResult,
  BoundedSemaphore,
  Event,
  joinall,
  LoopExit,
  Pool,
  Queue,
  Semaphore,
  sleep,
  spawn,
  until,
  type Coroutine,
} from 'greenlets';
import { runVirtual } from 'greenlets/testing';

/** The message of the LoopExit that `body` runs into. */
async function deadlock(body: () => Coroutine<unknown>): Promise<string> {
  const error = await runVirtual(body).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LoopExit);
  expect(error).toHaveProperty('code', 'ERR_LOOP_EXIT');
  return (error as LoopExit).message;
}

describe('LoopExit', () => {
  test.each<[string, () => Coroutine<unknown>, string]>([
    ['an event that nobody sets', () => new Event().wait() as never, 'wait of an Event'],
    ['a queue that nobody fills', () => new Queue().get() as never, 'get of a Queue'],
    ['a result that never arrives', () => new AsyncResult().get() as never, 'get of an AsyncResult'],
    ['a permit that nobody releases', () => new Semaphore(0).acquire() as never, 'acquire of a Semaphore'],
    ['a permit that was taken', () => new BoundedSemaphore(0).acquire() as never, 'acquire of a BoundedSemaphore'],
    ['a pool without slots', () => new Pool(0).spawn(() => 1) as never, 'acquire of a Semaphore'],
  ])('is thrown at once into a main greenlet that waits for %s', async (_what, makeWait, expected) => {
    expect(
      await deadlock(function* () {
        yield* makeWait();
      }),
    ).toContain(`MainGreenlet waits in ${expected}`);
  });

  test('lists every blocked greenlet by name, what it waits in, and the place', async () => {
    const message = await deadlock(function* () {
      const worker = spawn(function* () {
        yield* new Event().wait();
      });
      worker.name = 'worker';
      const other = spawn(function* () {
        yield* new Queue().get();
      });
      other.name = 'other';
      yield* joinall([worker, other]);
    });
    expect(message).toMatch(/MainGreenlet waits in joinall at .*deadlock\.test\.ts:\d+/);
    expect(message).toMatch(/worker waits in wait of an Event at .*deadlock\.test\.ts:\d+/);
    expect(message).toMatch(/other waits in get of a Queue at .*deadlock\.test\.ts:\d+/);
  });

  test('lists at most twenty and counts the others', async () => {
    const message = await deadlock(function* () {
      const event = new Event();
      for (let i = 0; i < 29; i++) spawn(() => event.wait());
      yield* event.wait();
    });
    expect(message.split('\n').filter((line) => line.includes(' waits in '))).toHaveLength(20);
    expect(message).toContain('and 10 more');
  });

  test('is thrown when a greenlet joins itself and main joins it', async () => {
    const message = await deadlock(function* () {
      const self = spawn(function* (): Coroutine<void> {
        yield* self.join();
      });
      self.name = 'self';
      yield* self.join();
    });
    expect(message).toContain('self waits in join of self');
  });

  test('waits until the timers that hold the process have fired', async () => {
    const trace: string[] = [];
    const { value } = await runVirtual(function* (hub) {
      spawn(function* () {
        yield* sleep(50);
        trace.push('timer');
      });
      try {
        yield* new Event().wait();
      } catch (error) {
        trace.push((error as Error).name);
      }
      return hub.now();
    });
    expect([trace, value]).toEqual([['timer', 'LoopExit'], 50]);
  });

  test('is not held up by a sleep with ref false', async () => {
    const { value } = await runVirtual(function* (hub) {
      spawn(() => sleep(50, { ref: false }));
      try {
        yield* new Event().wait();
      } catch {}
      return hub.now();
    });
    expect(value).toBe(0);
  });

  test('is not thrown while a promise is waited for', async () => {
    const { value } = await runVirtual(function* () {
      const event = new Event();
      spawn(function* () {
        yield* until(new Promise((resolve) => setTimeout(resolve, 5)));
        event.set();
      });
      return yield* event.wait();
    });
    expect(value).toBe(true);
  });

  test('can be caught: the hub goes on, and the blocked greenlets can still be woken', async () => {
    const { value } = await runVirtual(function* () {
      const event = new Event();
      const waiter = spawn(() => event.wait());
      try {
        yield* waiter.join();
      } catch (error) {
        if (!(error instanceof LoopExit)) throw error;
      }
      event.set();
      return yield* waiter.get();
    });
    expect(value).toBe(true);
  });

  test('is not for greenlets: one that is blocked alone stays blocked', async () => {
    const { hub } = await runVirtual(function* () {
      spawn(() => new Event().wait());
      yield* sleep(10);
    });
    expect(hub.greenlets()).toHaveLength(1);
  });
});
