/**
 * Iterating over things as they become ready.
 *
 * gevent: `gevent.iwait`.
 */
import type { Coroutine } from '../hub/coroutine.ts';
import { ConcurrentObjectUseError } from '../hub/errors.ts';
import type { Waitable } from '../hub/linkable.ts';
import { BlockingOperation, type Operation, operation } from '../hub/operation.ts';
import { type Runnable, running } from '../hub/runnable.ts';
import { Arrivals, checkObjects, type WaitManyOptions, wantedOf } from './arrivals.ts';
import { BaseIterator, END, type OperationIterator } from './iterate.ts';
import { type Clock, clockFor, limitOf } from './timed-wait.ts';

class WaitIterator<W extends Waitable> extends BaseIterator<W> {
  private readonly arrivals: Arrivals<W>;
  private left: number;
  /** Who waits for the next one. */
  private reader: NextArrival<W> | null;

  constructor(objects: readonly W[], wanted: number, clock: Clock | null) {
    super();
    this.arrivals = new Arrivals(objects, clock);
    this.left = wanted;
    this.reader = null;
  }

  next(): Operation<IteratorResult<W, void>> {
    return new NextArrival(this);
  }

  return(): Operation<IteratorResult<W, void>> {
    this.stop();
    const { reader } = this;
    // Nothing else will ever wake it.
    reader?.greenlet!.loop.runCallback(() => {
      if (this.reader === reader) reader.arrivalsChanged();
    });
    return operation('iwait.return', ended, true);
  }

  /** @internal */
  begin(greenlet: Runnable): void {
    this.arrivals.begin(greenlet);
  }

  /** @internal Have `reader` told when `take` may give something. */
  listen(reader: NextArrival<W> | null): void {
    if (reader !== null && this.reader !== null) {
      throw new ConcurrentObjectUseError('another greenlet waits in next() of this iwait already');
    }
    this.reader = reader;
    this.arrivals.listener = reader;
  }

  /** @internal The next one, the end, or null if that is not known yet. */
  take(): IteratorResult<W, void> | null {
    if (this.left > 0) {
      const object = this.arrivals.ready.shift();
      if (object !== undefined) {
        this.left--;
        return { done: false, value: object };
      }
      if (!this.arrivals.expired) return null;
    }
    this.stop();
    return END;
  }

  /** @internal Take every link back. */
  stop(): void {
    this.left = 0;
    this.arrivals.end();
  }
}

function* ended(): Coroutine<IteratorReturnResult<void>> {
  return END;
}

class NextArrival<W extends Waitable> extends BlockingOperation<IteratorResult<W, void>> {
  readonly subject: WaitIterator<W>;
  private taken: IteratorResult<W, void> | null;

  constructor(iterator: WaitIterator<W>) {
    super();
    this.subject = iterator;
    this.taken = null;
  }

  describe(): string {
    return 'next of iwait';
  }

  protected attempt(): boolean {
    if (running !== null) this.subject.begin(running);
    this.taken = this.subject.take();
    return this.taken !== null;
  }

  protected enlist(): void {
    this.subject.listen(this);
  }

  /** @internal */
  arrivalsChanged(): void {
    this.taken = this.subject.take();
    if (this.taken !== null) this.greenlet!.resume(undefined);
  }

  cancel(): void {
    this.subject.listen(null);
    this.subject.stop();
  }

  protected complete(): IteratorResult<W, void> {
    this.subject.listen(null);
    return this.taken!;
  }
}

/**
 * Give `objects` one by one as they become ready.
 *
 * ```ts
 * yield* each(iwait(greenlets), function* (greenlet) {
 *   print(greenlet.value);
 * });
 * ```
 *
 * @param objects see `wait`
 * @param options `timeout` in milliseconds, for all of them together; `count`: how many to give.
 * @returns an iterator. When time is up it ends. Nothing is linked before the first `next()`; the links are taken back at
 *   the end, on `return()`, when time is up, and when a wait for the next one is killed or times out.
 *
 * gevent: `gevent.iwait`; leaving its loop with `break` keeps the links there.
 */
export function iwait<W extends Waitable>(objects: Iterable<W>, options?: WaitManyOptions): OperationIterator<W> {
  const all = checkObjects(objects, 'objects');
  const clock = clockFor(limitOf(options));
  return new WaitIterator(all, wantedOf(options, all.length), clock);
}
