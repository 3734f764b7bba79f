/**
 * RawGreenlet: a coroutine with a place in the run queue and nothing else.
 *
 * gevent: what `spawn_raw` returns.
 */
import { begin } from '../hub/body.ts';
import { isGreenletExit } from '../hub/errors.ts';
import type { Hub } from '../hub/hub.ts';
import * as State from '../hub/state.ts';
import { Runnable } from '../hub/runnable.ts';

/** A greenlet without value, `get` or `join`. An error in it is reported. Kill it with `kill(greenlet)`. */
export class RawGreenlet extends Runnable {
  private body: ((...args: never[]) => unknown) | null;
  private args: readonly unknown[];
  /** What its error is reported with; null for itself. */
  private readonly reportedAs: readonly unknown[] | null;

  /** @internal Use `spawnRaw`. */
  constructor(
    hub: Hub,
    body: (...args: never[]) => unknown,
    args: readonly unknown[],
    reportedAs: readonly unknown[] | null = null,
  ) {
    super(hub);
    this.body = body;
    this.args = args;
    this.reportedAs = reportedAs;
  }

  /** The name it is reported by, such as `RawGreenlet-7`. */
  get name(): string {
    return `RawGreenlet-${this.id}`;
  }

  /** @internal What the function that it is to run is called; '' once it has begun. */
  get bodyName(): string {
    return this.body?.name ?? '';
  }

  /** @internal */
  start(): void {
    this.makeReady();
    this.loop.schedule(this);
  }

  /** @internal Run it at once, up to its first wait. Only the hub calls this. */
  startAtOnce(): void {
    this.makeReady();
    this.startRunning();
  }

  private makeReady(): void {
    this.inherit();
    this.state = State.Scheduled;
    if (this.loop.tracer !== null) this.trace('spawn', undefined);
  }

  /** @internal Its first run was queued before any kill, and comes first: as in gevent, it begins. */
  override cancelStart(): boolean {
    return false;
  }

  protected begin(): void {
    const { body, args } = this;
    this.body = null;
    this.args = [];
    begin(this, body!, args);
  }

  protected end(threw: boolean, value: unknown): void {
    const failed = threw && !isGreenletExit(value);
    this.body = null;
    this.args = [];
    this.close(failed);
    this.notifyLinks();
    this.traceEnd(failed, value);
    if (failed) this.loop.reportError(this.reportedAs ?? this, value);
  }
}
