/**
 * What the hub can run: a coroutine with its state and the wait it is parked in.
 *
 * A body is a native generator. It yields nothing but the one `PARKED` result, by way of an operation that has put it
 * in somebody's list of waiters; whoever wakes it calls `resume`, from the hub, and it runs up to its next block before
 * `resume` returns. No greenlet is ever resumed from inside another.
 *
 * gevent: the raw greenlet, with its hub as the parent.
 */
import { Descent, PARKED, type Step, type Steps, type Wait } from './coroutine.ts';
import * as State from './state.ts';
import { InvalidSwitchError, wrongHub } from './errors.ts';
import type { AsyncContext } from './host.ts';
import { remove } from './link.ts';
import { Linkable } from './linkable.ts';
import type { Live, Loop } from './loop.ts';
import type { TraceKind } from './tracer.ts';
import { show } from './validate.ts';

/** The parts of a greenlet that most never have, kept apart so that the many stay small. */
export class Aside {
  /** The coroutines that wait for the one on top to return: those left by `call`. */
  readonly frames: Steps[];
  /** What it has inherited from its spawner for `AsyncLocalStorage`; null if the hub does not care. */
  context: AsyncContext | null;
  /** How many of its entries in the run queue are no longer meant. */
  stale: number;

  constructor() {
    this.frames = [];
    this.context = null;
    this.stale = 0;
  }
}

/** The greenlet that has the processor, null in the hub and outside. */
export let running: Runnable | null = null;

/** Whose links are being called; those that are added meanwhile are called in the same pass. */
let telling: Runnable | null = null;

/** What the next step is: `throw(nextValue)` or `next(nextValue)`. Set right before the step that uses them. */
let nextThrows = false;
let nextValue: unknown = undefined;

/** Anything the hub can run. */
export abstract class Runnable extends Linkable implements Live {
  declare loop: Loop;
  /** A number of its own among the greenlets of its hub, in order of creation. */
  readonly id: number;
  /** @internal */
  state: State.Value;
  /** @internal What it is parked in. */
  waitsFor: Wait | null;
  /** @internal The coroutine that is to be stepped next. */
  iterator: Steps | null;
  protected aside: Aside | null;
  liveIndex: number;

  constructor(loop: Loop) {
    super();
    this.loop = loop;
    this.id = ++loop.lastId;
    this.state = State.New;
    this.waitsFor = null;
    this.iterator = null;
    this.aside = null;
    this.liveIndex = -1;
  }

  /** The name it is reported by. */
  abstract get name(): string;
  /** Begin the body; called once, from the hub, with this as the running greenlet. */
  protected abstract begin(): void;
  /** The body has returned `value`, or thrown it if `failed`. */
  protected abstract end(failed: boolean, value: unknown): void;

  /** Whether it has ended. */
  ready(): boolean {
    return this.state >= State.Succeeded;
  }

  /** Whether it has ended. gevent: `dead`. */
  get dead(): boolean {
    return this.state >= State.Succeeded;
  }

  /** What it waits for, in words; null if it is not waiting. */
  waitingFor(): string | null {
    return this.waitsFor?.describe() ?? null;
  }

  /** The object it waits for: a greenlet, an event, a queue; undefined if there is none. */
  waitingOn(): unknown {
    return this.waitsFor?.subject;
  }

  /** Where it is suspended, as `file:line:column`; null if the host cannot tell. */
  place(): string | null {
    const { iterator } = this;
    if (iterator === null) return null;
    // What steps a coroutine for somebody else keeps it in `steps`.
    const coroutine = 'steps' in iterator ? (iterator.steps as object) : iterator;
    return this.loop.host.locate?.(coroutine) ?? null;
  }

  /** @internal A greenlet belongs to its hub for good. */
  override bind(loop: Loop): void {
    if (this.loop === loop) return;
    throw wrongHub(this.name);
  }

  /** @internal Its entry in the run queue: the first run, the end of `sleep(0)`, or, once it is dead, its links. */
  execute(): void {
    const { aside } = this;
    if (aside !== null && aside.stale !== 0) aside.stale--;
    else if (this.state === State.Parked) this.resume(undefined);
    else if (this.state === State.Scheduled) this.startRunning();
    else this.callLinks();
  }

  /** A dead one that has links has its notification queued: only the first of them has to queue it. */
  protected linked(isFirst: boolean): void {
    if (isFirst && this.dead && telling !== this) this.loop.schedule(this);
  }

  /** It has ended: queue the notification of its links. */
  protected notifyLinks(): void {
    if (this.links !== null) this.loop.schedule(this);
  }

  /** Call all links, those added meanwhile included. */
  private callLinks(): void {
    const outer = telling;
    telling = this;
    while (this.links !== null) {
      const link = this.links;
      this.links = remove(link, link);
      this.call(link);
    }
    telling = outer;
  }

  /** @internal Its next entry in the run queue is not meant any more. */
  disown(): void {
    this.asides().stale++;
  }

  /** @internal End it with `error` if its body has not begun; returns whether that was so. */
  abortStart(error: unknown): boolean {
    if (this.state !== State.New && this.state !== State.Scheduled) return false;
    if (this.waitsFor !== null) {
      this.waitsFor.cancel();
      this.waitsFor = null;
    } else if (this.state === State.Scheduled) {
      this.disown();
    }
    this.end(true, error);
    return true;
  }

  /** @internal The same at the call of a kill: those that must begin before they can be killed refuse. */
  cancelStart(error: unknown): boolean {
    return this.abortStart(error);
  }

  /** @internal A kill was thrown into it, and it goes on: to clean up, or because it swallowed the kill. */
  survived(): void {}

  /** @internal Say that it waits in `wait` from now on; the caller then yields `PARKED`. */
  park(wait: Wait): void {
    if (this.state !== State.Running) this.refuseToPark(wait);
    this.state = State.Parked;
    this.waitsFor = wait;
    if (this.liveIndex < 0) this.enrol();
    if (this.loop.tracer !== null) this.trace('park', wait);
  }

  private refuseToPark(wait: Wait): never {
    const earlier = this.waitsFor?.describe() ?? 'nothing';
    this.unpark();
    throw new InvalidSwitchError(
      `${this.name} cannot start ${wait.describe()} while it is parked in ${earlier}: wait for it with yield*`,
    );
  }

  /** Keep the asynchronous context of the caller, if the hub is to. */
  protected inherit(): void {
    if (this.loop.context) this.asides().context = this.loop.host.captureContext?.() ?? null;
  }

  /** What it has aside, made on first use. */
  protected asides(): Aside {
    this.aside ??= new Aside();
    return this.aside;
  }

  /** @internal Write it down among the greenlets of its hub: at its first wait, as many never wait. */
  enrol(): void {
    const { enrolled } = this.loop;
    this.liveIndex = enrolled.length;
    enrolled.push(this);
  }

  /** It has ended. */
  private retire(): void {
    const index = this.liveIndex;
    if (index < 0) return;
    const { enrolled } = this.loop;
    const last = enrolled.pop()!;
    if (last !== this) {
      enrolled[index] = last;
      last.liveIndex = index;
    }
    this.liveIndex = -1;
  }

  /** @internal Begin the body. Only the hub calls this, or `await` for the operation it waits for. */
  startRunning(): void {
    const context = this.aside === null ? null : this.aside.context;
    if (context === null) this.startHere();
    else context.run(() => this.startHere());
  }

  private startHere(): void {
    const outer = running;
    running = this;
    this.state = State.Running;
    if (this.loop.tracer !== null) this.trace('switch-in', undefined);
    this.begin();
    running = outer;
  }

  /** @internal Step a coroutine that has not started; for `begin`. */
  follow(coroutine: Steps): void {
    this.iterator = coroutine;
    this.stepWith(false, undefined);
  }

  /** @internal Resume it with `value` as the result of what it waits for. Only the hub calls this. */
  resume(value: unknown): void {
    const context = this.aside === null ? null : this.aside.context;
    if (context === null) this.resumeHere(value);
    else context.run(() => this.resumeHere(value));
  }

  private resumeHere(value: unknown): void {
    running = this;
    this.state = State.Resuming;
    if (this.loop.tracer !== null) this.trace('switch-in', undefined);
    let result: Step;
    try {
      result = this.iterator!.next(value);
    } catch (error) {
      if (this.conclude(true, error)) this.step();
      running = null;
      return;
    }
    if (this.digest(result)) this.step();
    running = null;
  }

  /** @internal Resume it, if it waits, by throwing `error` at that point. Only the hub calls this. */
  throwInto(error: unknown): void {
    if (this.state !== State.Parked) return;
    const context = this.aside === null ? null : this.aside.context;
    if (context === null) this.throwHere(error);
    else context.run(() => this.throwHere(error));
  }

  private throwHere(error: unknown): void {
    running = this;
    // While it still is what it waits for.
    if (this.loop.tracer !== null) this.trace('throw', error);
    this.state = State.Running;
    this.waitsFor = null;
    if (this.loop.tracer !== null) this.trace('switch-in', undefined);
    this.stepWith(true, error);
    running = null;
  }

  private stepWith(throwing: boolean, value: unknown): void {
    nextThrows = throwing;
    nextValue = value;
    this.step();
  }

  /** Step, as `nextThrows` and `nextValue` say, until it waits or ends. A loop, so that `call` has no depth limit. */
  private step(): void {
    for (;;) {
      const iterator = this.iterator!;
      const value = nextValue;
      nextValue = undefined;
      let result: Step;
      try {
        result = nextThrows ? iterator.throw!(value) : iterator.next(value);
      } catch (error) {
        if (this.conclude(true, error)) continue;
        return;
      }
      if (!this.digest(result)) return;
    }
  }

  /** Go on from what a step has given: a wait, an end, a call, or a plain `yield`. Returns whether to step again. */
  private digest(result: Step): boolean {
    if (result === PARKED && this.state === State.Parked) {
      if (this.loop.tracer !== null) this.trace('switch-out', this.waitsFor);
      return false;
    }
    if (result.done === true) return this.conclude(false, result.value);
    if (result instanceof Descent) {
      this.asides().frames.push(this.iterator!);
      this.iterator = result.callee;
      nextThrows = false;
      return true;
    }
    this.unpark();
    nextThrows = true;
    nextValue = new TypeError(
      `${this.name} yielded ${show(result.value)}: write yield* (with the star) before an operation`,
    );
    return true;
  }

  /**
   * @internal The coroutine on top, or a body that is none, has returned or thrown: go on in the one below, or end.
   * Returns whether to step again.
   */
  conclude(throwing: boolean, value: unknown): boolean {
    this.unpark();
    const { aside } = this;
    const caller = aside === null ? undefined : aside.frames.pop();
    if (caller !== undefined) {
      this.iterator = caller;
      if (!throwing) this.state = State.Resuming;
      nextThrows = throwing;
      nextValue = value;
      return true;
    }
    this.iterator = null;
    if (aside !== null) aside.context = null;
    this.end(throwing, value);
    return false;
  }

  /** Undo a wait that was begun by hand and never yielded. */
  private unpark(): void {
    if (this.state !== State.Parked) return;
    this.waitsFor!.cancel();
    this.waitsFor = null;
    this.state = State.Running;
  }

  /** It has ended: from now on it counts as dead. */
  protected close(failed: boolean): void {
    this.state = failed ? State.Failed : State.Succeeded;
    this.retire();
  }

  /** Tell the tracer of its end. */
  protected traceEnd(failed: boolean, value: unknown): void {
    if (this.loop.tracer !== null) this.trace(failed ? 'error' : 'end', value);
  }

  protected trace(kind: TraceKind, detail: unknown): void {
    this.loop.tracer!.event(kind, this, this.loop.now(), detail);
  }
}
