/**
 * Iterating over the items of a queue.
 */
import { BaseIterator, END } from '../greenlet/iterate.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { ShutDown } from './errors.ts';
import { type Operation, operation } from '../hub/operation.ts';

/** A queue as its iterator sees it. */
interface IteratedQueue<T> {
  readonly kind: string;
  empty(): boolean;
  get(): Operation<T>;
}

/** Takes items until the queue is shut down. */
export class QueueIterator<T> extends BaseIterator<T> {
  private readonly queue: IteratedQueue<T>;
  private ended: boolean;

  constructor(queue: IteratedQueue<T>) {
    super();
    this.queue = queue;
    this.ended = false;
  }

  next(): Operation<IteratorResult<T, void>> {
    return operation(`next of a ${this.queue.kind}`, () => this.take());
  }

  return(): Operation<IteratorResult<T, void>> {
    this.ended = true;
    return operation(`return of a ${this.queue.kind}`, () => this.take(), true);
  }

  private *take(): Coroutine<IteratorResult<T, void>> {
    while (!this.ended) {
      try {
        return { done: false, value: yield* this.queue.get() };
      } catch (error) {
        if (!(error instanceof ShutDown)) throw error;
        // A shutdown wakes those who wait although an item may have come for them: it is not to be lost.
        this.ended = this.queue.empty();
      }
    }
    return END;
  }
}
