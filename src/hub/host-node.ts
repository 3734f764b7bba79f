/**
 * The host for Node: `setImmediate`, one `setTimeout`, `performance.now`, `beforeExit`.
 */
import { AsyncResource } from 'node:async_hooks';
import type { AsyncContext, Driven, Driver, Host } from './host.ts';

const MAX_DELAY = 2 ** 31 - 1;

/**
 * Turns and timers are armed from here, or one armed inside `als.run` would carry that store into every greenlet that
 * the drain happens to resume.
 */
const root = new AsyncResource('greenlets.hub');

/** Loops that want to know when the process runs dry; held weakly, as a test makes thousands of hubs. */
const watching = new Set<WeakRef<Driven>>();
let listening = false;

function onBeforeExit(): void {
  // Behind all other listeners: one of them may still find something to do.
  process.nextTick(() => {
    for (const reference of watching) {
      const loop = reference.deref();
      if (loop === undefined) watching.delete(reference);
      else loop.idle(true);
    }
  });
}

const resolved = Promise.resolve();

class NodeDriver implements Driver {
  private readonly runTurn: () => void;
  private readonly askForTick: () => void;
  private readonly runTimers: () => void;
  private timer: NodeJS.Timeout | null;
  private deadline: number;

  constructor(loop: Driven) {
    watching.add(new WeakRef(loop));
    this.runTurn = () => loop.turn();
    const runContinuation = (): void => loop.continueTurn();
    const queueContinuation = (): void => process.nextTick(runContinuation);
    // A tick waits until no promise job is left, if it is one of them that asks for it.
    this.askForTick = () => void resolved.then(queueContinuation);
    this.runTimers = () => {
      this.timer = null;
      this.deadline = Infinity;
      loop.timers();
    };
    this.timer = null;
    this.deadline = Infinity;
  }

  turn(): void {
    root.runInAsyncScope(setImmediate, undefined, this.runTurn);
  }

  continueTurn(): boolean {
    root.runInAsyncScope(this.askForTick);
    return true;
  }

  rest(deadline: number, hold: boolean): void {
    if (!listening) {
      listening = true;
      process.on('beforeExit', onBeforeExit);
    }
    if (deadline < this.deadline) {
      if (this.timer !== null) clearTimeout(this.timer);
      const delay = Math.min(Math.max(Math.ceil(deadline - performance.now()), 0), MAX_DELAY);
      this.timer = root.runInAsyncScope(setTimeout, undefined, this.runTimers, delay);
      this.deadline = deadline;
      if (!hold) this.timer.unref();
      return;
    }
    // An armed timer whose own has been stopped fires for nothing: cheaper than to set it anew each time.
    if (this.timer === null) return;
    if (hold) this.timer.ref();
    else this.timer.unref();
  }
}

class NodeContext implements AsyncContext {
  private readonly resource: AsyncResource;

  constructor() {
    this.resource = new AsyncResource('greenlet');
  }

  run(action: () => void): void {
    this.resource.runInAsyncScope(action);
  }
}

/** Where a suspended generator stands, told by the inspector; nothing is paid before it is asked. */
function locate(generator: object): string | undefined {
  const inspector = process.getBuiltinModule('node:inspector');
  const session = new inspector.Session();
  const scripts = new Map<string, string>();
  const key = Symbol.for('greenlets.located');
  let found: string | undefined;
  try {
    session.connect();
    session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params.url));
    session.post('Debugger.enable');
    Reflect.set(globalThis, key, generator);
    session.post(
      'Runtime.evaluate',
      { expression: "globalThis[Symbol.for('greenlets.located')]" },
      (error, evaluated) => {
        const objectId = evaluated?.result.objectId;
        if (error !== null || objectId === undefined) return;
        session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_error, answer) => {
          const location = answer?.internalProperties?.find(({ name }) => name === '[[GeneratorLocation]]')?.value
            ?.value as { scriptId: string; lineNumber: number; columnNumber: number } | undefined;
          const url = location && scripts.get(location.scriptId);
          if (location && url) found = `${url}:${location.lineNumber + 1}:${location.columnNumber + 1}`;
        });
      },
    );
  } catch {
    // Another inspector, or a runtime without one: the report does without the line.
  } finally {
    Reflect.deleteProperty(globalThis, key);
    session.disconnect();
  }
  return found;
}

/** The host of every hub that is not given another. */
export const defaultHost: Host = {
  now: () => performance.now(),
  connect: (loop) => new NodeDriver(loop),
  print: (text) => void process.stderr.write(`${text}\n`),
  captureContext: () => new NodeContext(),
  locate,
  onSignal(handler) {
    process.on('SIGINT', handler);
    process.on('SIGTERM', handler);
    return () => {
      process.off('SIGINT', handler);
      process.off('SIGTERM', handler);
    };
  },
  exit(code) {
    if (code !== 0) process.exitCode = code;
    // Output to a pipe is written asynchronously on some systems: leave when it is out.
    process.stdout.write('', () => process.stderr.write('', () => process.exit()));
  },
};
