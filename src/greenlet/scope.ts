/**
 * scope: greenlets that do not outlive the block that starts them.
 *
 * gevent has no counterpart; trio's nursery is the model.
 */
import type { Body, Returned } from '../hub/body.ts';
import { brand, GreenletExit, isControl, withoutStack } from '../hub/errors.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import * as State from '../hub/state.ts';
import { type Runnable, running } from '../hub/runnable.ts';
import { checkFunction } from '../hub/validate.ts';
import type { Greenlet } from './greenlet.ts';
import { killall } from './joinall.ts';
import { spawn } from './spawn.ts';
import { wait } from './wait.ts';

/**
 * Thrown into what runs in a scope that was cancelled, and out of the scope. It is a kill: let it through.
 *
 * gevent has no counterpart.
 */
export class ScopeCancelled extends GreenletExit {}
brand(ScopeCancelled, 'ScopeCancelled', 'ERR_SCOPE_CANCELLED');

function cancelled(): ScopeCancelled {
  return withoutStack(() => new ScopeCancelled('the scope was cancelled'));
}

/**
 * What a block under `scope` starts greenlets with.
 */
export class Scope {
  private readonly owner: Runnable;
  private readonly children: Set<Greenlet<unknown>>;
  private readonly errors: unknown[];
  private controller: AbortController | null;
  /** Why the scope was cancelled, null if it was not. */
  private reason: Error | null;
  /** The kill or timeout that ended the wait of the owner. */
  private interruption: { error: unknown } | null;
  private inBody: boolean;
  private closed: boolean;

  /** @internal Use `scope`. */
  constructor(owner: Runnable) {
    this.owner = owner;
    this.children = new Set();
    this.errors = [];
    this.controller = null;
    this.reason = null;
    this.interruption = null;
    this.inBody = true;
    this.closed = false;
  }

  /** A signal that is aborted when the scope is cancelled or ends. Made on first use. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.closed || this.reason !== null) this.controller.abort(this.reason);
    return this.controller.signal;
  }

  /** Whether it was cancelled, by `cancel()`, by an error or by a kill of its owner. */
  get cancelled(): boolean {
    return this.reason !== null;
  }

  /**
   * Start a greenlet that the scope waits for. If it fails, the scope is cancelled and throws its error. In a scope that
   * was cancelled it is killed before it begins.
   *
   * @throws TypeError after the end of the scope
   */
  spawn<A extends unknown[], R>(body: Body<A, R>, ...args: A): Greenlet<Returned<R>> {
    if (this.closed) throw new TypeError('the scope has ended: nothing can be spawned in it any more');
    const greenlet = spawn(body, ...args);
    this.children.add(greenlet);
    greenlet.rawlink((child) => {
      this.children.delete(child);
      if (child.state !== State.Failed) return;
      if (!this.errors.includes(child.exception)) this.errors.push(child.exception);
      this.cancel();
    });
    if (this.reason !== null) greenlet.kill(this.reason);
    return greenlet;
  }

  /**
   * Kill everything in the scope: its greenlets and its block, which is interrupted at its next wait. The scope then
   * throws, whatever the block makes of that.
   *
   * @param reason what the scope throws; a `ScopeCancelled` by default
   */
  cancel(reason?: Error): void {
    if (this.reason !== null) return;
    this.reason = reason ?? cancelled();
    this.controller?.abort(this.reason);
    this.killChildren(reason === undefined ? this.reason : cancelled());
    if (this.inBody) this.owner.loop.runCallback(() => this.interrupt());
  }

  private killChildren(error: Error): void {
    if (this.children.size !== 0) killall(this.children, error);
  }

  private interrupt(): void {
    if (this.inBody) this.owner.throwInto(this.reason);
  }

  /** @internal */
  *run<T>(body: (scope: Scope) => Coroutine<T>): Coroutine<T> {
    let value: T | undefined;
    try {
      value = yield* body(this);
    } catch (error) {
      this.inBody = false;
      this.fail(error);
    }
    this.inBody = false;
    while (this.children.size !== 0) {
      try {
        yield* wait(this.children);
      } catch (error) {
        // Killed or timed out while it waits for its children: they are to die, but it goes on waiting for them.
        this.fail(error);
      }
    }
    this.closed = true;
    this.controller?.abort(this.reason);
    this.throwIfFailed();
    return value as T;
  }

  /** The block, or the wait for the children, has ended with `error`. */
  private fail(error: unknown): void {
    const known = error === this.reason || this.errors.includes(error);
    const interrupted = !known && isControl(error);
    if (interrupted) this.interruption ??= { error };
    else if (!known) this.errors.push(error);
    if (this.reason === null) this.cancel();
    // Those that were killed already are left to clean up, unless the owner is killed once more.
    else if (interrupted) this.killChildren(cancelled());
  }

  private throwIfFailed(): void {
    // A kill or a timeout of the owner outranks what its children made of it.
    if (this.interruption !== null) throw this.interruption.error;
    if (this.errors.length === 1) throw this.errors[0];
    if (this.errors.length > 1) {
      throw new AggregateError(
        this.errors,
        `${this.errors.length} errors in a scope: ${this.errors.map(String).join('; ')}`,
      );
    }
    if (this.reason !== null) throw this.reason;
  }
}

/**
 * Run a block that owns the greenlets it starts.
 *
 * ```ts
 * const [a, b] = yield* scope(function* (s) {
 *   const first = s.spawn(download, 'a');
 *   const second = s.spawn(download, 'b');
 *   return [yield* first.get(), yield* second.get()];
 * });
 * ```
 *
 * It ends when the block and all its greenlets have ended. At the first error, whether of the block or of a greenlet,
 * the rest is killed.
 *
 * @param body a generator function, called with the `Scope`; it runs in the calling greenlet
 * @returns what the block returns. Once cancelled it never completes normally, whatever the block swallowed.
 * @throws the error, if there was one; an `AggregateError` of several; the reason of `cancel`. When the caller is killed
 *   or times out, everything in it is killed and waited for, and then the kill or the timeout goes on.
 */
export function scope<T>(body: (scope: Scope) => Coroutine<T>): Operation<T> {
  checkFunction(body, 'body');
  return operation('scope', () => new Scope(running!).run(body));
}
