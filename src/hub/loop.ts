/**
 * The loop: one run queue, the timers, and the drain that empties the queue.
 *
 * The queue is strict FIFO and nothing is ever inserted at its front. A drain runs entries until none is left, those
 * added meanwhile included; every 50 entries it looks at the clock, and past the switch interval it lets the host have
 * its turn, so that a greenlet that spins in `sleep(0)` starves neither timers nor sockets.
 *
 * The drain runs in the host's next turn and not in a microtask: otherwise the wake-ups of one socket would overtake
 * the other sockets found by the same poll. Once in that turn, nothing can be overtaken: if greenlets have begun to wait
 * for promises, or promise code has got what it awaited, all promise jobs run, and the same turn goes on with what they
 * have made ready.
 *
 * gevent: the loop of libev, and `_run_callbacks`.
 */
import { dropLastResult } from './coroutine.ts';
import type { Driver, Host } from './host.ts';
import type { LoopOptions, Picker } from './loop-options.ts';
import { checkFunction, show } from './validate.ts';
import { Ring } from './ring.ts';
import type { Entry, RunQueue } from './run-queue.ts';
import { isPending, type Timer, TimerQueue } from './timers.ts';
import type { HubTraceKind, Traced, Tracer } from './tracer.ts';

/** How many entries run between two looks at the clock, as in gevent. */
const ENTRIES_PER_LOOK = 50;

/** How often a turn goes on behind promise jobs before the host has its turn. */
const CONTINUATIONS_PER_TURN = 50;

const RUN_QUEUE_CAPACITY = 64;

/** A greenlet as the loop sees it: it knows no more of it than this. */
export interface Live extends Entry, Traced {
  /** Its place in `enrolled`, -1 if it is not there. */
  liveIndex: number;
  /** What it waits for, in words; null if it is not waiting. */
  waitingFor(): string | null;
  /** The object it waits for, if there is one. */
  waitingOn(): unknown;
  /** Where it is suspended, as `file:line:column`, if the host can tell. */
  place(): string | null;
  throwInto(error: unknown): void;
}

/** A function queued with `runCallback`. gevent: the callback objects of the loop. */
export class Callback implements Entry {
  private action: (() => void) | null;
  /** Whether it is still to run. */
  pending: boolean;

  constructor(action: () => void) {
    this.action = action;
    this.pending = true;
  }

  /** Take it back; nothing happens if it has run. */
  stop(): void {
    this.pending = false;
    this.action = null;
  }

  /** @internal */
  execute(): void {
    const { action } = this;
    this.stop();
    action?.();
  }
}

let active: Loop | null = null;
let makeDefault: (() => Loop) | null = null;

/** The loop whose turn it is, or the default one. */
export function currentLoop(): Loop {
  return active ?? makeDefault!();
}

/** The loop whose turn it is, null outside. */
export function activeLoop(): Loop | null {
  return active;
}

/** Say where the default loop comes from. */
export function provideDefault(make: () => Loop): void {
  makeDefault = make;
}

function takeOut(entries: Entry[], entry: Entry): void {
  const index = entries.indexOf(entry);
  if (index >= 0) entries.splice(index, 1);
}

/** The part of the hub that decides what happens next. */
export abstract class Loop {
  /** The clock, the turns and the timer it runs on. */
  readonly host: Host;
  /** How long a drain may keep the host waiting, in milliseconds. */
  switchInterval: number;
  /** Chooses the next entry; null is strict FIFO. */
  picker: Picker | null;
  /** Told what happens; null costs nothing. */
  tracer: Tracer | null;
  /** Whether operations are watched for misuse and spawn sites are kept. */
  debug: boolean;
  /** Whether each greenlet keeps the asynchronous context of its spawner. */
  context: boolean;
  /** @internal The number of the youngest greenlet. */
  lastId: number;
  /** @internal The greenlets that have waited and not ended, in no order; those that never wait are not written down. */
  readonly enrolled: Live[];

  private readonly driver: Driver;
  private readonly queue: RunQueue;
  private readonly timerQueue: TimerQueue;
  /** Due timers of a batch that was cut short by the switch interval, and the next of them. */
  private batch: readonly Timer[];
  private batchIndex: number;
  /** Entries until the next look at the clock. */
  private budget: number;
  private armed: boolean;
  /** Waits that something outside the hub will end. */
  private outside: number;
  /** What to run when a turn has found nothing else to do. */
  private idlers: Entry[];
  /** What to run when neither an entry, nor a timer, nor an outside wait is left. */
  private joiners: Entry[];
  /** Whether the last turn left nothing to do. */
  private atRest: boolean;
  /** Whether this drain is to end early. */
  private interrupted: boolean;
  /** Whether promise jobs may make more ready, or are waited for. */
  private expectant: boolean;
  /** When the turn began that goes on behind promise jobs, and how often it may still do so. */
  private turnStarted: number;
  private continuations: number;

  constructor(host: Host, options: LoopOptions) {
    this.host = host;
    this.switchInterval = options.switchInterval ?? 5;
    this.picker = options.picker ?? null;
    this.tracer = options.tracer ?? null;
    this.debug = options.debug ?? false;
    this.context = options.context ?? false;
    this.lastId = 0;
    this.enrolled = [];
    this.queue = new Ring(RUN_QUEUE_CAPACITY);
    this.timerQueue = new TimerQueue();
    this.batch = [];
    this.batchIndex = 0;
    this.budget = 0;
    this.armed = false;
    this.outside = 0;
    this.idlers = [];
    this.joiners = [];
    this.atRest = false;
    this.interrupted = false;
    this.expectant = false;
    this.turnStarted = 0;
    this.continuations = 0;
    this.driver = host.connect(this);
  }

  /** An error that left `context`: a greenlet, a callback, or a link and its source. */
  abstract reportError(context: unknown, error: unknown): void;
  /** Something that is probably a mistake of `context`. */
  abstract warn(context: unknown, message: string): void;
  /** The run queue is empty. */
  protected abstract settled(): void;
  /** Nothing can happen any more; see `Driven.idle`. */
  abstract idle(final: boolean): void;

  /** @internal Whether this is the loop whose turn it is. */
  get isActive(): boolean {
    return active === this;
  }

  /** Append an entry to the run queue. */
  schedule(entry: Entry): void {
    this.queue.push(entry);
    if (this.tracer !== null) this.note('ready', entry);
    this.arm();
  }

  /**
   * Call `action` from the hub, after everything that is already ready. It must not block: a blocking operation in it
   * throws `BlockingSwitchOutError`. An error goes to `hub.onError`.
   *
   * gevent: `hub.loop.run_callback`.
   */
  runCallback(action: () => void): Callback {
    checkFunction(action, 'action');
    const callback = new Callback(action);
    this.schedule(callback);
    return callback;
  }

  /** The clock of this hub in milliseconds; virtual under a virtual clock. */
  now(): number {
    return this.host.now();
  }

  /** @internal Fire `timer` after `duration` milliseconds. */
  startTimer(timer: Timer, duration: number): void {
    // Never: not even at the end of virtual time.
    if (duration === Infinity) return;
    this.timerQueue.add(timer, this.host.now(), duration);
    if (this.tracer !== null) this.note('timer-set', timer);
    this.arm();
  }

  /** @internal */
  stopTimer(timer: Timer): void {
    if (this.tracer !== null && isPending(timer)) this.note('timer-cancel', timer);
    this.timerQueue.remove(timer);
    // So that a process without anything else to do need not wait for the host timer of a stopped one.
    if (this.timerQueue.held === 0 && !this.armed) this.rest();
  }

  /** @internal Promise code begins to wait: the host is to say so if nothing can ever wake it. */
  attend(): void {
    if (!this.armed) this.rest();
  }

  /** @internal A wait begins that something outside the hub will end. */
  hold(): void {
    this.outside++;
  }

  /** @internal Such a wait is for a promise: it may well settle before the host has anything else to do. */
  expectPromise(): void {
    this.expectant = true;
  }

  /** @internal It has ended. */
  release(): void {
    this.outside--;
  }

  /** @internal Run `entry` when a whole turn has found nothing else to do. */
  whenIdle(entry: Entry): void {
    this.idlers.push(entry);
    this.arm();
  }

  /** @internal Take back a `whenIdle`. */
  cancelIdle(entry: Entry): void {
    takeOut(this.idlers, entry);
  }

  /** @internal Run `entry` when no entry, no timer that holds the process, and no outside wait is left. */
  whenDry(entry: Entry): void {
    this.joiners.push(entry);
    this.arm();
  }

  /** @internal Take back a `whenDry`. */
  cancelDry(entry: Entry): void {
    takeOut(this.joiners, entry);
  }

  /** @internal End this drain after the current entry: promise code outside is to run first. */
  interrupt(): void {
    if (active !== this) return;
    this.interrupted = true;
    this.expectant = true;
    this.budget = 0;
  }

  /** @internal End this whole turn after the current entry: the program has ended, and the process may be about to. */
  endTurn(): void {
    this.interrupt();
    this.continuations = 0;
  }

  /** @internal What is ready, the oldest first. */
  protected readyEntries(): Entry[] {
    return this.queue.toArray();
  }

  /** How many entries are ready, pending timers and outside waits there are; for tests and reports. */
  get pending(): {
    /** Entries of the run queue. */
    readonly ready: number;
    /** Timers that have not fired. */
    readonly timers: number;
    /** Waits that something outside the hub will end. */
    readonly outside: number;
  } {
    return { ready: this.queue.length, timers: this.timerQueue.size, outside: this.outside };
  }

  /** @internal Called by the host. */
  turn(): void {
    if (this.atRest && this.queue.length === 0) {
      const { idlers } = this;
      this.idlers = [];
      for (const idler of idlers) this.schedule(idler);
    }
    this.continuations = CONTINUATIONS_PER_TURN;
    this.work(true, this.host.now());
  }

  /** @internal Called by the host: all promise jobs have run. */
  continueTurn(): void {
    if (this.isBusy) {
      this.work(true, this.turnStarted);
    } else {
      this.armed = false;
      this.prepareNext();
    }
  }

  /** @internal Called by the host. The queue waits for the turn after the poll: what the poll finds comes before it. */
  timers(): void {
    if (this.batchIndex === this.batch.length) {
      this.batch = this.timerQueue.takeDue(this.host.now());
      this.batchIndex = 0;
    }
    this.work(false, this.host.now());
  }

  /** Fire due timers, then drain the queue, until nothing is left or the slice that began at `started` is over. */
  private work(andDrain: boolean, started: number): void {
    const outer = active;
    active = this;
    // Timers may come due between the request for a turn and that turn: it is still to come, and not asked for twice.
    const asked = this.armed && !andDrain;
    this.armed = true;
    this.expectant = false;
    if (this.tracer !== null) this.note('turn-begin', this);
    for (;;) {
      try {
        if (this.fireBatch(started) && andDrain) this.drain(started);
        break;
      } catch (error) {
        this.reportError(this, error);
      }
    }
    this.interrupted = false;
    dropLastResult();
    if (this.queue.length === 0) this.settled();
    if (this.tracer !== null) this.note('turn-end', this);
    active = outer;
    // Still armed: what promise jobs make ready needs no turn of its own.
    if (andDrain && this.expectant && this.willContinue(started)) return;
    this.armed = asked;
    this.prepareNext();
  }

  /** Have the turn that began at `started` go on behind all promise jobs, if it has not lasted too long. */
  private willContinue(started: number): boolean {
    if (this.continuations === 0 || this.host.now() - started >= this.switchInterval) return false;
    this.continuations--;
    this.turnStarted = started;
    return this.driver.continueTurn();
  }

  /** Fire what is left of the batch of due timers; false if the slice is over first. */
  private fireBatch(started: number): boolean {
    this.budget = ENTRIES_PER_LOOK;
    while (this.batchIndex < this.batch.length) {
      const timer = this.batch[this.batchIndex++]!;
      if (!this.timerQueue.claim(timer)) continue;
      if (this.tracer !== null) this.note('timer-fire', timer);
      timer.fire();
      if (--this.budget <= 0 && this.sliceIsOver(started)) return false;
    }
    this.batch = [];
    this.batchIndex = 0;
    return true;
  }

  /** Run entries until none is left or the slice is over. */
  private drain(started: number): void {
    const { queue } = this;
    this.budget = ENTRIES_PER_LOOK;
    for (;;) {
      const entry = this.picker === null ? queue.shift() : this.pick(this.picker);
      if (entry === undefined) return;
      if (this.tracer !== null) this.note('begin', entry);
      entry.execute();
      if (--this.budget <= 0 && this.sliceIsOver(started)) return;
    }
  }

  private pick(picker: Picker): Entry | undefined {
    const { length } = this.queue;
    if (length < 2) return this.queue.shift();
    try {
      const index = picker(length);
      if (Number.isInteger(index) && index >= 0 && index < length) return this.queue.take(index);
      throw new RangeError(`picker must return an index from 0 to ${length - 1}: returned ${show(index)}`);
    } catch (error) {
      // A picker that fails once is not asked again: strict FIFO from here on.
      this.picker = null;
      this.reportError(this, error);
      return this.queue.shift();
    }
  }

  private sliceIsOver(started: number): boolean {
    if (this.interrupted || this.host.now() - started >= this.switchInterval) return true;
    this.budget = ENTRIES_PER_LOOK;
    return false;
  }

  private note(kind: HubTraceKind, subject: object): void {
    this.tracer!.hubEvent?.(kind, subject, this.host.now());
  }

  /** Ask the host for what comes next. */
  private prepareNext(): void {
    let busy = this.isBusy;
    this.atRest = !busy;
    if (this.joiners.length !== 0 && !busy && this.isDry()) {
      for (const joiner of this.joiners) this.schedule(joiner);
      this.joiners = [];
      busy = true;
    }
    if (busy || this.idlers.length !== 0) this.arm();
    // Also while there is more to run: a greenlet that spins must not keep the timers from being set.
    this.rest();
  }

  /** Whether there is more to run, now. */
  private get isBusy(): boolean {
    return this.queue.length !== 0 || this.batchIndex < this.batch.length;
  }

  /** Ask the host for a turn, once. */
  private arm(): void {
    if (this.armed) return;
    this.armed = true;
    this.driver.turn();
  }

  private isDry(): boolean {
    return this.timerQueue.held === 0 && this.outside === 0 && this.idlers.length === 0;
  }

  private rest(): void {
    this.driver.rest(this.timerQueue.deadline, this.timerQueue.held !== 0, this.outside);
  }
}
