/**
 * imap: results as they come, in the order of the items or of completion.
 *
 * One greenlet, the feeder, takes the items and starts a greenlet for each; what they give goes through a queue to
 * whoever asks for the next result.
 *
 * gevent: `IMap`, `IMapUnordered`.
 */
import { Greenlet } from '../greenlet/greenlet.ts';
import { BaseIterator, END, type Puller } from '../greenlet/iterate.ts';
import { killall } from '../greenlet/joinall.ts';
import { spawn } from '../greenlet/spawn.ts';
import { isGreenletExit } from '../hub/errors.ts';
import type { Link } from '../hub/link.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { running } from '../hub/runnable.ts';
import { Queue } from '../sync/queue.ts';
import { Semaphore } from '../sync/semaphore.ts';

/** What the feeder and the workers tell the reader. */
type Message<R> =
  | { readonly kind: 'value'; readonly index: number; readonly value: R }
  | { readonly kind: 'error'; readonly index: number; readonly error: unknown }
  /** The items have ended: by themselves, or with an error of their own. */
  | { readonly kind: 'end'; readonly index: number; readonly failure: { error: unknown } | null };

/** Starts the greenlet for one item; may wait for a slot. */
export type SpawnItem<T, R> = (item: T) => Coroutine<Greenlet<R>>;

/** Tells an iterator that a greenlet has ended: the one that works on an item, or the one that asked for the results. */
class EndLink<R> implements Link {
  before: Link | null;
  after: Link | null;
  readonly greenlet: Greenlet<R>;
  private readonly told: (greenlet: Greenlet<R>) => void;

  constructor(greenlet: Greenlet<R>, told: (greenlet: Greenlet<R>) => void) {
    this.before = null;
    this.after = null;
    this.greenlet = greenlet;
    this.told = told;
    greenlet.enlist(this);
  }

  notify(): void {
    this.told(this.greenlet);
  }

  remove(): void {
    this.greenlet.delist(this);
  }
}

/** The iterator behind `imap` and `imapUnordered`. */
export class IMap<T, R> extends BaseIterator<R> {
  private readonly source: Puller<T>;
  private readonly spawnItem: SpawnItem<T, R>;
  private readonly ordered: boolean;
  /** Permits for results that nobody has taken; null for any number. */
  private readonly room: Semaphore | null;
  private readonly messages: Queue<Message<R>>;
  /** Messages of later items that wait for an earlier one, if results are ordered. */
  private readonly early: Map<number, Message<R>>;
  private readonly workers: Set<Greenlet<R>>;
  private readonly feeder: Greenlet<void>;
  /** Stops everything when the greenlet that asked for the results is killed or fails. */
  private readonly owner: EndLink<unknown> | null;
  private started: number;
  private given: number;
  private fed: boolean;
  private told: boolean;
  /** The error of the items themselves, told behind the last result. */
  private failure: { error: unknown } | null;
  private ended: boolean;

  constructor(source: Puller<T>, spawnItem: SpawnItem<T, R>, ordered: boolean, maxsize: number | undefined) {
    super();
    this.source = source;
    this.spawnItem = spawnItem;
    this.ordered = ordered;
    this.room = maxsize === undefined ? null : new Semaphore(maxsize);
    this.messages = new Queue();
    this.early = new Map();
    this.workers = new Set();
    this.started = 0;
    this.given = 0;
    this.fed = false;
    this.told = false;
    this.failure = null;
    this.ended = false;
    this.owner =
      running instanceof Greenlet
        ? new EndLink<unknown>(running, (owner) => {
            if (!owner.successful() || isGreenletExit(owner.value)) void this.return();
          })
        : null;
    this.feeder = spawn(() => this.feed());
    this.feeder.observe();
  }

  /**
   * Wait for the next result.
   *
   * @returns the result, or `done` after the last one, again and again
   * @throws the error of an item, at its place; the iteration may go on. An error of the items themselves comes last.
   */
  next(): Operation<IteratorResult<R, void>> {
    return operation('next of imap', () => this.take());
  }

  /** Stop: the greenlets that work on items are killed and joined. */
  return(): Operation<IteratorResult<R, void>> {
    this.end();
    const killed = killall([this.feeder, ...this.workers]);
    if (this.feeder.dead) {
      // Killed before it began, it has told nobody.
      this.fed = true;
      this.tellEnd();
    }
    return operation('return of imap', () => endAfter(killed), true);
  }

  private *feed(): Coroutine<void> {
    try {
      for (;;) {
        const step = yield* this.source.next();
        if (step.done === true) break;
        if (this.room !== null) yield* this.room.acquire();
        this.watch(yield* this.spawnItem(step.value));
      }
    } catch (error) {
      this.failure = { error };
      yield* this.source.stop();
      throw error;
    } finally {
      this.fed = true;
      this.tellEnd();
    }
  }

  private watch(worker: Greenlet<R>): void {
    const index = this.started++;
    this.workers.add(worker);
    worker.observe();
    new EndLink(worker, () => {
      this.workers.delete(worker);
      this.messages.putNowait(
        worker.successful()
          ? { kind: 'value', index, value: worker.value as R }
          : { kind: 'error', index, error: worker.exception },
      );
      this.tellEnd();
    });
  }

  /** Tell the end once it is known: behind the last result, or where its index puts it there anyway. */
  private tellEnd(): void {
    if (!this.fed || this.told) return;
    if (this.workers.size !== 0 && !(this.ordered && this.failure !== null)) return;
    this.told = true;
    this.messages.putNowait({ kind: 'end', index: this.started, failure: this.failure });
  }

  private end(): void {
    this.ended = true;
    this.owner?.remove();
  }

  private *take(): Coroutine<IteratorResult<R, void>> {
    if (this.ended) return END;
    this.room?.release();
    const message = yield* this.receive();
    if (this.ended) return this.passOn(message);
    if (message.kind === 'value') return { done: false, value: message.value };
    if (message.kind === 'error') throw message.error;
    this.end();
    this.passOn(message);
    if (message.failure !== null) throw message.failure.error;
    return END;
  }

  /** It is over for a reader that waits beside this one, too. */
  private passOn(message: Message<R>): IteratorReturnResult<void> {
    this.messages.putNowait(message);
    return END;
  }

  private *receive(): Coroutine<Message<R>> {
    for (;;) {
      const waiting = this.early.get(this.given);
      if (waiting !== undefined) {
        this.early.delete(this.given++);
        const next = this.early.get(this.given);
        // Another reader has put it there, and waits for what it took for its turn.
        if (next !== undefined && this.messages.waiting.getters !== 0) this.messages.putNowait(next);
        return waiting;
      }
      const message = yield* this.messages.get();
      if (!this.ordered || this.ended) return message;
      this.early.set(message.index, message);
    }
  }
}

function* endAfter(killed: Operation<boolean>): Coroutine<IteratorReturnResult<void>> {
  yield* killed;
  return END;
}
