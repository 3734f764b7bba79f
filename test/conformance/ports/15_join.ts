import { sleep, spawn, Timeout } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { typeName, ValueError } from '../python.ts';

const reason =
  '`join` answers whether the greenlet has ended (true) or time was up (false), where gevent returns None for both and ' +
  'leaves the caller to look at `ready()`.';

export const port: Port = differs(reason, function* (print, { hub }) {
  hub.onError = () => {};
  const s = spawn(sleep, 5000);
  print(yield* s.join({ timeout: 10 }), s.ready(), s.hasLinks());
  print(yield* s.join({ timeout: 0 }), s.ready());
  function boom() {
    throw new ValueError();
  }
  const b = spawn(boom);
  print(yield* b.join(), typeName(b.exception));
  yield* new Timeout(10, false).run(function* () {
    yield* s.join({ timeout: 1000 });
    print('not reached');
  });
  print('outer timeout interrupted join; links', s.hasLinks());
  yield* s.kill();
});
