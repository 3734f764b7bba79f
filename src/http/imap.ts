/**
 * imap: send many requests, and have their responses as they come.
 *
 * Lazy at both ends: nothing is sent before the first `next()`, and no further request is taken from the source while
 * `size` are under way or `buffer` results wait to be taken.
 *
 * grequests: `imap`, `imap_enumerated`.
 */
import { Greenlet } from '../greenlet/greenlet.ts';
import { BaseIterator, END, type OperationIterator } from '../greenlet/iterate.ts';
import { isGreenletExit } from '../hub/errors.ts';
import type { Link } from '../hub/link.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { type Runnable, running } from '../hub/runnable.ts';
import { Queue } from '../sync/queue.ts';
import { Batch, type Outcome, type Requests } from './batch.ts';
import {
  checkRequests,
  type CommonOptions,
  commonOptions,
  type HandlerValue,
  IMAP_OPTIONS,
  type ImapOptions,
  roomOf,
} from './batch-options.ts';
import type { Response } from './response.ts';
import { type Abortable, unwatch, watch } from './signals.ts';

/** As in grequests. */
const DEFAULT_SIZE = 2;

/** Stops an iteration when the greenlet that began it is killed or fails. */
class OwnerLink implements Link {
  before: Link | null;
  after: Link | null;
  private readonly owner: Greenlet<unknown>;
  private readonly orphaned: () => void;

  constructor(owner: Greenlet<unknown>, orphaned: () => void) {
    this.before = null;
    this.after = null;
    this.owner = owner;
    this.orphaned = orphaned;
    owner.enlist(this);
  }

  notify(): void {
    if (!this.owner.successful() || isGreenletExit(this.owner.value)) this.orphaned();
  }

  remove(): void {
    this.owner.delist(this);
  }
}

/** What of an outcome is given to the reader; undefined leaves it out. */
type Projection<T> = (outcome: Outcome) => T | undefined;

class RequestIterator<T> extends BaseIterator<T> implements Abortable {
  private readonly batch: Batch;
  private readonly signal: AbortSignal | null;
  private readonly project: Projection<T>;
  /** Results, then one null for each reader that is to look whether it is over. */
  private readonly results: Queue<{ readonly item: T } | null>;
  private feeder: Greenlet<void> | null;
  private owner: OwnerLink | null;
  private failure: { readonly error: unknown } | null;
  private ended: boolean;

  constructor(
    source: Requests,
    options: CommonOptions,
    room: number,
    signal: AbortSignal | null,
    project: Projection<T>,
  ) {
    super();
    this.signal = signal;
    this.batch = new Batch(source, {
      ...options,
      room,
      start: null,
      deliver: (outcome) => this.deliver(outcome),
    });
    this.project = project;
    this.results = new Queue();
    this.feeder = null;
    this.owner = null;
    this.failure = null;
    this.ended = false;
  }

  next(): Operation<IteratorResult<T, void>> {
    return operation('next of grequests.imap', () => this.take());
  }

  return(): Operation<IteratorResult<T, void>> {
    const killed = this.stop();
    return operation('return of grequests.imap', () => endAfter(killed, this.feeder), true);
  }

  private *take(): Coroutine<IteratorResult<T, void>> {
    if (this.feeder === null && !this.ended) this.begin(running!);
    try {
      while (!this.ended || this.results.qsize() > 1) {
        const result = yield* this.results.get();
        if (result === null) break;
        this.batch.unread--;
        this.batch.wake();
        return { done: false, value: result.item };
      }
    } catch (error) {
      // A kill or a timeout: what this iteration owns goes with its reader.
      void this.stop();
      throw error;
    }
    return this.end();
  }

  private end(): IteratorReturnResult<void> {
    const { failure } = this;
    this.failure = null;
    // For a reader that waits beside this one.
    this.results.putNowait(null);
    if (failure !== null) throw failure.error;
    return END;
  }

  private begin(reader: Runnable): void {
    const { signal } = this;
    if (signal !== null) {
      signal.throwIfAborted();
      watch(signal, this);
    }
    if (reader instanceof Greenlet) this.owner = new OwnerLink(reader, () => void this.stop());
    this.feeder = new Greenlet<void>(feed, this);
    this.feeder.observe();
    this.feeder.start();
  }

  /** @internal The body of the feeder. */
  *feed(): Coroutine<void> {
    try {
      yield* this.batch.run();
    } catch (error) {
      // Stopped from outside: the kill is to go through.
      if (this.ended) throw error;
      this.failure = { error };
    } finally {
      yield* this.stopBatch();
      // What a signal has ended may have left its word to the reader.
      this.finish(this.failure !== null && !this.ended);
    }
  }

  private *stopBatch(): Coroutine<void> {
    try {
      yield* this.batch.stop();
    } catch (error) {
      // Stopped from outside: it is for `return`.
      if (this.ended) throw error;
      this.failure ??= { error };
    }
  }

  private deliver(outcome: Outcome): void {
    const item = this.project(outcome);
    if (item === undefined || this.ended) return;
    this.batch.unread++;
    this.results.putNowait({ item });
  }

  /** @internal The user's signal is aborted. */
  aborted(reason: unknown): void {
    if (this.ended) return;
    this.failure = { error: reason };
    void this.stop();
  }

  /** Nothing more will come. */
  private finish(discard: boolean): void {
    if (discard) while (this.results.qsize() !== 0) this.results.getNowait();
    if (this.ended) return;
    this.ended = true;
    if (this.signal !== null) unwatch(this.signal, this);
    this.owner?.remove();
    this.results.putNowait(null);
  }

  private stop(): Operation<unknown> | null {
    const { feeder } = this;
    this.finish(true);
    return feeder === null || feeder.dead ? null : feeder.kill();
  }
}

function feed(iterator: RequestIterator<unknown>): Coroutine<void> {
  return iterator.feed();
}

/** @throws what the source has thrown when it was told to end, as a loop over it would. */
function* endAfter(
  killed: Operation<unknown> | null,
  feeder: Greenlet<void> | null,
): Coroutine<IteratorReturnResult<void>> {
  if (killed === null) return END;
  yield* killed;
  if (!feeder!.successful()) throw feeder!.exception;
  return END;
}

function iterate<T>(
  requests: Requests,
  options: ImapOptions<unknown> | undefined,
  project: Projection<T>,
): OperationIterator<T> {
  checkRequests(requests);
  const common = commonOptions(options, IMAP_OPTIONS, DEFAULT_SIZE, requests);
  const room = roomOf(options, common.size);
  return new RequestIterator(requests, common, room, options?.signal ?? null, project);
}

/**
 * Send requests concurrently, and give their responses as they come.
 *
 * ```ts
 * for await (const response of grequests.imap(urls.map((url) => grequests.get(url)), { size: 10 })) …
 * yield* each(grequests.imap(requests), function* (response) { … });
 * ```
 *
 * @param requests unsent requests, taken as there is room for them: an endless or an async iterable will do.
 * @param options `size` (2 by default), `buffer`, `perHost`, `rate`, `retries`, `exceptionHandler` and more: see `ImapOptions`
 * @returns an iterator. Nothing is sent before its first `next()`. Failures are left out, unless the handler returned a
 *   value for them. A status of 400 or more is no failure. Breaking out of a loop over it ends the requests under way
 *   and closes their connections; so does a kill or a timeout while it is waited for, and the death by a kill or an
 *   error of the greenlet that began it.
 * @throws at the call TypeError and RangeError; from `next()` what the source or the handler throws, and TypeError for an
 *   item that is no request: results that wait are dropped then.
 *
 * grequests: `imap`, which takes all requests and keeps all results, however slowly they are read.
 */
export function imap<R = never>(
  requests: Requests,
  options?: ImapOptions<R>,
): OperationIterator<Response | HandlerValue<R>> {
  return iterate(
    requests,
    options,
    (outcome) => (outcome.response ?? outcome.value ?? undefined) as Response | HandlerValue<R>,
  );
}

/**
 * As `imap`, with the index of each request, counted from 0, and nothing left out: a failure is null, or the handler's
 * value.
 *
 * @param requests see `imap`; one object given twice has an index for each time.
 * @param options see `imap`
 * @returns an iterator over `[index, response]`
 * @throws as `imap` does
 *
 * grequests: `imap_enumerated`, which gives an object that is there twice the last index both times.
 */
export function imapEnumerated<R = never>(
  requests: Requests,
  options?: ImapOptions<R>,
): OperationIterator<[index: number, response: Response | HandlerValue<R> | null]> {
  return iterate(requests, options, ({ index, response, value }) => [
    index,
    (response ?? value ?? null) as Response | HandlerValue<R> | null,
  ]);
}
