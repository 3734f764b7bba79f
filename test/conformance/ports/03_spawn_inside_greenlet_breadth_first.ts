import { spawn, wait } from 'greenlets';
import { type Port, same } from '../port.ts';

export const port: Port = same(function* (print) {
  function leaf(name: string) {
    print('run', name);
  }
  function parent(name: string) {
    print('run', name);
    spawn(leaf, `${name}.1`);
    spawn(leaf, `${name}.2`);
    print('spawned children of', name);
  }
  spawn(parent, 'P');
  spawn(parent, 'Q');
  spawn(leaf, 'R');
  yield* wait();
  print('main end');
});
