/**
 * DummySemaphore: the interface of a semaphore without any limit.
 *
 * gevent: `gevent.lock.DummySemaphore`.
 */
import type { WaitOptions } from '../greenlet/timed-wait.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import type { AcquireOptions } from './semaphore.ts';

function* give<T>(value: T): Coroutine<T> {
  return value;
}

/** A semaphore that always has a permit: for code that can do with and without a limit. */
export class DummySemaphore {
  /** Always true. */
  ready(): boolean {
    return true;
  }

  /** Always false. */
  locked(): boolean {
    return false;
  }

  /** Succeeds at once. */
  acquire(_options?: AcquireOptions): Operation<boolean> {
    return operation('acquire of a DummySemaphore', () => give(true));
  }

  /** Does nothing. */
  release(): void {}

  /** Gives 1 at once. */
  wait(_options?: WaitOptions): Operation<number> {
    return operation('wait of a DummySemaphore', () => give(1));
  }

  /** Just run `body`. */
  use<T>(body: () => Coroutine<T>): Operation<T> {
    return operation('use of a DummySemaphore', body);
  }
}
