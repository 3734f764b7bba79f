/**
 * Iteration over what arrives bit by bit: from a greenlet with `yield* it.next()` or `each`, outside with `for await`.
 */
import { isOperation, type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { until } from '../hub/until.ts';
import { checkFunction, hasMethod, isObject, show } from '../hub/validate.ts';

/**
 * An iterator whose `next` may block.
 *
 * ```ts
 * for (let step = yield* it.next(); !step.done; step = yield* it.next()) use(step.value); // in a greenlet
 * for await (const value of it) use(value); // anywhere else
 * ```
 */
export interface OperationIterator<T> extends AsyncIterable<T> {
  /** Wait for the next value. After the end it gives `done` again and again. */
  next(): Operation<IteratorResult<T, void>>;
  /** Stop early: what this iterator owns is killed and joined. */
  return(): Operation<IteratorResult<T, void>>;
}

/** Something that is no iterator itself but gives one, such as a queue. */
export interface OperationIterable<T> extends AsyncIterable<T> {
  /** An iterator for `each` and for greenlets. */
  iterate(): OperationIterator<T>;
}

/** The result at the end of an iteration. */
export const END: IteratorReturnResult<void> = Object.freeze({ done: true, value: undefined });

/** The base of operation iterators: it adds the promise-based face. */
export abstract class BaseIterator<T> implements OperationIterator<T> {
  abstract next(): Operation<IteratorResult<T, void>>;
  abstract return(): Operation<IteratorResult<T, void>>;

  /** Iterate outside greenlets; `break` calls `return()`. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return {
      next: async () => await this.next(),
      return: async () => await this.return(),
    };
  }
}

/**
 * Run `body` for every item, one after the other.
 *
 * @param source an operation iterator (`iwait`, `imap`, …), an iterable or an async iterable
 * @param body a generator function; it runs in the calling greenlet
 * @throws what the source or the body throws; the source is then told to stop, as it is on a kill
 *
 * gevent: a `for` loop, which JavaScript cannot suspend.
 */
export function each<T>(
  source: OperationIterator<T> | Iterable<T> | AsyncIterable<T>,
  body: (item: T) => Coroutine<void>,
): Operation<void> {
  checkFunction(body, 'body');
  checkSource(source, 'source');
  return operation('each', () => visit(source, body));
}

/** Refuse what a `puller` cannot take from. */
export function checkSource(source: unknown, name: string): void {
  if (typeof source === 'string') return;
  if (isObject(source) && (Symbol.iterator in source || Symbol.asyncIterator in source)) return;
  throw new TypeError(`${name} must be iterable: received ${show(source)}`);
}

function* visit<T>(
  source: OperationIterator<T> | Iterable<T> | AsyncIterable<T>,
  body: (item: T) => Coroutine<void>,
): Coroutine<void> {
  const pull = puller(source);
  let open = true;
  try {
    for (;;) {
      const step = yield* pull.next();
      if (step.done === true) {
        open = false;
        return;
      }
      yield* body(step.value);
    }
  } finally {
    if (open) yield* pull.stop();
  }
}

/** One way to take items from any kind of source. */
export interface Puller<T> {
  /** What gives them at once, if it does: `next` then makes a coroutine for nothing. */
  readonly plain: Iterator<T> | null;
  next(): Coroutine<IteratorResult<T, unknown>>;
  stop(): Coroutine<void>;
}

function isOperationIterable<T>(source: unknown): source is OperationIterable<T> {
  return hasMethod(source, 'iterate');
}

/** How to take items from `source` in a greenlet. */
export function puller<T>(source: OperationIterator<T> | Iterable<T> | AsyncIterable<T>): Puller<T> {
  if (source instanceof BaseIterator) return new OperationPuller(source as OperationIterator<T>);
  if (isOperationIterable<T>(source)) return new OperationPuller(source.iterate());
  if (Symbol.asyncIterator in Object(source)) {
    return new AsyncPuller((source as AsyncIterable<T>)[Symbol.asyncIterator]());
  }
  return new PlainPuller((source as Iterable<T>)[Symbol.iterator]());
}

class OperationPuller<T> implements Puller<T> {
  readonly plain: null;
  private readonly source: OperationIterator<T>;

  constructor(source: OperationIterator<T>) {
    this.plain = null;
    this.source = source;
  }

  *next(): Coroutine<IteratorResult<T, unknown>> {
    return yield* this.source.next();
  }

  *stop(): Coroutine<void> {
    yield* this.source.return();
  }
}

class PlainPuller<T> implements Puller<T> {
  readonly plain: Iterator<T>;

  constructor(source: Iterator<T>) {
    this.plain = source;
  }

  *next(): Coroutine<IteratorResult<T, unknown>> {
    return this.plain.next();
  }

  *stop(): Coroutine<void> {
    this.plain.return?.();
  }
}

class AsyncPuller<T> implements Puller<T> {
  readonly plain: null;
  private readonly source: AsyncIterator<T>;
  /** Whether an answer is outstanding: a `next` was interrupted. */
  private pending: boolean;

  constructor(source: AsyncIterator<T>) {
    this.plain = null;
    this.source = source;
    this.pending = false;
  }

  *next(): Coroutine<IteratorResult<T, unknown>> {
    const answer: unknown = this.source.next();
    // An operation iterator of another copy of the package answers with an operation.
    if (isObject(answer) && isOperation(answer)) {
      return (yield* answer) as IteratorResult<T>;
    }
    this.pending = true;
    const step = yield* until(answer as Promise<IteratorResult<T>>);
    this.pending = false;
    return step;
  }

  *stop(): Coroutine<void> {
    const answer = this.source.return?.();
    if (answer === undefined) return;
    // An async generator returns when its `next` has come to an end: who was interrupted in that does not wait for it.
    if (this.pending) answer.then(undefined, () => {});
    else yield* until(answer);
  }
}
