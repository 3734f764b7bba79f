import { type Greenlet, scope, sleep } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { except, KeyError, repr } from '../python.ts';

const reason =
  'The block is a `scope`, which may own several greenlets: an error in it kills them with a `GreenletExit`, and not ' +
  'with the error itself.';

export const port: Port = differs(reason, function* (print, { hub }) {
  hub.onError = () => {};
  let g!: Greenlet;
  yield* scope(function* (s) {
    g = s.spawn(() => {
      print('in greenlet');
      return 42;
    });
    print('in with');
  });
  print(g.value);
  try {
    yield* scope(function* (s) {
      g = s.spawn(sleep, 10_000);
      yield* sleep(0);
      throw new KeyError('body');
    });
  } catch (e) {
    except(e, KeyError);
    print('propagated', e);
  }
  print(g.ready(), repr(g.exception));
});
