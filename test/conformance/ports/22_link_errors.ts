import { sleep, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { RuntimeError, tuple, typeName } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  hub.onError = (context, error) => {
    // A context of two, which is a tuple in Python and an array here.
    const ctx = Array.isArray(context) ? tuple(...(context as unknown[])) : context;
    print('handle_error', typeName(ctx), Array.isArray(context) && context[1] === g, typeName(error), error);
  };
  const g = spawn(() => 1);
  function bad() {
    throw new RuntimeError('bad link');
  }
  g.rawlink(bad);
  g.link(bad);
  g.rawlink(() => print('good link'));
  yield* g.join();
  print('joined');
  yield* sleep(0);
});
