import { GreenletExit, sleep, spawn } from 'greenlets';
import { differs, type Port } from '../port.ts';
import { format, repr, typeName, ValueError } from '../python.ts';

const reason =
  'JavaScript has no errors that are meant to end the program (SystemExit, KeyboardInterrupt, SystemError): an error of ' +
  'a greenlet is never raised in the main greenlet. What is left are the two rows on GreenletExit, which is not ' +
  'reported, and on an ordinary error, which is.';

export const port: Port = differs(reason, function* (print, { host }) {
  function* f(exc: Error) {
    yield* sleep(0);
    throw exc;
  }
  for (const exc of [new GreenletExit('g'), new ValueError('v')]) {
    const g = spawn(f, exc);
    host.printed.length = 0;
    let where: string;
    try {
      yield* sleep(10);
      where = 'main undisturbed';
    } catch (e) {
      where = `main got ${repr(e)}`;
    }
    print(
      format(
        '%-12s printed=%-5s %s; stored exception=%r value=%r',
        typeName(exc),
        host.printed.length !== 0,
        where,
        g.exception,
        g.value,
      ),
    );
  }
});
