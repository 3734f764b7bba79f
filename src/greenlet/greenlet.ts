/**
 * Greenlet: a coroutine that can be joined, linked, asked for its value and killed.
 *
 * gevent: `gevent.Greenlet`.
 */
import { goOn } from '../hub/body.ts';
import * as State from '../hub/state.ts';
import { type ErrorClass, type GreenletExit, isGreenletExit, toError } from '../hub/errors.ts';
import { getHub, type Hub } from '../hub/hub.ts';
import { checkLinkTarget, type LinkTarget } from '../hub/linkable.ts';
import type { Operation } from '../hub/operation.ts';
import { Aside, Runnable, running } from '../hub/runnable.ts';
import { checkFunction, checkMilliseconds } from '../hub/validate.ts';
import { callSite } from './call-site.ts';
import { Get, Join } from './join.ts';
import { Kill, KillWait, throwSoon } from './kill.ts';
import { SpawnedLink } from './spawned-link.ts';
import { StartTimer } from './start-timer.ts';
import { Survivor } from './survivor.ts';
import { limitOf, type TimeLimit, type WaitOptions } from './timed-wait.ts';

/** What few greenlets need. */
class GreenletAside extends Aside {
  name: string | null;
  /** The locals of the tree of which this greenlet is the root. */
  locals: Map<unknown, unknown> | null;
  controller: AbortController | null;
  site: string | null;
  /** Whether a kill was thrown into it and it went on. */
  survivor: 'no' | 'yes' | 'reported';
  /** See `life`. */
  life: object | null;

  constructor() {
    super();
    this.name = null;
    this.locals = null;
    this.controller = null;
    this.site = null;
    this.survivor = 'no';
    this.life = null;
  }
}

/**
 * What stands in `second` when there are not just two arguments, which wait in `result` and `second`: an array for each
 * greenlet would cost more than its start.
 */
const NO_ARGUMENT = Symbol('none');
const ONE_ARGUMENT = Symbol('one');
const ARGUMENT_LIST = Symbol('list');

/** Its arguments as an array. Asked for by a call, the array is made for those only that need it. */
function list(...items: readonly unknown[]): readonly unknown[] {
  return items;
}

/**
 * How far up its spawn tree a greenlet looks for the root when it ends: nearly always far enough, and yet a deep tree does
 * not cost the square of its depth.
 */
const STEPS_TO_ROOT = 16;

const spawnCallbacks = new Set<(greenlet: Greenlet<unknown>) => void>();

/**
 * A lightweight, cooperative thread: a body that runs until it waits, and ends with a value or an error.
 *
 * Make and start one with `spawn`. Subclasses override `run`.
 *
 * gevent: `gevent.Greenlet`.
 */
export class Greenlet<T = unknown> extends Runnable {
  /** The hub it runs in. */
  declare loop: Hub;
  private body: ((...args: never[]) => unknown) | null;
  /** What it has ended with; before it begins, its first argument. */
  private result: unknown;
  /** Its second argument until it begins. */
  private second: unknown;
  /** Who made it; once it has ended, the root of its spawn tree, or who leads to it. */
  private spawner: Runnable | null;
  declare protected aside: GreenletAside | null;
  /** @internal Whether somebody will hear of its error. */
  observed: boolean;

  /**
   * Make a greenlet that is not started.
   *
   * @param body a generator function, a plain function (it runs without a break), an async function, or one that returns
   *   an operation or a promise; left out in a subclass that overrides `run`.
   * @param args what the body is called with.
   * @throws TypeError if the body is not a function.
   */
  constructor(body?: (...args: never[]) => unknown, ...args: readonly unknown[]) {
    super(getHub());
    if (body !== undefined) checkFunction(body, 'body');
    this.body = body ?? null;
    this.result = undefined;
    this.second = NO_ARGUMENT;
    if (args.length !== 0) this.giveArguments(...args);
    this.spawner = running;
    this.observed = false;
  }

  /** @internal Say what the body is to be called with. */
  giveArguments(...args: readonly unknown[]): void {
    if (args.length === 1) {
      this.result = args[0];
      this.second = ONE_ARGUMENT;
    } else if (args.length === 2) {
      this.result = args[0];
      this.second = args[1];
    } else if (args.length !== 0) {
      this.result = list(...args);
      this.second = ARGUMENT_LIST;
    }
  }

  /**
   * Make and start a greenlet. On a subclass the arguments go to its constructor.
   *
   * gevent: `Greenlet.spawn`.
   */
  static spawn<G extends Greenlet<unknown>, A extends unknown[]>(this: new (...args: A) => G, ...args: A): G {
    const greenlet = new this(...args);
    greenlet.start();
    return greenlet;
  }

  /**
   * Make a greenlet and start it after `ms` milliseconds. gevent: `Greenlet.spawn_later`, in seconds there.
   *
   * @param ms the delay in milliseconds
   */
  static spawnLater<G extends Greenlet<unknown>, A extends unknown[]>(
    this: new (...args: A) => G,
    ms: number,
    ...args: A
  ): G {
    const greenlet = new this(...args);
    greenlet.startLater(ms);
    return greenlet;
  }

  /** Have `callback` called with every greenlet that is started. gevent: `add_spawn_callback`. */
  static addSpawnCallback(callback: (greenlet: Greenlet<unknown>) => void): void {
    checkFunction(callback, 'callback');
    spawnCallbacks.add(callback);
  }

  /** Take a spawn callback back. gevent: `remove_spawn_callback`. */
  static removeSpawnCallback(callback: (greenlet: Greenlet<unknown>) => void): void {
    spawnCallbacks.delete(callback);
  }

  /**
   * The body of a subclass, called with the constructor's further arguments; without a body, a greenlet ends at once.
   *
   * gevent: `_run`.
   */
  protected run(..._args: never[]): unknown {
    return undefined;
  }

  /** The name it is reported by; `Greenlet-N` unless it is assigned. gevent: `name`. */
  get name(): string {
    return this.aside?.name ?? `Greenlet-${this.id}`;
  }

  set name(name: string) {
    this.asides().name = name;
  }

  /** Whether it is started and has not ended. gevent: `started`, and `bool(greenlet)`. */
  get started(): boolean {
    return this.state !== State.New && this.state < State.Succeeded;
  }

  /** Whether it ended without an error; a kill counts as a success. gevent: `successful()`. */
  successful(): boolean {
    return this.state === State.Succeeded;
  }

  /** What it returned, or the `GreenletExit` that killed it; undefined before the end and after an error. */
  get value(): T | GreenletExit | undefined {
    return this.state === State.Succeeded ? (this.result as T | GreenletExit) : undefined;
  }

  /** The error it ended with, undefined otherwise. */
  get exception(): unknown {
    return this.state === State.Failed ? this.result : undefined;
  }

  /** The greenlet that made this one; null for the main program and once this one has ended. */
  get spawningGreenlet(): Runnable | null {
    return this.dead ? null : this.spawner;
  }

  /** The first greenlet of its spawn tree, itself if the main program spawned it. */
  private get root(): Greenlet<unknown> {
    let root: Greenlet<unknown> = this;
    while (root.spawner instanceof Greenlet) root = root.spawner;
    return root;
  }

  /**
   * A map shared by all greenlets of its spawn tree: by those that this one spawns, those that they spawn, and so on.
   * Each greenlet spawned by the main program begins a tree.
   *
   * gevent: `spawn_tree_locals`.
   */
  get spawnTreeLocals(): Map<unknown, unknown> {
    const aside = this.root.asides();
    aside.locals ??= new Map();
    return aside.locals;
  }

  /** Where it was spawned, kept in debug mode or under a tracer; null otherwise. */
  get site(): string | null {
    return this.aside?.site ?? null;
  }

  /**
   * A signal that is aborted when this greenlet ends, for promise-based code that it starts. Made on first use.
   *
   * gevent has no counterpart.
   */
  get signal(): AbortSignal {
    const aside = this.asides();
    if (aside.controller === null) {
      aside.controller = new AbortController();
      if (this.dead) aside.controller.abort();
    }
    return aside.controller.signal;
  }

  /** Queue the first run, behind all that is ready. A second call, or one after the end, does nothing. */
  start(): void {
    if (this.state !== State.New) return;
    this.makeReady();
    this.loop.schedule(this);
  }

  /**
   * Start after `ms` milliseconds; after 0 still behind all that is ready.
   *
   * @param ms the delay in milliseconds
   */
  startLater(ms: number): void {
    checkMilliseconds(ms, 'ms');
    if (this.state !== State.New) return;
    this.makeReady();
    this.enrol();
    this.waitsFor = new StartTimer(this, ms);
  }

  private makeReady(): void {
    this.state = State.Scheduled;
    this.inherit();
    const { loop } = this;
    if (loop.debug || loop.tracer !== null) this.asides().site = callSite();
    if (loop.tracer !== null) this.trace('spawn', this.spawner);
    if (spawnCallbacks.size !== 0) for (const callback of spawnCallbacks) callback(this);
  }

  /**
   * Wait until it has ended. Never throws its error, nor does it count as observing it.
   *
   * @param options `timeout` in milliseconds
   * @returns true: it has ended; false: time was up. Returns without a switch if it has ended already. The wait leaves
   *   no link behind when it is killed or times out.
   *
   * gevent: `join`, which always returns None.
   */
  join(options?: WaitOptions): Operation<boolean> {
    return new Join(this, limitOf(options));
  }

  /**
   * Wait for its value.
   *
   * @param options `timeout` in milliseconds; `block: false` does not wait.
   * @returns what the body returned, or the `GreenletExit` that killed it.
   * @throws the error it ended with, the same object each time; `Timeout` when time is up, the greenlet being left alone.
   *
   * gevent: `get`.
   */
  get(options?: WaitOptions & { block?: boolean }): Operation<T> {
    return new Get(this, options?.block ?? true, limitOf(options));
  }

  /**
   * Kill it: `error` is thrown at the point where it waits, once the hub has run what is ready now. Its `finally` blocks
   * run and may wait. One that has not begun never runs. It takes effect at the call; the operation only waits.
   *
   * @param error what to throw; a `GreenletExit` by default, which makes the kill a success with that value.
   * @param options `timeout`: how long to wait for its end, in milliseconds.
   * @returns true: it is dead; false: it was still alive when time was up. A greenlet that swallows its kill is waited
   *   for until its natural end.
   *
   * gevent: `kill(exception, block, timeout)`; `block=False` is to drop the operation.
   */
  kill(error?: Error | ErrorClass, options?: { timeout?: TimeLimit }): Operation<boolean> {
    const limit = limitOf(options);
    const thrown = toError(error, 'error');
    const kill = this.dead || this.cancelStart(thrown) ? null : new Kill(this, thrown);
    return new KillWait(this, kill, limit);
  }

  /**
   * Throw `error` into it: at once if the caller is the hub (a `rawlink`, say), else like a kill that nobody waits for.
   *
   * gevent: `throw`, which only the hub may call.
   */
  throw(error?: Error | ErrorClass): void {
    throwSoon(this, toError(error, 'error'));
  }

  /**
   * When it ends, call `callback` with it, in a raw greenlet of its own: it may block.
   *
   * gevent: `link`.
   */
  link(callback: (greenlet: this) => unknown): void {
    checkFunction(callback, 'callback');
    this.rawlink(new SpawnedLink(callback, 'always'));
  }

  /** Like `link`, if it ends without an error. gevent: `link_value`. */
  linkValue(callback: (greenlet: this) => unknown): void {
    checkFunction(callback, 'callback');
    super.rawlink(new SpawnedLink(callback, 'success'));
  }

  /** Like `link`, if it ends with an error. gevent: `link_exception`. */
  linkException(callback: (greenlet: this) => unknown): void {
    checkFunction(callback, 'callback');
    this.rawlink(new SpawnedLink(callback, 'failure'));
  }

  override rawlink(target: LinkTarget<this>): void {
    checkLinkTarget(target, 'target');
    this.observed = true;
    super.rawlink(target);
  }

  /** Take all links back, waiting joiners included. gevent: `unlink_all`. */
  unlinkAll(): void {
    while (this.links !== null) this.delist(this.links);
  }

  /** Whether anything is linked to it. gevent: `has_links()`. */
  hasLinks(): boolean {
    return this.links !== null;
  }

  /**
   * Join it at the end of an `await using` block, outside greenlets. Inside one, use `scope`.
   *
   * gevent: `with greenlet:`.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.join();
  }

  /** @internal */
  override survived(): void {
    const aside = this.asides();
    if (aside.survivor !== 'no') return;
    aside.survivor = 'yes';
    this.iterator = new Survivor(this.iterator!, () => this.warnOfSwallowedKill());
  }

  private warnOfSwallowedKill(): void {
    const aside = this.asides();
    if (aside.survivor !== 'yes') return;
    aside.survivor = 'reported';
    const place = this.place();
    const where = place === null ? '' : `, now at ${place}`;
    this.loop.warn(this, `swallowed its kill and went on${where}: rethrow what isControl() recognises`);
  }

  /** @internal What the function that it is to run is called; '' once it has begun. */
  get bodyName(): string {
    return this.body?.name ?? '';
  }

  /** @internal Somebody will hear of its error. */
  observe(): void {
    this.observed = true;
  }

  /** @internal Something that goes when it ends, for what is not to outlive it: its locals. */
  get life(): object {
    const aside = this.asides();
    aside.life ??= {};
    return aside.life;
  }

  /** @internal The value, or the error thrown. */
  outcome(): T {
    if (this.state === State.Failed) throw this.result;
    return this.result as T;
  }

  protected begin(): void {
    // oxlint-disable-next-line unbound-method -- it is called with this greenlet as its `this`
    const body = (this.body ?? this.run) as (...args: unknown[]) => unknown;
    const self = this.body === null ? this : undefined;
    const { result: first, second } = this;
    this.forget();
    this.result = undefined;
    let given: unknown;
    try {
      if (second === ONE_ARGUMENT) given = body.call(self, first);
      else if (second === NO_ARGUMENT) given = body.call(self);
      else if (second === ARGUMENT_LIST) given = body.apply(self, first as unknown[]);
      else given = body.call(self, first, second);
    } catch (error) {
      this.conclude(true, error);
      return;
    }
    goOn(this, body, given);
  }

  protected end(threw: boolean, value: unknown): void {
    const failed = threw && !isGreenletExit(value);
    const { aside } = this;
    if (!failed && aside?.survivor === 'yes' && !isGreenletExit(value)) this.warnOfSwallowedKill();
    this.result = value;
    this.forget();
    this.close(failed);
    this.passOver();
    if (aside !== null) {
      aside.life = null;
      aside.controller?.abort();
    }
    this.notifyLinks();
    this.traceEnd(failed, value);
    if (failed) this.loop.noteFailure(this);
  }

  /** Greenlets that spawn one another for ever must not keep all their ancestors alive: lead to the root at once. */
  private passOver(): void {
    let { spawner } = this;
    for (let i = 0; i < STEPS_TO_ROOT && spawner instanceof Greenlet && spawner.spawner instanceof Greenlet; i++) {
      spawner = spawner.spawner;
    }
    this.spawner = spawner instanceof Greenlet ? spawner : null;
  }

  /** Keep neither its body nor its arguments alive. */
  private forget(): void {
    this.body = null;
    this.second = NO_ARGUMENT;
  }

  protected override asides(): GreenletAside {
    this.aside ??= new GreenletAside();
    return this.aside;
  }
}
