import { sleep, Timeout } from 'greenlets';
import { adapted, type Port } from '../port.ts';
import { except, format, PythonError, repr, typeName, ValueError } from '../python.ts';

export const port: Port = adapted('timeoutTexts', function* (print) {
  class KeyboardInterrupt extends PythonError {}
  function* run(exc: ConstructorParameters<typeof Timeout>[1]) {
    const t = new Timeout(5, exc);
    try {
      yield* t.run(function* () {
        yield* sleep(1000);
      });
      return 'suppressed';
    } catch (e) {
      return format('%s(%s) self=%s', typeName(e), e, e === t);
    }
  }
  for (const exc of [undefined, false as const, 'text', ValueError, new ValueError('v'), KeyboardInterrupt]) {
    print(repr(exc).slice(0, 24), '->', yield* run(exc));
  }
  const t = Timeout.startNew(5, false);
  try {
    yield* sleep(1000);
  } catch (e) {
    except(e, Timeout);
    print('without with: raised', e === t);
  } finally {
    t.close();
  }
});
