import { getHub, Greenlet, sleep, spawn, spawnRaw } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { except, tuple } from '../python.ts';

export const port: Port = adapted('libraryErrors', function* (print) {
  function f(a: number, k: { x: number }) {
    print('raw', tuple(a), k);
  }
  const r = spawnRaw(f, 1, { x: 2 });
  spawn(print, 'greenlet');
  print(r instanceof Greenlet, 'join' in r, r.loop === getHub());
  yield* sleep(0);
  print('dead', r.dead);
  try {
    spawnRaw(42 as never);
  } catch (error) {
    except(error, TypeError);
    print('TypeError', error);
  }
});
