import { AsyncResult, Event, GreenletExit, joinall, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except, type Tuple, tuple } from '../python.ts';

export const port: Port = same(function* (print) {
  const e = new Event();
  const log: Tuple[] = [];
  function* w(n: string) {
    try {
      log.push(tuple(n, yield* e.wait()));
    } catch (error) {
      except(error, GreenletExit);
      log.push(tuple(n, 'killed'));
      throw error;
    }
  }
  let [a, b] = [spawn(w, 'a'), spawn(w, 'b')];
  yield* sleep(0);
  void a.kill();
  e.set();
  yield* joinall([a, b]);
  print('kill queued before set:', log);
  log.length = 0;
  e.clear();
  [a, b] = [spawn(w, 'a'), spawn(w, 'b')];
  yield* sleep(0);
  e.set();
  void a.kill();
  yield* joinall([a, b]);
  print('set queued before kill:', log);
  const r = new AsyncResult<string>();
  function* getter() {
    try {
      return yield* r.get({ timeout: 5000 });
    } catch (error) {
      except(error, GreenletExit);
      return 'killed';
    }
  }
  let g = spawn(getter);
  yield* sleep(0);
  r.set('v');
  void g.kill();
  print(yield* g.get());
  function* sleeper() {
    try {
      yield* sleep(10);
      return 'slept';
    } catch (error) {
      except(error, GreenletExit);
      return 'killed';
    }
  }
  g = spawn(sleeper);
  yield* sleep(0);
  yield* g.kill();
  yield* sleep(30);
  print("a dead sleeper's timer does nothing", g.value);
});
