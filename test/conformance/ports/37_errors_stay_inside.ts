import { joinall, spawn } from 'greenlets';
import { type Port, same } from '../port.ts';
import { except, repr, typeName, ValueError } from '../python.ts';

export const port: Port = same(function* (print, { hub }) {
  const calls: { context: unknown; error: unknown }[] = [];
  hub.onError = (context, error) => calls.push({ context, error });
  function boom() {
    throw new ValueError('inner');
  }
  let g = spawn(boom);
  print(
    'joinall',
    (yield* joinall([g])).map((x) => x === g),
  );
  print(g.value, repr(g.exception), typeName(g.exception));
  const { context, error } = calls[0]!;
  print(
    'context is the greenlet',
    context === g,
    '| same exception object',
    error === g.exception,
    '|',
    typeName(error),
  );
  g = spawn(boom);
  try {
    yield* g.get();
  } catch (e) {
    except(e, ValueError);
    print('get raised; reports so far', calls.length);
  }
});
