import { Empty, Full, isControl, type Operation, Queue, Timeout } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { invoke, typeName } from '../python.ts';

export const port: Port = adapted(['libraryErrors', 'timeoutTexts'], function* (print) {
  const q = new Queue<string>(1);
  function* attempt(name: string, f: () => unknown) {
    try {
      print(name, '->', yield* invoke(f));
    } catch (e) {
      print(name, '->', typeName(e), e);
    }
  }
  yield* attempt('get_nowait', () => q.getNowait());
  yield* attempt('get(timeout)', () => q.get({ timeout: 10 }));
  yield* attempt('get(timeout=0)', () => q.get({ timeout: 0 }));
  yield* attempt('get(block=False, timeout)', () => q.get({ block: false, timeout: 5000 }));
  yield* attempt('peek_nowait', () => q.peekNowait());
  yield* attempt('put', () => q.put('a'));
  yield* attempt('put_nowait', () => q.putNowait('b'));
  yield* attempt('put(timeout)', () => q.put('b', { timeout: 10 }));
  yield* attempt('peek', () => q.peek());
  yield* attempt('qsize after peek', () => q.qsize());
  yield* attempt('get', () => q.get());
  yield* attempt('empty', () => q.empty());
  print('Empty/Full are Exceptions, not Timeouts', !isControl(new Empty()), new Full() instanceof Timeout);
  const outer = (): Operation<unknown> =>
    new Timeout(10).run(function* () {
      yield* q.get({ timeout: 1000 });
    });
  yield* attempt("somebody else's timeout passes through", outer);
});
