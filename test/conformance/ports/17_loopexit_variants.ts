import { AsyncResult, Event, LoopExit, type Operation, Queue, Semaphore, sleep, spawn, Waiter } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except } from '../python.ts';

export const port: Port = same(function* (print) {
  function* attempt(name: string, f: () => Operation<unknown>) {
    try {
      print(name, '->', yield* f());
    } catch (error) {
      except(error, LoopExit);
      print(name, '-> LoopExit');
    }
  }
  yield* attempt('Event.wait', () => new Event().wait());
  yield* attempt('Event.wait(timeout)', () => new Event().wait({ timeout: 10 }));
  yield* attempt('AsyncResult.get', () => new AsyncResult().get());
  yield* attempt('Queue.get', () => new Queue().get());
  yield* attempt('Semaphore(0).acquire', () => new Semaphore(0).acquire());
  // To switch to the hub and wait for whoever switches back is what `Waiter.get` does.
  yield* attempt('hub.switch', () => new Waiter().get());
  const q = new Queue<number>(1);
  yield* q.put(1);
  yield* attempt('full Queue.put', () => q.put(2));
  print('the failed putter was removed again:', q.waiting.putters === 0, 'qsize', q.qsize());
  const t = spawn(sleep, 10, { ref: false });
  yield* attempt('only an unref timer left', () => new Event().wait());
  yield* t.kill();
  yield* attempt('unref sleep', () => sleep(10, { ref: false }));
});
