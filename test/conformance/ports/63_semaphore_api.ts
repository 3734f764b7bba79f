import { BoundedSemaphore, DummySemaphore, MisuseError, Semaphore } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { except, typeName } from '../python.ts';

export const port: Port = adapted('libraryErrors', function* (print) {
  const s = new Semaphore();
  print('default', s.counter, yield* s.acquire(), s.counter, s.locked(), s.ready());
  print(
    'nonblocking',
    yield* s.acquire({ blocking: false }),
    yield* s.acquire({ blocking: false }),
    'timeout',
    yield* s.acquire({ timeout: 10 }),
    'timeout=0',
    yield* s.acquire({ timeout: 0 }),
  );
  print('release returns the new counter', s.release(), s.release(), s.counter);
  print('wait returns the counter, takes nothing', yield* s.wait(), s.counter);
  const z = new Semaphore(0);
  print('wait timeout', yield* z.wait({ timeout: 10 }));
  try {
    print(new Semaphore(-1));
  } catch (e) {
    except(e, RangeError);
    print(typeName(e), e);
  }
  const b = new BoundedSemaphore(1);
  try {
    b.release();
  } catch (e) {
    except(e, MisuseError);
    print(typeName(e), e);
  }
  yield* b.use(function* () {
    print('with', b.counter);
  });
  const d = new DummySemaphore();
  print('dummy', yield* d.acquire(), yield* d.acquire(), d.release(), d.locked(), d.ready(), yield* d.wait());
  const either = (yield* z.acquire({ blocking: false })) ? z : d;
  // What a block of ours is called with: nothing.
  yield* either.use(function* (...x: never[]) {
    print('context value', x[0]);
  });
});
