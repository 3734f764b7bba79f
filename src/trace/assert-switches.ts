/**
 * A check that a block gives way to other greenlets.
 *
 * gevent: `gevent.util.assert_switches`.
 */
import { type Hub } from '../hub/hub.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { type Runnable, running } from '../hub/runnable.ts';
import type { TraceKind, Traced, Tracer } from '../hub/tracer.ts';
import { checkFunction, checkMilliseconds } from '../hub/validate.ts';
import { addTracer } from './tracers.ts';

/** What `assertSwitches` asks for. */
export interface SwitchOptions {
  /** The longest time in milliseconds that the block may run without a switch; by default it only has to switch once. */
  maxBlockingTime?: number;
}

/** Watches one greenlet. */
class SwitchWatch implements Tracer {
  switches: number;
  longest: number;
  private readonly greenlet: Runnable;
  private since: number;

  constructor(greenlet: Runnable, now: number) {
    this.switches = 0;
    this.longest = 0;
    this.greenlet = greenlet;
    this.since = now;
  }

  event(kind: TraceKind, greenlet: Traced, time: number): void {
    if (greenlet !== this.greenlet) return;
    if (kind === 'switch-in') this.since = time;
    if (kind !== 'switch-out') return;
    this.switches++;
    this.mark(time);
  }

  mark(time: number): void {
    this.longest = Math.max(this.longest, time - this.since);
  }
}

function* watched<T>(body: () => Coroutine<T>, options: SwitchOptions | undefined): Coroutine<T> {
  const greenlet = running!;
  const hub = greenlet.loop as Hub;
  const watch = new SwitchWatch(greenlet, hub.now());
  const stopWatching = addTracer(hub, watch);
  let value: T;
  try {
    value = yield* body();
  } finally {
    stopWatching();
  }
  watch.mark(hub.now());
  const most = options?.maxBlockingTime;
  if (most === undefined && watch.switches === 0) {
    throw new Error(`${greenlet.name} did not switch to the hub`);
  }
  if (most !== undefined && watch.longest > most) {
    throw new Error(`${greenlet.name} blocked the hub for ${watch.longest} ms: at most ${most} ms were allowed`);
  }
  return value;
}

/**
 * Run a block and check that it lets other greenlets run.
 *
 * @param body a generator function; it runs in the calling greenlet
 * @param options `maxBlockingTime` in milliseconds
 * @returns what it returns
 * @throws Error if it never switched, or ran longer than `maxBlockingTime` between two switches; whatever it throws
 *
 * gevent: `with assert_switches(max_blocking_time):`.
 */
export function assertSwitches<T>(body: () => Coroutine<T>, options?: SwitchOptions): Operation<T> {
  checkFunction(body, 'body');
  if (options?.maxBlockingTime !== undefined) checkMilliseconds(options.maxBlockingTime, 'maxBlockingTime');
  return operation('assertSwitches', () => watched(body, options));
}
