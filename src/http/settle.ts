/**
 * settle: what a function of the user's has returned, run to its end.
 */
import type { Coroutine, Parked } from '../hub/coroutine.ts';
import { isOperation } from '../hub/operation.ts';
import { until } from '../hub/until.ts';

/** Run to its end what a callback has returned: a coroutine, an operation, a promise or a plain value. */
export function* settle(given: unknown): Coroutine<unknown> {
  if (typeof given !== 'object' || given === null) return given;
  if (isOperation(given)) return yield* given;
  if (Object.prototype.toString.call(given) === '[object Generator]') {
    return yield* given as Generator<Parked, unknown, unknown>;
  }
  if (typeof Reflect.get(given, 'then') === 'function') return yield* until(given as PromiseLike<unknown>);
  return given;
}
