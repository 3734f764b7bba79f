import { describe, expect, test } from 'vitest';
import { AsyncResult, Event, Hub, OperationReusedError, Pool, Queue, Semaphore, sleep, spawn, until } from 'greenlets';

/** A few turns of the host's loop: enough for a hub to do whatever is ready. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('await of an operation, outside any greenlet', () => {
  test('gives what yield* would give', async () => {
    expect(await spawn((a: number, b: number) => a + b, 2, 3).get()).toBe(5);
    expect(await spawn(sleep, 1).join()).toBe(true);
    const queue = new Queue<string>();
    queue.putNowait('item');
    expect(await queue.get()).toBe('item');
  });

  test('throws what yield* would throw, the same object', async () => {
    const error = new Error('broken');
    const failing = spawn(() => {
      throw error;
    });
    await expect(failing.get()).rejects.toBe(error);
  });

  test('that is ready at once resolves without a turn of the hub', async () => {
    const trace: string[] = [];
    const event = new Event();
    event.set();
    setImmediate(() => trace.push('turn'));
    await event.wait();
    trace.push('event');
    await new Semaphore(1).acquire();
    trace.push('semaphore');
    const queue = new Queue<number>(1);
    await queue.put(1);
    await queue.get();
    trace.push('queue');
    expect(trace).toEqual(['event', 'semaphore', 'queue']);
    await settle();
  });

  test('resolves before the next greenlet has its turn', async () => {
    const trace: string[] = [];
    const event = new Event();
    spawn(() => event.set());
    spawn(function* () {
      yield* sleep(0);
      trace.push('greenlet 1');
      yield* sleep(0);
      trace.push('greenlet 2');
    });
    await event.wait();
    trace.push('await');
    await settle();
    // Rule: the code behind an await takes its turn where a greenlet in its place would.
    expect(trace.indexOf('await')).toBeLessThan(trace.indexOf('greenlet 2'));
  });

  test('of sleep(0) comes back for each single round of a greenlet that spins', async () => {
    let rounds = 0;
    let spinning = true;
    const spinner = spawn(function* () {
      for (;;) {
        rounds++;
        yield* sleep(0);
        if (!spinning) return;
      }
    });
    await sleep(0);
    const before = rounds;
    for (let i = 0; i < 10; i++) await sleep(0);
    expect(rounds - before).toBe(10);
    spinning = false;
    await spinner.join();
  });

  test('may be repeated: the promise is made once', async () => {
    const queue = new Queue<number>(null, { items: [1, 2, 3] });
    const first = queue.get();
    expect([await first, await first]).toEqual([1, 1]);
    expect(queue.qsize()).toBe(2);
    const spawned = new Pool(1).spawn(() => 'once');
    expect(await spawned).toBe(await spawned);
  });

  test('has the face of a promise: then with one or two functions, and chains', async () => {
    const greenlet = spawn(() => 20);
    expect(await greenlet.get().then((value) => value + 1)).toBe(21);
    const failing = spawn(() => {
      throw new Error('broken');
    });
    expect(await failing.get().then(null, (error: Error) => error.message)).toBe('broken');
    expect(await Promise.all([greenlet.get(), greenlet.join()])).toEqual([20, true]);
  });

  test('of an operation that ran in a greenlet is refused', async () => {
    const operation = new Queue<number>(null, { items: [1, 2] }).get();
    await spawn(function* () {
      yield* operation;
    }).join();
    await expect(operation).rejects.toBeInstanceOf(OperationReusedError);
  });
});

describe('with({ signal })', () => {
  test('ends the wait with the reason of the signal, and consumes nothing', async () => {
    const queue = new Queue<string>();
    const controller = new AbortController();
    const getting = queue.get().with({ signal: controller.signal });
    const reason = new Error('not needed any more');
    const outcome = getting.then(undefined, (error: unknown) => error);
    await settle();
    controller.abort(reason);
    expect(await outcome).toBe(reason);
    queue.putNowait('item');
    await settle();
    expect([queue.qsize(), queue.waiting.getters]).toEqual([1, 0]);
  });

  test('lets the operation through if it ends first, and a later abort harms nobody', async () => {
    const queue = new Queue<string>();
    const controller = new AbortController();
    const getting = queue.get().with({ signal: controller.signal }).then(String);
    queue.putNowait('item');
    expect(await getting).toBe('item');
    controller.abort();
    await settle();
    expect(queue.qsize()).toBe(0);
  });

  test('does not even begin if the signal is aborted already', async () => {
    const queue = new Queue<string>(null, { items: ['item'] });
    await expect(queue.get().with({ signal: AbortSignal.abort() })).rejects.toHaveProperty('name', 'AbortError');
    expect(queue.qsize()).toBe(1);
  });

  test('takes back a semaphore, an event, a result, a sleep and a coroutine alike', async () => {
    const semaphore = new Semaphore(0);
    const event = new Event();
    const result = new AsyncResult<number>();
    const pool = new Pool(0);
    const waits = [
      semaphore.acquire(),
      event.wait(),
      result.get(),
      sleep(1e6),
      sleep(0),
      until(new Promise(() => {})),
      pool.spawn(() => 1),
    ];
    const controller = new AbortController();
    const outcomes = Promise.allSettled(waits.map((wait) => wait.with({ signal: controller.signal })));
    controller.abort(new Error('enough'));
    const reasons = (await outcomes).map((outcome) =>
      outcome.status === 'rejected' ? String(outcome.reason) : 'done',
    );
    expect(new Set(reasons)).toEqual(new Set(['Error: enough']));
    expect([semaphore.linkcount(), event.linkcount(), result.linkcount(), pool.length]).toEqual([0, 0, 0, 0]);
  });

  test('is refused without a signal, at the call', () => {
    const wrong = undefined as unknown as AbortSignal;
    expect(() => new Queue().get().with({ signal: wrong })).toThrow(
      /signal must be an AbortSignal: received undefined/,
    );
    expect(() => sleep(0).with({ signal: 5 as unknown as AbortSignal })).toThrow(/signal .*5/);
  });
});

describe('promise code and greenlets of one hub', () => {
  test('a hub that is not the default runs its program beside it', async () => {
    const hub = new Hub();
    expect(await hub.run(() => 'plain')).toBe('plain');
    expect(await hub.run(async () => 'async')).toBe('async');
    expect(
      await hub.run(function* () {
        yield* sleep(1);
        return 'generator';
      }),
    ).toBe('generator');
    await expect(
      hub.run(() => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
  });
});
