/**
 * One request and its response, as an operation: the hot path.
 *
 * However it ends, the greenlet is resumed through the run queue. A kill or a timeout settles the greenlet at once and
 * closes the connection, also one that is still being made (undici alone would wait for it).
 */
import type { Entry } from '../hub/run-queue.ts';
import type { Runnable } from '../hub/runnable.ts';
import { Deadline, type Expiring } from './deadline.ts';
import { type Limit, timeoutError } from './failure.ts';
import type { PreparedRequest } from './prepared-request.ts';
import type { Response } from './response.ts';
import type { Settings } from './settings.ts';
import { type Abortable, unwatch, watch } from './signals.ts';
import { Transmission } from './transmission.ts';

/** How it has ended. */
const Outcome = { Open: 0, Done: 1, Failed: 2, TimedOut: 3, Aborted: 4, GivenUp: 5 } as const;
type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** One request and its response. */
export class Exchange extends Transmission implements Entry, Expiring, Abortable {
  /** When all must be done, by the clock of the hub; null for never. */
  private readonly due: number | null;
  private outcome: Outcome;
  /** Undici's error, the signal's reason, or which limit is over. */
  private cause: unknown;
  /** Whether it stands in the run queue. */
  private queued: boolean;
  /** The limit of the connecting, then of each wait for data. */
  private limit: Deadline | null;
  private total: Deadline | null;

  /**
   * @param streams whether to be done with the headers, and leave the body to be read.
   * @param due when all must be done, by the clock of the hub; null for never.
   * @param begun when it was its turn, if that was before now.
   */
  constructor(
    request: PreparedRequest,
    settings: Settings,
    streams: boolean,
    due: number | null,
    begun: number | null = null,
  ) {
    super(request, settings, streams);
    this.due = due;
    if (begun !== null) this.begun = begun;
    this.outcome = Outcome.Open;
    this.cause = undefined;
    this.queued = false;
    this.limit = null;
    this.total = null;
  }

  get subject(): unknown {
    return this.request;
  }

  describe(): string {
    return `${this.request.method} ${this.request.url}`;
  }

  protected get isOpen(): boolean {
    return this.outcome === Outcome.Open;
  }

  protected attempt(): boolean {
    this.settings.signal?.throwIfAborted();
    return false;
  }

  protected enlist(greenlet: Runnable): void {
    const { loop } = greenlet;
    this.loop = loop;
    loop.hold();
    if (Number.isNaN(this.begun)) this.begun = loop.now();
    if (this.settings.signal !== null) watch(this.settings.signal, this);
    if (this.due !== null) {
      this.total = new Deadline(this);
      this.total.start(loop, Math.max(0, this.due - loop.now()));
    }
    this.depart();
  }

  protected connects(): void {
    this.restart(this.settings.timeout.connect);
  }

  protected touch(): void {
    if (this.isOpen) this.restart(this.settings.timeout.read);
  }

  /** Begin the time limit of this phase anew; null is none. */
  private restart(ms: number | null): void {
    if (ms !== null) (this.limit ??= new Deadline(this)).start(this.loop!, ms);
    else if (this.limit !== null) this.loop!.stopTimer(this.limit);
  }

  /** @internal Time is up. */
  expired(deadline: Deadline): void {
    const limit: Limit = deadline === this.total ? 'total' : this.stage === 'connect' ? 'connect' : 'read';
    this.interrupt(Outcome.TimedOut, limit);
  }

  /** @internal The user's signal is aborted. */
  aborted(reason: unknown): void {
    this.interrupt(Outcome.Aborted, reason);
  }

  private interrupt(outcome: Outcome, cause: unknown): void {
    if (this.isOpen) {
      this.settle(outcome, cause);
    } else if (this.reader !== null) {
      this.outcome = outcome;
      this.cause = cause;
      this.stopWatching();
      this.reader.stop(this.error());
    }
    this.abandon();
  }

  protected arrived(): void {
    this.settle(Outcome.Done, undefined);
  }

  protected broke(error: Error): void {
    this.settle(Outcome.Failed, error);
  }

  private settle(outcome: Outcome, cause: unknown): void {
    this.outcome = outcome;
    this.cause = cause;
    const loop = this.loop!;
    if (this.limit !== null) loop.stopTimer(this.limit);
    // A streamed body is still under the total limit and the signal.
    if (this.reader === null) this.stopWatching();
    loop.release();
    this.queue();
  }

  protected streamEnded(): void {
    this.stopWatching();
    this.queue();
  }

  private stopWatching(): void {
    if (this.total !== null) this.loop!.stopTimer(this.total);
    if (this.settings.signal !== null) unwatch(this.settings.signal, this);
  }

  protected queue(): void {
    if (this.queued) return;
    this.queued = true;
    this.loop!.schedule(this);
  }

  /** @internal From the hub: give the place away, and tell the greenlet. */
  execute(): void {
    this.queued = false;
    if (this.sendAgain()) return;
    this.leave();
    if (!this.isOpen) this.greenlet?.resume(undefined);
  }

  /** A kill or a timeout from outside: close the connection and tell nobody. */
  cancel(): void {
    if (this.isOpen) {
      const loop = this.loop!;
      this.outcome = Outcome.GivenUp;
      if (this.limit !== null) loop.stopTimer(this.limit);
      this.stopWatching();
      loop.release();
      this.abandon();
    } else {
      // It had come, but the greenlet was not told yet.
      this.reader?.abandon();
    }
  }

  protected complete(): Response {
    if (this.outcome === Outcome.Done) return this.makeResponse();
    throw this.error();
  }

  /** What to throw. Made when it is thrown, so that its stack shows who waited. */
  private error(): unknown {
    if (this.outcome === Outcome.Aborted) return this.cause;
    if (this.outcome !== Outcome.TimedOut) return this.explain(this.cause);
    const limit = this.cause as Limit;
    return timeoutError(this.request, limit, this.settings.timeout[limit]!);
  }

  /** How long to wait for the next piece of a streamed body. */
  get readTimeout(): number | null {
    return this.settings.timeout.read;
  }

  readTimeoutError(): Error {
    return timeoutError(this.request, 'read', this.settings.timeout.read!);
  }
}
