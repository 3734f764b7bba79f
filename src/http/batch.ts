/**
 * Batch: many requests, each in a greenlet of its own, so many at a time. `map` and `imap` are two ways to run one.
 *
 * It owns the greenlets it starts: whoever runs it calls `stop` at the end, however that came about.
 */
import { Greenlet } from '../greenlet/greenlet.ts';
import { killall } from '../greenlet/joinall.ts';
import { isControl } from '../hub/errors.ts';
import type { Loop } from '../hub/loop.ts';
import { BlockingOperation } from '../hub/operation.ts';
import type { Entry } from '../hub/run-queue.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { type Runnable, running } from '../hub/runnable.ts';
import { show } from '../hub/validate.ts';
import { AsyncRequest } from './async-request.ts';
import { settle } from './perform.ts';
import type { Response } from './response.ts';

/** What is called with each failure; what it returns stands in the place of the response. */
export type ExceptionHandler<R> = (request: AsyncRequest, error: unknown) => R;

/** Where requests come from. */
export type Requests = Iterable<AsyncRequest> | AsyncIterable<AsyncRequest>;

/** What has come of one request. */
export interface Outcome {
  readonly index: number;
  readonly request: AsyncRequest;
  /** Null after a failure. */
  readonly response: Response | null;
  readonly error: unknown;
  /** What the handler has made of the failure. */
  readonly value: unknown;
}

/** How a batch is run. */
export interface BatchOptions {
  /** How many requests at a time. */
  readonly size: number;
  /** How many results may wait to be taken before no more requests are started. */
  readonly room: number;
  readonly stream: boolean | undefined;
  readonly handler: ExceptionHandler<unknown> | null;
  /** Told of each request that is started. */
  readonly start: ((request: AsyncRequest) => void) | null;
  /** Told of each request that is done. */
  readonly deliver: (outcome: Outcome) => void;
}

/** Refuse anything but an `AsyncRequest`. */
export function checkRequest(given: unknown, index: number): asserts given is AsyncRequest {
  if (given instanceof AsyncRequest) return;
  throw new TypeError(
    `requests must hold requests, made with grequests.get and the like: received ${show(given)} at index ${index}`,
  );
}

/** Requests under way, and those that wait for their turn. */
export class Batch {
  /** How many results wait to be taken. */
  unread: number;
  private readonly options: BatchOptions;
  private readonly iterator: Iterator<AsyncRequest> | AsyncIterator<AsyncRequest>;
  private readonly isAsync: boolean;
  private readonly children: Set<Greenlet<void>>;
  private active: number;
  private taken: number;
  private exhausted: boolean;
  /** Whether the source has been asked for a request that it has not given yet. */
  private pulling: boolean;
  private failure: { readonly error: unknown } | null;
  private stopped: boolean;
  private turn: Turn | null;

  constructor(source: Requests, options: BatchOptions) {
    this.unread = 0;
    this.options = options;
    this.isAsync = Symbol.asyncIterator in source;
    this.iterator =
      Symbol.asyncIterator in source
        ? source[Symbol.asyncIterator]()
        : (source as Iterable<AsyncRequest>)[Symbol.iterator]();
    this.children = new Set();
    this.active = 0;
    this.taken = 0;
    this.exhausted = false;
    this.pulling = false;
    this.failure = null;
    this.stopped = false;
    this.turn = null;
  }

  /**
   * Start the requests as there is room for them, and wait until all are done.
   *
   * @throws what the source or the handler throws, TypeError for an item that is no request.
   */
  *run(): Coroutine<void> {
    for (;;) {
      if (this.failure !== null) throw this.failure.error;
      if (this.exhausted) {
        if (this.active === 0) return;
      } else if (!this.pulling && this.active < this.options.size && this.unread < this.options.room) {
        this.pull();
        continue;
      }
      yield* new Turn(this, this.pulling);
    }
  }

  /** End what is under way and wait until it has ended; the source is told that no more is wanted. */
  *stop(): Coroutine<void> {
    this.stopped = true;
    if (!this.exhausted) this.closeSource();
    const children = [...this.children];
    this.children.clear();
    if (children.length !== 0) yield* killall(children);
  }

  /** A result was taken, or something else has happened that `run` may go on with. */
  wake(): void {
    this.turn?.wake();
  }

  /** @internal */
  enter(turn: Turn | null): void {
    this.turn = turn;
  }

  private pull(): void {
    if (!this.isAsync) {
      this.take(this.nextOf(this.iterator as Iterator<AsyncRequest>));
      return;
    }
    this.pulling = true;
    (this.iterator as AsyncIterator<AsyncRequest>).next().then(
      (step) => this.pulled(() => this.take(step)),
      (error: unknown) => {
        this.exhausted = true;
        this.pulled(() => this.fail(error));
      },
    );
  }

  private nextOf(iterator: Iterator<AsyncRequest>): IteratorResult<AsyncRequest, unknown> {
    try {
      return iterator.next();
    } catch (error) {
      // It has ended itself: it is not to be told to.
      this.exhausted = true;
      throw error;
    }
  }

  private pulled(action: () => void): void {
    this.pulling = false;
    if (this.stopped) return;
    try {
      action();
    } catch (error) {
      this.fail(error);
    }
    this.wake();
  }

  private take(step: IteratorResult<AsyncRequest, unknown>): void {
    if (step.done === true) {
      this.exhausted = true;
      return;
    }
    const index = this.taken++;
    checkRequest(step.value, index);
    this.active++;
    this.options.start?.(step.value);
    const child = new Greenlet<void>(sendOneOf, this, step.value, index);
    this.children.add(child);
    child.start();
  }

  /** @internal The body of a greenlet: send a request, and deliver what comes of it. */
  *send(request: AsyncRequest, index: number): Coroutine<void> {
    const { stream, handler, deliver } = this.options;
    const self = running as Greenlet<void>;
    try {
      deliver({ index, request, response: yield* request.run(stream), error: undefined, value: undefined });
    } catch (error) {
      if (this.stopped) throw error;
      yield* this.failed(request, index, error, handler, deliver);
    } finally {
      this.children.delete(self);
      this.active--;
      this.wake();
    }
  }

  private *failed(
    request: AsyncRequest,
    index: number,
    error: unknown,
    handler: ExceptionHandler<unknown> | null,
    deliver: (outcome: Outcome) => void,
  ): Coroutine<void> {
    try {
      const value = handler === null ? undefined : yield* settle(handler(request, error));
      deliver({ index, request, response: null, error, value });
    } catch (second) {
      if (this.stopped && isControl(second)) throw second;
      this.fail(second);
    }
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
  }

  /** An async source may be in the middle of something: nobody waits for it. */
  private closeSource(): void {
    this.exhausted = true;
    const answer: unknown = this.iterator.return?.();
    if (this.isAsync) Promise.resolve(answer).catch(() => undefined);
  }
}

function sendOneOf(batch: Batch, request: AsyncRequest, index: number): Coroutine<void> {
  return batch.send(request, index);
}

/** Waits until a batch has something to go on with. */
class Turn extends BlockingOperation<void> implements Entry {
  readonly subject: Batch;
  /** Whether something outside the hub is to wake it: a source that has promised a request. */
  private readonly held: boolean;
  private loop: Loop | null;

  constructor(batch: Batch, held: boolean) {
    super();
    this.subject = batch;
    this.held = held;
    this.loop = null;
  }

  describe(): string {
    return this.held ? 'the next request of a batch' : 'a request of a batch';
  }

  protected attempt(): boolean {
    return false;
  }

  protected enlist(greenlet: Runnable): void {
    this.loop = greenlet.loop;
    if (this.held) this.loop.hold();
    this.subject.enter(this);
  }

  wake(): void {
    const { loop } = this;
    this.leave();
    loop!.schedule(this);
  }

  /** @internal */
  execute(): void {
    this.greenlet?.resume(undefined);
  }

  cancel(): void {
    if (this.loop !== null) this.leave();
  }

  protected complete(): void {}

  private leave(): void {
    if (this.held) this.loop!.release();
    this.loop = null;
    this.subject.enter(null);
  }
}
