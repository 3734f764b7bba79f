import { Greenlet, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { repr, typeName, ValueError } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  function never() {
    print('MUST NOT RUN');
  }
  for (const how of ['new', 'spawned', 'custom']) {
    const g = how === 'new' ? new Greenlet(never) : spawn(never);
    g.rawlink(() => print('  link fired', how));
    hub.onError = () => {};
    if (how === 'custom') yield* g.kill(new ValueError('why'));
    else yield* g.kill();
    print(how, 'ready', g.ready(), 'successful', g.successful(), typeName(g.value), repr(g.exception));
    g.start();
    yield* sleep(0);
  }
});
