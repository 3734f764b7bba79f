import { sleep, spawn, Timeout } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { except, KeyError, range, repr, seconds, str, typeName } from '../python.ts';

export const port: Port = adapted('timeoutTexts', function* (print, { hub }) {
  hub.onError = () => {};
  const g = spawn(() => 7);
  try {
    yield* g.get({ block: false });
  } catch (t) {
    except(t, Timeout);
    print('block=False on live ->', typeName(t), repr(str(t)));
  }
  print(yield* g.get(), yield* g.get({ block: false }));
  function boom() {
    throw new KeyError('k');
  }
  const b = spawn(boom);
  const errs: KeyError[] = [];
  for (const _ of range(2)) {
    try {
      yield* b.get();
    } catch (e) {
      except(e, KeyError);
      errs.push(e);
    }
  }
  print('same object each time', errs[0] === errs[1] && errs[1] === b.exception);
  const s = spawn(sleep, 5000);
  try {
    yield* s.get({ timeout: 10 });
  } catch (t) {
    except(t, Timeout);
    print('timeout ->', t, seconds(t.ms));
  }
  print('target untouched', s.ready(), s.hasLinks());
  yield* s.kill();
  print('get of killed ->', typeName(yield* s.get()));
});
