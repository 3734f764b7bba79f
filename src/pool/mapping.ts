/**
 * Applying a function to items in the greenlets of a group.
 *
 * gevent: `GroupMappingMixin`.
 */
import { getcurrent } from '../greenlet/current.ts';
import type { Greenlet } from '../greenlet/greenlet.ts';
import { checkSource, type OperationIterator, puller, type Puller } from '../greenlet/iterate.ts';
import { killall } from '../greenlet/joinall.ts';
import { spawn } from '../greenlet/spawn.ts';
import { type Body, type Returned, runInline } from '../hub/body.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { checkCount, checkFunction, show } from '../hub/validate.ts';
import { IMap } from './imap.ts';
import { checkGreenlet, Members } from './members.ts';

/** Where items come from. Several sources are combined with `zip`. */
export type Items<T> = Iterable<T> | AsyncIterable<T>;

/** The options of `imap` and `imapUnordered`. */
export interface ImapOptions {
  /** How many results may wait to be taken before no further item is started; any number by default. */
  maxsize?: number;
}

/** What a group and a pool can do with a function and items. A `fn` is any body: see `spawn`. */
export abstract class MappingMembers extends Members {
  /** Take a slot for a member: null if there was one, else the wait that takes one. */
  protected abstract takeSlot(): Operation<unknown> | null;
  /** Give back a slot that was taken and is not needed. */
  protected abstract returnSlot(): void;

  /** Make a member that is not started: `startMember` does that, once a slot is taken. */
  private makeMember<R>(body: (...args: never[]) => unknown, ...args: readonly unknown[]): Greenlet<Returned<R>> {
    const greenlet = new this.greenletClass(body, ...args);
    // Before a slot is taken: a class of the user's may make something else.
    checkGreenlet(greenlet);
    return greenlet as Greenlet<Returned<R>>;
  }

  /** Start a member in the slot that was taken for it. */
  private startMember(greenlet: Greenlet<unknown>): void {
    const isNew = !this.has(greenlet);
    try {
      this.include(greenlet);
    } catch (error) {
      this.returnSlot();
      throw error;
    }
    if (!isNew) this.returnSlot();
    greenlet.start();
  }

  /** Start `body(...args)` in a member, once there is a slot. */
  protected *spawnMember<A extends unknown[], R>(body: Body<A, R>, args: A): Coroutine<Greenlet<Returned<R>>> {
    const greenlet = this.makeMember<R>(body, ...args);
    const slot = this.takeSlot();
    if (slot !== null) yield* slot;
    this.startMember(greenlet);
    return greenlet;
  }

  /**
   * Run `fn(...args)` in a member and wait for its result. Asked by a member, it runs in that very greenlet, as
   * otherwise a full pool would wait for itself.
   *
   * @returns what it returns
   * @throws what it throws
   *
   * gevent: `apply(func, args, kwds)`.
   */
  apply<A extends unknown[], R>(fn: Body<A, R>, ...args: A): Operation<Returned<R>> {
    checkFunction(fn, 'fn');
    return operation('apply', () => this.applyBody(fn, args));
  }

  private *applyBody<A extends unknown[], R>(fn: Body<A, R>, args: A): Coroutine<Returned<R>> {
    if (this.has(getcurrent())) return yield* runInline(fn, args);
    const greenlet = yield* this.spawnMember(fn, args);
    return yield* greenlet.get();
  }

  /**
   * Run `fn(...args)` in a member without waiting. If there is no slot, the result is a greenlet outside that waits for
   * one.
   *
   * gevent: `apply_async`.
   */
  applyAsync<A extends unknown[], R>(fn: Body<A, R>, ...args: A): Greenlet<Returned<R>> {
    checkFunction(fn, 'fn');
    if (this.full()) return spawn(() => this.applyBody(fn, args));
    // With a slot free, this coroutine does not wait: its first step is its last.
    const step = this.spawnMember(fn, args).next();
    return step.value as Greenlet<Returned<R>>;
  }

  /**
   * Like `apply`, and then call `callback` with the result, in a greenlet of its own.
   *
   * gevent: `apply_cb`.
   */
  applyCb<A extends unknown[], R>(
    fn: Body<A, R>,
    args: A,
    callback: (result: Returned<R>) => unknown,
  ): Operation<Returned<R>> {
    checkFunction(fn, 'fn');
    checkFunction(callback, 'callback');
    return operation('applyCb', () => this.applyThenCall(fn, args, callback));
  }

  private *applyThenCall<A extends unknown[], R>(
    fn: Body<A, R>,
    args: A,
    callback: (result: Returned<R>) => unknown,
  ): Coroutine<Returned<R>> {
    const result = yield* this.applyBody(fn, args);
    spawn(() => callback(result));
    return result;
  }

  /**
   * Call `fn` with every item, each in a member, and wait for all results. When the caller is killed or times out, the
   * members at work are killed too.
   *
   * @param fn any body, called with one item
   * @param items an iterable or async iterable
   * @returns the results in the order of the items
   * @throws the error of the first item, in the order of the items, that has failed; those behind it go on
   *
   * gevent: `map`; there the items go on when the caller is killed.
   */
  map<T, R>(fn: Body<[T], R>, items: Items<T>): Operation<Returned<R>[]> {
    checkFunction(fn, 'fn');
    checkSource(items, 'items');
    return operation('map', () => this.mapOwned(fn, puller(items)));
  }

  /** In a greenlet of its own, as in gevent, but one that does not outlive the caller's interest in it. */
  private *mapOwned<T, R>(fn: Body<[T], R>, source: Puller<T>): Coroutine<Returned<R>[]> {
    const workers: Greenlet<Returned<R>>[] = [];
    const mapper = spawn(() => this.mapItems(fn, source, workers));
    try {
      return yield* mapper.get();
    } finally {
      if (!mapper.dead) yield* killall([mapper, ...workers]);
    }
  }

  private *mapItems<T, R>(
    fn: Body<[T], R>,
    source: Puller<T>,
    workers: Greenlet<Returned<R>>[],
  ): Coroutine<Returned<R>[]> {
    let open = true;
    try {
      const { plain } = source;
      for (;;) {
        const step = plain === null ? yield* source.next() : plain.next();
        if (step.done === true) break;
        // What `spawnMember` does, without a coroutine for each item.
        const worker = this.makeMember<R>(fn, step.value);
        const slot = this.takeSlot();
        if (slot !== null) yield* slot;
        this.startMember(worker);
        worker.observe();
        workers.push(worker);
      }
      open = false;
    } finally {
      if (open) yield* source.stop();
    }
    const results: Returned<R>[] = [];
    for (const worker of workers) results.push(worker.dead ? worker.outcome() : yield* worker.get());
    return results;
  }

  /**
   * Like `map`, without waiting.
   *
   * @returns a greenlet whose value are the results. Killed, it kills the members at work.
   *
   * gevent: `map_async`.
   */
  mapAsync<T, R>(fn: Body<[T], R>, items: Items<T>): Greenlet<Returned<R>[]> {
    checkFunction(fn, 'fn');
    checkSource(items, 'items');
    return spawn(() => this.map(fn, items));
  }

  /**
   * Like `map`, and then call `callback` with the results.
   *
   * gevent: `map_cb`.
   */
  mapCb<T, R>(
    fn: Body<[T], R>,
    items: Items<T>,
    callback: (results: Returned<R>[]) => unknown,
  ): Operation<Returned<R>[]> {
    checkFunction(callback, 'callback');
    const mapped = this.map(fn, items);
    return operation('mapCb', () => callWith(mapped, callback));
  }

  /**
   * Call `fn` with every item, each in a member, and give the results one by one, in the order of the items.
   *
   * Items are taken as fast as there are slots and, with `maxsize`, room for results; nothing starts before the caller
   * waits for something. When the greenlet that called this is killed or fails, or on `return()`, the members at work
   * are killed.
   *
   * @param fn any body, called with one item
   * @param items an iterable or async iterable
   * @param options `maxsize`: how many results may wait to be taken.
   *
   * gevent: `imap`.
   */
  imap<T, R>(fn: Body<[T], R>, items: Items<T>, options?: ImapOptions): OperationIterator<Returned<R>> {
    return this.startImap(fn, items, true, options);
  }

  /** Like `imap`, in the order of completion. gevent: `imap_unordered`. */
  imapUnordered<T, R>(fn: Body<[T], R>, items: Items<T>, options?: ImapOptions): OperationIterator<Returned<R>> {
    return this.startImap(fn, items, false, options);
  }

  private startImap<T, R>(
    fn: Body<[T], R>,
    items: Items<T>,
    ordered: boolean,
    options: ImapOptions | undefined,
  ): OperationIterator<Returned<R>> {
    checkFunction(fn, 'fn');
    checkSource(items, 'items');
    for (const key of Object.keys(options ?? {})) {
      if (key !== 'maxsize') throw new TypeError(`unknown option ${show(key)}: imap takes maxsize`);
    }
    const maxsize = options?.maxsize;
    if (maxsize !== undefined) checkCount(maxsize, 'maxsize', 1);
    return new IMap<T, Returned<R>>(puller(items), (item) => this.spawnMember(fn, [item]), ordered, maxsize);
  }
}

function* callWith<R>(results: Operation<R>, callback: (results: R) => unknown): Coroutine<R> {
  const value = yield* results;
  callback(value);
  return value;
}
