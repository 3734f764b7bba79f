import { JoinableQueue, killall, MisuseError, sleep, spawn } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { except, range, typeName } from '../python.ts';

export const port: Port = adapted('libraryErrors', function* (print) {
  const q = new JoinableQueue<number>();
  function* worker(n: string) {
    for (;;) {
      const item = yield* q.get();
      try {
        yield* sleep(100);
        print(n, 'did', item);
      } finally {
        q.taskDone();
      }
    }
  }
  const ws = ['A', 'B'].map((n) => spawn(worker, n));
  print('join on an empty queue', yield* q.join());
  for (const i of range(4)) yield* q.put(i);
  print('join(timeout) ->', yield* q.join({ timeout: 1 }), 'unfinished', q.unfinishedTasks);
  print('join ->', yield* q.join(), q.unfinishedTasks);
  try {
    q.taskDone();
  } catch (e) {
    except(e, MisuseError);
    print(typeName(e), e);
  }
  print(
    'items given to the constructor are unfinished:',
    new JoinableQueue(undefined, { items: [1, 2] }).unfinishedTasks,
  );
  yield* killall(ws);
});
