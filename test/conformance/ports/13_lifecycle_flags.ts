import { Greenlet, sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { format, typeName, ValueError } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  function row(label: string, g: Greenlet) {
    print(
      format(
        '%-22s started=%-5s ready=%-5s successful=%-5s dead=%-5s value=%r exception=%r',
        label,
        g.started,
        g.ready(),
        g.successful(),
        g.dead,
        g.value,
        g.exception,
      ),
    );
  }
  hub.onError = () => {};
  const g = new Greenlet(function* () {
    yield* sleep(10);
    return 'v';
  });
  row('new', g);
  g.start();
  row('start()ed', g);
  yield* sleep(0);
  row('running/blocked', g);
  yield* g.join();
  row('finished', g);
  function boom() {
    throw new ValueError('no');
  }
  const b = spawn(boom);
  yield* b.join();
  row('failed', b);
  const k = spawn(sleep, 10_000);
  yield* sleep(0);
  yield* k.kill();
  print(
    format(
      'killed: ready=%s successful=%s value=%s exception=%r',
      k.ready(),
      k.successful(),
      typeName(k.value),
      k.exception,
    ),
  );
  const u = new Greenlet(print);
  yield* u.kill();
  print(
    format(
      'killed unstarted: ready=%s successful=%s dead=%s value=%s',
      u.ready(),
      u.successful(),
      u.dead,
      typeName(u.value),
    ),
  );
});
