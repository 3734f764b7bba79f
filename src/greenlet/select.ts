/**
 * select: wait for the first of several operations.
 *
 * Each case runs as a branch, a greenlet whose whole body is the operation. The first branch to end gives its result,
 * and the others leave their lists in the same moment: nothing they waited for is consumed.
 */
import { type Loop } from '../hub/loop.ts';
import { BlockingOperation, cannotBlock, type Operation } from '../hub/operation.ts';
import * as State from '../hub/state.ts';
import { Runnable, running } from '../hub/runnable.ts';
import { show } from '../hub/validate.ts';

/** Named operations. */
export type Cases = Readonly<Record<string, Operation<unknown>>>;

/** Which case won, and what it gave. */
export type Selected<C extends Cases> = {
  [K in keyof C]: {
    /** The name of the case that was first. */
    readonly key: K;
    /** What its operation gave. */
    readonly value: C[K] extends Operation<infer T> ? T : never;
  };
}[keyof C];

/** One case. */
class Branch extends Runnable {
  readonly key: string;
  private readonly operation: BlockingOperation<unknown>;
  private readonly owner: Select;

  constructor(loop: Loop, key: string, operation: BlockingOperation<unknown>, owner: Select) {
    super(loop);
    this.key = key;
    this.operation = operation;
    this.owner = owner;
    if (loop.tracer !== null) this.trace('spawn', running);
    this.startRunning();
  }

  get name(): string {
    return `select(${this.key})`;
  }

  protected begin(): void {
    this.follow(this.operation);
  }

  protected end(failed: boolean, value: unknown): void {
    this.close(failed);
    this.traceEnd(failed, value);
    this.owner.decide({ key: this.key, failed, value });
  }

  /** Leave every list without running anything. */
  abandon(): void {
    if (this.state !== State.Parked) return;
    this.waitsFor!.cancel();
    this.waitsFor = null;
    this.close(false);
    this.traceEnd(false, undefined);
  }
}

interface Decision {
  readonly key: string;
  readonly failed: boolean;
  readonly value: unknown;
}

class Select extends BlockingOperation<{ key: string; value: unknown }> {
  readonly subject: unknown;
  private readonly cases: readonly (readonly [string, BlockingOperation<unknown>])[];
  private readonly branches: Branch[];
  private decision: Decision | null;

  constructor(cases: readonly (readonly [string, BlockingOperation<unknown>])[]) {
    super();
    this.subject = undefined;
    this.cases = cases;
    this.branches = [];
    this.decision = null;
  }

  describe(): string {
    return `select of ${this.cases.map(([, operation]) => operation.describe()).join(', ')}`;
  }

  protected attempt(): boolean {
    if (running === null) throw cannotBlock('select');
    const { loop } = running;
    for (const [key, operation] of this.cases) {
      if (this.decision === null) this.branches.push(new Branch(loop, key, operation, this));
      else operation.discard();
    }
    if (this.decision !== null) return true;
    return false;
  }

  protected enlist(): void {
    // The branches stand in the lists already.
  }

  /** @internal A branch has ended. */
  decide(decision: Decision): void {
    if (this.decision !== null) return;
    this.decision = decision;
    this.cancel();
    this.greenlet?.resume(undefined);
  }

  cancel(): void {
    for (const branch of this.branches) branch.abandon();
  }

  protected complete(): { key: string; value: unknown } {
    const { key, failed, value } = this.decision!;
    if (failed) throw value;
    return { key, value };
  }
}

/**
 * Wait for the first of several operations.
 *
 * ```ts
 * const first = yield* select({ job: jobs.get(), stop: stopping.wait(), idle: sleep(1000) });
 * if (first.key === 'job') work(first.value);
 * ```
 *
 * @param cases named operations: waits for queues, events, semaphores, greenlets, promises, and `sleep` with a time.
 *   If several are ready, the first in order wins. The others consume nothing.
 * @returns the name of the case that won, and its result
 * @throws the error of the case that ended first with one; TypeError at the call for an operation made of several steps,
 *   such as `joinall`: spawn it and select on the greenlet's `get()`. A kill or a timeout leaves no waiter behind.
 *
 * gevent has `wait(objects, count=1)`; Go has `select`.
 */
export function select<const C extends Cases>(cases: C): Operation<Selected<C>> {
  const entries = Object.entries(cases);
  if (entries.length === 0) throw new TypeError('cases must name at least one operation: received none');
  for (const [key, operation] of entries) {
    if (!(operation instanceof BlockingOperation)) {
      throw new TypeError(`case ${key} must be a single wait, such as queue.get(): received ${show(operation)}`);
    }
  }
  return new Select(entries as [string, BlockingOperation<unknown>][]) as unknown as Operation<Selected<C>>;
}
