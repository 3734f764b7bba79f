import { joinall, Local, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { sorted } from '../python.ts';

export const port: Port = same(function* (print) {
  // An attribute of a Python local is a Local of its own here.
  const x = new Local<string>();
  x.set('main');
  function* f(n: string) {
    print(n, x.has(), x.has() ? { v: x.get() } : {});
    x.set(n);
    yield* sleep(0);
    print(n, x.get());
  }
  yield* joinall([spawn(f, 'a'), spawn(f, 'b')]);
  print(x.get());
  function init(a: number, k: number) {
    print('init', a, k);
    return { a } as { a: unknown; b?: number };
  }
  const y = new Local(() => init(1, 2));
  y.get()!.a = 'changed';
  function g() {
    print(y.get()!.a);
    y.get()!.b = 1;
    print(sorted(Object.keys(y.get()!)));
  }
  yield* spawn(g).join();
  print(y.get()!.a, 'b' in y.get()!);
  function h() {
    print('each greenlet re-runs __init__:', y.get()!.a);
  }
  yield* spawn(h).join();
  function* child() {
    x.set('parent');
    yield* spawn(() => print('not inherited by children:', x.has())).join();
  }
  yield* spawn(child).join();
});
