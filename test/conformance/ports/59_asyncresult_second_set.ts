import { AsyncResult, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { repr, ValueError } from '../python.ts';

export const port: Port = same(function* (print) {
  const a = new AsyncResult<number>();
  const g = spawn(() => a.get());
  yield* sleep(0);
  a.set(1);
  a.set(2);
  print(yield* g.get(), yield* a.get());
  a.set(3);
  print(yield* a.get());
  const b = new AsyncResult<number>();
  b.setException(new ValueError('x'));
  b.set(5);
  print('value wins over exception:', yield* b.get());
  const c = new AsyncResult<number>();
  c.set(5);
  c.setException(new ValueError('x'));
  print('value wins again:', yield* c.get(), repr(c.exception));
});
