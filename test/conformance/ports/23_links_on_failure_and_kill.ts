import { Greenlet, sleep, spawn } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { except, typeName, ValueError } from '../python.ts';

export const port: Port = adapted('libraryErrors', function* (print, { hub }) {
  hub.onError = () => {};
  const show = (tag: string) => (s: Greenlet) => print(tag, typeName(s.value), typeName(s.exception));
  function fail() {
    throw new ValueError('x');
  }
  for (const name of ['fail', 'exit']) {
    const g: Greenlet = name === 'exit' ? spawn(sleep, 10_000) : spawn(fail);
    g.link(show(`${name} link`));
    g.linkValue(show(`${name} link_value`));
    g.linkException(show(`${name} link_exception`));
    yield* sleep(0);
    if (name === 'exit') yield* g.kill();
    yield* g.join();
    yield* sleep(0);
  }
  const g = new Greenlet(print, 'never');
  g.link(show('unstarted link'));
  yield* g.kill();
  yield* sleep(0);
  const g2 = spawn(fail);
  yield* g2.join();
  try {
    g2.link(42 as never);
  } catch (error) {
    except(error, TypeError);
    print('TypeError', error);
  }
});
