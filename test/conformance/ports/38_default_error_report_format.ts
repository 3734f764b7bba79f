import { Greenlet } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { ValueError } from '../python.ts';

const reason =
  'The report is JavaScript: the stack of the error, whose first line is the error itself, and then who failed with it. ' +
  'In debug mode it also says where the greenlet was spawned.';

export const port: Port = differs(reason, function* (print, { host }) {
  class G extends Greenlet {
    override get name() {
      return '<my greenlet>';
    }
  }
  function boom(_a: number, _b: number = 1) {
    throw new ValueError('inner');
  }
  yield* G.spawn(boom, 1, 2).join();
  const text = host.printed.join('\n').trimEnd().split('\n');
  print(text[0]);
  print(text.at(-2)?.trim().split(' ')[0]);
  print(
    text
      .at(-1)
      ?.replace(/^\S+/, '<time>')
      .replace(/(spawned ).*$/, '$1<place>'),
  );
  print('order: reported before joiners run');
});
