/**
 * Batch: many requests, each in a greenlet of its own, so many at a time. `map` and `imap` are two ways to run one.
 *
 * It owns the greenlets it starts: whoever runs it calls `stop` at the end, however that came about.
 */
import { Greenlet } from '../greenlet/greenlet.ts';
import { killall } from '../greenlet/joinall.ts';
import { isControl } from '../hub/errors.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { show } from '../hub/validate.ts';
import { AsyncRequest, type ExceptionHandler } from './async-request.ts';
import type { BatchDefaults } from './batch-defaults.ts';
import { Turn, type Turning } from './batch-turn.ts';
import { settle } from './settle.ts';
import type { Progress } from './progress.ts';
import type { Response } from './response.ts';
import type { Tally } from './settings.ts';

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
  /** How often it was sent. */
  readonly attempts: number;
}

/** How a batch is run. */
export interface BatchOptions {
  /** How many requests at a time. */
  readonly size: number;
  /** How many results may wait to be taken before no more requests are started. */
  readonly room: number;
  readonly stream: boolean | undefined;
  readonly handler: ExceptionHandler<unknown> | null;
  /** What the batch says where its requests do not; null if that is nothing. */
  readonly defaults: BatchDefaults | null;
  readonly progress: Progress | null;
  /** Told of each request that is started, and of what counts how often it is sent, if anything does. */
  readonly start: ((request: AsyncRequest, tally: Tally | null) => void) | null;
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
export class Batch implements Turning {
  /** How many results wait to be taken. */
  unread: number;
  private readonly options: BatchOptions;
  private readonly iterator: Iterator<AsyncRequest> | AsyncIterator<AsyncRequest>;
  private readonly isAsync: boolean;
  private readonly children: Set<Sending>;
  private active: number;
  private taken: number;
  private exhausted: boolean;
  /** Whether the source has been asked for a request that it has not given yet. */
  private pulling: boolean;
  /** What to do about the answer of an async source. */
  private answer: (() => void) | null;
  private failure: { readonly error: unknown } | null;
  /** @internal Whether its greenlets are being killed. */
  stopped: boolean;
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
    this.answer = null;
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
      this.receive();
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

  /**
   * End what is under way and wait until it has ended; the source is told that no more is wanted.
   *
   * @throws what the source throws at that.
   */
  *stop(): Coroutine<void> {
    this.stopped = true;
    const children = [...this.children];
    this.children.clear();
    try {
      if (!this.exhausted) this.closeSource();
    } finally {
      if (children.length !== 0) yield* killall(children);
    }
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

  /** The source has answered, in a promise job: what that begins is for the greenlet that runs the batch, in its hub. */
  private pulled(action: () => void): void {
    if (this.stopped) return;
    this.answer = action;
    this.wake();
  }

  private receive(): void {
    const { answer } = this;
    if (answer === null) return;
    this.answer = null;
    this.pulling = false;
    try {
      answer();
    } catch (error) {
      this.fail(error);
    }
  }

  private take(step: IteratorResult<AsyncRequest, unknown>): void {
    if (step.done === true) {
      this.exhausted = true;
      return;
    }
    const index = this.taken++;
    checkRequest(step.value, index);
    this.active++;
    const { defaults, progress, start } = this.options;
    // Without retries or limits a request that is started is sent, once.
    const tally = defaults !== null || step.value.isRetried ? { attempts: 0 } : null;
    progress?.started();
    start?.(step.value, tally);
    const child = new Sending(this, this.options, step.value, index, tally);
    this.children.add(child);
    child.start();
  }

  /** @internal One of its greenlets has ended, or is about to. */
  ended(child: Sending): void {
    this.children.delete(child);
    this.active--;
    this.wake();
  }

  /** What the handler of a request that has failed makes of it. */
  *handle(request: AsyncRequest, error: unknown): Coroutine<unknown> {
    const handler: ExceptionHandler<unknown> | null = request.handler ?? this.options.handler;
    return handler === null ? undefined : yield* settle(handler(request, error));
  }

  /** @internal All of it has failed. */
  fail(error: unknown): void {
    this.failure ??= { error };
  }

  /** An async source may be in the middle of something: nobody waits for it. */
  private closeSource(): void {
    this.exhausted = true;
    const answer: unknown = this.iterator.return?.();
    if (this.isAsync) Promise.resolve(answer).catch(() => undefined);
  }
}

/** The greenlet of one request: sends it, and delivers what comes of it. */
class Sending extends Greenlet<void> {
  private readonly batch: Batch;
  private readonly options: BatchOptions;
  private readonly request: AsyncRequest;
  private readonly index: number;
  private readonly tally: Tally | null;

  constructor(batch: Batch, options: BatchOptions, request: AsyncRequest, index: number, tally: Tally | null) {
    super();
    this.batch = batch;
    this.options = options;
    this.request = request;
    this.index = index;
    this.tally = tally;
  }

  /** @internal */
  override get bodyName(): string {
    return 'send';
  }

  protected override *run(): Coroutine<void> {
    const { batch, request, index, tally } = this;
    const { stream, defaults, progress, deliver } = this.options;
    try {
      let response: Response | null = null;
      let error: unknown;
      let value: unknown;
      try {
        response = yield* request.run(stream, defaults, tally);
      } catch (failure) {
        if (batch.stopped) throw failure;
        error = failure;
        value = yield* batch.handle(request, failure);
      }
      deliver({ index, request, response, error, value, attempts: tally?.attempts ?? 1 });
      if (progress !== null) yield* progress.done(response);
    } catch (error) {
      if (batch.stopped && isControl(error)) throw error;
      batch.fail(error);
    } finally {
      batch.ended(this);
    }
  }
}
