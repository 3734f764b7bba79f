/**
 * The hub: the loop, the program that runs in it, and what becomes of errors and deadlocks.
 *
 * gevent: `gevent.hub.Hub`.
 */
import { defaultHost } from '#host';
import { begin, type Body, type Returned } from './body.ts';
import { HubDestroyed, LoopExit, withoutStack } from './errors.ts';
import { activeLoop, currentLoop, Loop, provideDefault } from './loop.ts';
import type { LoopOptions } from './loop-options.ts';
import { HubJoin } from './hub-join.ts';
import { Awaiter, type Operation, type Watched, watchOperations } from './operation.ts';
import { describeDeadlock, formatError, formatWarning } from './report.ts';
import * as State from './state.ts';
import { Runnable, running } from './runnable.ts';
import { checkFunction, checkMilliseconds, show } from './validate.ts';

/** How a hub is set up; every part has a default. */
export interface HubOptions extends LoopOptions {
  /**
   * Which errors of greenlets go to `onError`: those that nobody has got or linked by the time the run queue is empty
   * ('unobserved', the default), or all, at once ('always', as gevent does).
   */
  report?: 'unobserved' | 'always';
}

/** A greenlet whose failure is to be reported unless somebody observes it. */
export interface Failed {
  readonly observed: boolean;
  readonly exception: unknown;
  readonly site: string | null;
}

/** The greenlet that runs a program: it alone is told of a deadlock. gevent: the main greenlet. */
export class MainGreenlet extends Runnable {
  private readonly body: () => unknown;
  private readonly settle: (failed: boolean, value: unknown) => void;

  constructor(hub: Hub, body: () => unknown, settle: (failed: boolean, value: unknown) => void) {
    super(hub);
    this.body = body;
    this.settle = settle;
  }

  /** Always "MainGreenlet". */
  get name(): string {
    return 'MainGreenlet';
  }

  /** @internal */
  start(): void {
    this.inherit();
    this.state = State.Scheduled;
    this.loop.schedule(this);
  }

  protected begin(): void {
    begin(this, this.body, []);
  }

  protected end(failed: boolean, value: unknown): void {
    this.close(failed);
    this.traceEnd(failed, value);
    this.settle(failed, value);
    this.notifyLinks();
    this.loop.endTurn();
  }
}

/**
 * The scheduler of greenlets. There is one by default, `getHub()`; a test makes its own, with a clock of its own.
 *
 * gevent: `Hub`, and its loop.
 */
export class Hub extends Loop {
  /** Which errors of greenlets are reported; see `HubOptions`. */
  report: 'unobserved' | 'always';
  /**
   * Called with every error that is to be reported: of a greenlet (`context` is the greenlet), of a link (`context` is
   * `[link, source]`), of a callback or timer (`context` is the hub). Prints to standard error; assign your own.
   *
   * gevent: `hub.handle_error`.
   */
  onError: (context: unknown, error: unknown) => void;

  /**
   * Called with what is no error but probably a mistake: a greenlet that swallows a kill or a timeout and goes on.
   * Prints to standard error; assign your own.
   */
  onWarning: (context: unknown, message: string) => void;

  private mainGreenlet: MainGreenlet | null;
  private failures: Failed[];
  /** Operations made in debug mode, with the greenlet that made each. */
  private made: { operation: Watched; maker: Runnable | null }[];

  constructor(options: HubOptions = {}) {
    checkHubOptions(options);
    super(options.host ?? defaultHost, options);
    this.report = options.report ?? 'unobserved';
    this.onError = (context, error) => {
      const site = context instanceof Runnable && 'site' in context ? (context.site as string | null) : null;
      this.host.print(formatError(context, error, site));
    };
    this.onWarning = (context, message) => this.host.print(formatWarning(context, message));
    this.mainGreenlet = null;
    this.failures = [];
    this.made = [];
    if (this.debug) {
      watchOperations((operation) => {
        const loop = activeLoop();
        if (loop instanceof Hub && loop.debug && !operation.mayFloat) loop.made.push({ operation, maker: running });
      });
    }
  }

  /** Its name in reports. */
  get name(): string {
    return 'the hub';
  }

  /** The program's own greenlet; outside `run` a stand-in that never runs. gevent: `hub.parent`. */
  get main(): MainGreenlet {
    this.mainGreenlet ??= new MainGreenlet(
      this,
      () => undefined,
      () => undefined,
    );
    return this.mainGreenlet;
  }

  /**
   * Run a program as the main greenlet of this hub.
   *
   * @param body the program; a generator function, a plain or an async one. Behind its first `await`, an async one is
   *   outside this hub again: what it starts then belongs to the default hub.
   * @returns a promise of what it returns, rejected with what it throws. When nothing can wake it any more, `LoopExit`
   *   is thrown at the point where it waits. Greenlets that it leaves behind go on.
   */
  run<R>(body: Body<[], R>): Promise<Returned<R>> {
    checkFunction(body, 'body');
    return new Promise<Returned<R>>((resolve, reject) => {
      const main = new MainGreenlet(this, body, (failed, value) => {
        if (failed) reject(value);
        else resolve(value as Returned<R>);
      });
      this.mainGreenlet = main;
      main.start();
    });
  }

  /**
   * Wait until nothing is left to do: no greenlet is ready, no timer that holds the process is pending, and nothing
   * outside is waited for. Greenlets that are blocked for ever do not count.
   *
   * @param options `timeout` in milliseconds
   * @returns true: nothing is left; false: time was up.
   *
   * gevent: `hub.join`, which only the main greenlet may call.
   */
  join(options?: { timeout?: number }): Operation<boolean> {
    const timeout = options?.timeout ?? Infinity;
    checkMilliseconds(timeout, 'timeout');
    return new HubJoin(this, timeout);
  }

  /** The greenlets that have started and not ended, oldest first. */
  greenlets(): Runnable[] {
    const all = new Set<unknown>([...this.enrolled, ...this.readyEntries()]);
    if (running !== null && running.loop === this) all.add(running);
    const live = [...all].filter((one): one is Runnable => one instanceof Runnable && !one.dead);
    live.sort((a, b) => a.id - b.id);
    return live;
  }

  /**
   * End every greenlet of this hub with `HubDestroyed`, the main greenlet and the calling one apart. The next `getHub()`
   * makes a new default hub.
   *
   * gevent: `hub.destroy`.
   */
  destroy(): void {
    const error = withoutStack(() => new HubDestroyed('the hub was destroyed'));
    for (const greenlet of this.greenlets()) {
      if (greenlet === running || greenlet instanceof MainGreenlet || greenlet.cancelStart(error)) continue;
      this.runCallback(() => greenlet.throwInto(error));
    }
    if (defaultHub === this) defaultHub = null;
  }

  /** @internal */
  override reportError(context: unknown, error: unknown): void {
    try {
      this.onError(context, error);
    } catch (second) {
      // The handler itself failed: show both, and go on.
      this.host.print(formatError(context, error, null));
      this.host.print(formatError(this.onError, second, null));
    }
  }

  /** @internal */
  override warn(context: unknown, message: string): void {
    try {
      this.onWarning(context, message);
    } catch (error) {
      this.reportError(this.onWarning, error);
    }
  }

  /** @internal A greenlet has ended with an error. */
  noteFailure(failed: Failed): void {
    if (this.report === 'always') this.reportError(failed, failed.exception);
    else if (!failed.observed) this.failures.push(failed);
  }

  /** @internal Report the errors that nobody has observed so far. */
  reportFailures(): void {
    if (this.failures.length === 0) return;
    const { failures } = this;
    this.failures = [];
    for (const failed of failures) {
      if (!failed.observed) this.reportError(failed, failed.exception);
    }
  }

  /** @internal */
  protected override settled(): void {
    this.reportFailures();
    if (this.made.length !== 0) this.reportFloating();
  }

  /** Report the operations that their makers have forgotten: still fresh, now that the maker has ended. */
  private reportFloating(): void {
    const { made } = this;
    this.made = [];
    for (const entry of made) {
      const { operation, maker } = entry;
      if (!operation.fresh) continue;
      if (maker !== null && !maker.dead) {
        this.made.push(entry);
        continue;
      }
      const what = operation.describe();
      this.reportError(
        maker ?? this,
        new Error(`${what} was made and never waited for: write yield* or await before it`),
      );
    }
  }

  /** @internal Called by the host. */
  idle(final: boolean): void {
    if (this.pending.ready !== 0) return;
    const waiting = this.greenlets().filter(
      (greenlet) =>
        greenlet.state === State.Parked && (greenlet instanceof MainGreenlet || (final && greenlet instanceof Awaiter)),
    );
    if (waiting.length === 0) return;
    const message = describeDeadlock(this);
    for (const greenlet of waiting) this.runCallback(() => greenlet.throwInto(new LoopExit(message)));
  }
}

function checkHubOptions(options: HubOptions): void {
  const known = ['host', 'picker', 'tracer', 'switchInterval', 'report', 'context', 'debug'];
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new TypeError(`unknown option ${show(key)}: known are ${known.join(', ')}`);
  }
  if (options.switchInterval !== undefined) checkMilliseconds(options.switchInterval, 'switchInterval');
  if (options.picker !== undefined && options.picker !== null) checkFunction(options.picker, 'picker');
  if (options.report !== undefined && options.report !== 'unobserved' && options.report !== 'always') {
    throw new TypeError(`report must be 'unobserved' or 'always': received ${show(options.report)}`);
  }
}

let defaultHub: Hub | null = null;

provideDefault(() => (defaultHub ??= new Hub()));

/**
 * The hub of the running greenlet; outside any, the default hub, made on first use.
 *
 * gevent: `gevent.get_hub`.
 */
export function getHub(): Hub {
  return currentLoop() as Hub;
}
