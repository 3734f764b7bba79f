import { getcurrent, Greenlet, sleep, spawn, wrapErrors } from 'greenlets';
import { assertSwitches, GreenletTree, type SwitchOptions } from 'greenlets/trace';
import { differs, type Port } from '../port.ts';
import { exceptException, tuple, typeName, ValueError } from '../python.ts';

const reason =
  'A greenlet forgets its spawner at its end, so that a chain of spawners is not kept alive; where it was spawned is a ' +
  'text; a tree begins with the greenlet itself; JavaScript has no AssertionError; and a tracer is told more than of ' +
  'switches, and of each switch only once: which greenlet goes on or gives way.';

export const port: Port = differs(reason, function* (print, { hub }) {
  const main = getcurrent();
  const g1 = spawn(() => spawn(() => null));
  print('name', g1.name.startsWith('Greenlet-'), g1.id >= 0, g1.loop === hub, g1.spawningGreenlet === main);
  const child = yield* g1.get();
  print(
    'spawner, forgotten at the end',
    child.spawningGreenlet,
    'shares tree locals',
    child.spawnTreeLocals === g1.spawnTreeLocals,
  );
  const current = () => getcurrent() as Greenlet;
  function* setLocal() {
    current().spawnTreeLocals.set('req', 7);
    return yield* spawn(() => current().spawnTreeLocals.get('req')).get();
  }
  print(
    'tree local seen by descendants',
    yield* spawn(setLocal).get(),
    'other trees',
    yield* spawn(() => current().spawnTreeLocals).get(),
  );
  const n = spawn(sleep, 0);
  n.name = 'worker';
  print(n.name);
  print('spawning site', typeof n.site);
  print(GreenletTree.forest()[0]!.greenlet === main);
  function* nothing() {}
  function* switches() {
    yield* sleep(0);
  }
  const attempts: [SwitchOptions | undefined, typeof nothing | typeof switches][] = [
    [undefined, nothing],
    [undefined, switches],
    [{ maxBlockingTime: 1000 }, nothing],
  ];
  for (const [options, f] of attempts) {
    try {
      yield* assertSwitches(f, options);
      print('ok');
    } catch (e) {
      exceptException(e);
      print(typeName(e), e);
    }
  }
  const int = (text: string) => {
    if (Number.isNaN(Number(text))) throw new ValueError(text);
    return Number(text);
  };
  print('wrap_errors', typeName(yield* spawn(wrapErrors(ValueError, int), 'x').get()));
  const ev: unknown[] = [];
  hub.tracer = {
    // The beginning of a wait comes with each switch out, and tells nothing more of switches.
    event: (kind, greenlet) =>
      void (kind === 'park' || ev.push(tuple(kind, greenlet === main ? 'main' : 'greenlet'))),
  };
  spawn(sleep, 0);
  yield* sleep(0);
  yield* sleep(0);
  hub.tracer = null;
  print(ev);
  const cbs: Greenlet[] = [];
  const append = (g: Greenlet) => void cbs.push(g);
  Greenlet.addSpawnCallback(append);
  const x = spawn(() => 0);
  Greenlet.removeSpawnCallback(append);
  spawn(() => 0);
  print('spawn callbacks', cbs.length === 1 && cbs[0] === x);
});
