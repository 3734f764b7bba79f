/**
 * Kill everywhere: run a program once for each of its switches, and kill the greenlet that waits there.
 *
 * Whatever it was doing, its cleanup must run, nothing may be lost, and nothing may be left behind.
 */
import type { Greenlet } from '../greenlet/greenlet.ts';
import { GreenletExit } from '../hub/errors.ts';
import type { Hub } from '../hub/hub.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import * as State from '../hub/state.ts';
import { Runnable } from '../hub/runnable.ts';
import type { TraceKind, Traced, Tracer } from '../hub/tracer.ts';
import { assertNothingLeft, runVirtual } from './run.ts';

/** One run of a program under `killEverywhere`. */
export interface Scenario {
  /** The main greenlet of the program; it makes what it needs and checks it at the end. */
  program: (hub: Hub) => Coroutine<void>;
}

/** What is thrown into the greenlet. */
export type Blow = 'kill' | 'error';

/** The error that `killEverywhere` throws for the blow 'error'. */
export class Blown extends Error {}

/** Counts switches, and at the chosen one strikes the greenlet that has just parked. */
class Striker implements Tracer {
  switches: number;
  struck: string | null;
  private readonly at: number;
  private readonly blow: Blow;

  constructor(at: number, blow: Blow) {
    this.switches = 0;
    this.struck = null;
    this.at = at;
    this.blow = blow;
  }

  event(kind: TraceKind, greenlet: Traced): void {
    if (kind !== 'switch-out' || !(greenlet instanceof Runnable) || greenlet.name === 'MainGreenlet') return;
    if (this.switches++ !== this.at) return;
    this.struck = `${greenlet.name} in ${greenlet.waitingFor() ?? 'nothing'}`;
    greenlet.loop.runCallback(() => {
      if (greenlet.state !== State.Parked) return;
      greenlet.throwInto(this.blow === 'kill' ? new GreenletExit('struck') : new Blown('struck'));
    });
  }
}

/**
 * Run a program again and again, each time striking at another of its switches, until it has run to its end unharmed.
 *
 * @param makeScenario makes a fresh program for each run. Its main greenlet is never struck: it starts the others, waits
 *   for their end, and throws if something is not as it must be.
 * @param blow what is thrown: a kill, or an error of class `Blown`
 * @returns how many places were struck
 * @throws Error that names the place, if the program fails there or leaves anything behind
 */
export async function killEverywhere(makeScenario: () => Scenario, blow: Blow = 'kill'): Promise<number> {
  for (let at = 0; ; at++) {
    const striker = new Striker(at, blow);
    const { program } = makeScenario();
    try {
      const { hub } = await runVirtual(program, { tracer: striker });
      hub.tracer = null;
      await hub.run(() => undefined);
      assertNothingLeft(hub);
    } catch (error) {
      throw new Error(`struck at switch ${at} (${striker.struck ?? 'none'})`, { cause: error });
    }
    if (striker.struck === null) return at;
  }
}

/** The greenlets of a program that have ended with an error that is none of the blows. */
export function unexpectedFailures(greenlets: Iterable<Greenlet<unknown>>): unknown[] {
  const failures: unknown[] = [];
  for (const greenlet of greenlets) {
    if (greenlet.exception !== undefined && !(greenlet.exception instanceof Blown)) failures.push(greenlet.exception);
  }
  return failures;
}
