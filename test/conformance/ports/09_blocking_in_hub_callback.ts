import { BlockingSwitchOutError, sleep } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { str, tuple, typeName } from '../python.ts';

const reason =
  'The context of an error in a callback is the hub, as callbacks have no object of their own worth showing; the ' +
  'message names the operation; and JavaScript has no AssertionError of which the error could be a subclass. A ' +
  'callback is a plain function, so that the operation has to be started by hand in order to block.';

export const port: Port = differs(reason, function* (print, { hub }) {
  const seen: unknown[] = [];
  hub.onError = (context, error) => seen.push(tuple(typeName(context), typeName(error), str(error)));
  hub.runCallback(() => void sleep(10)[Symbol.iterator]().next());
  hub.runCallback(() => print('next callback still runs'));
  yield* sleep(20);
  for (const s of seen) print(s);
  print(new BlockingSwitchOutError() instanceof Error);
});
