/**
 * Errors as values.
 *
 * gevent: `gevent.util.wrap_errors`.
 */
import { type Body, type Returned, runInline } from '../hub/body.ts';
import { isControl } from '../hub/errors.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { checkFunction } from '../hub/validate.ts';

/** A class, for `instanceof`. */
type ErrorType = abstract new (...args: never[]) => unknown;

function* guard<A extends unknown[], R, E extends ErrorType>(
  errors: readonly E[],
  fn: Body<A, R>,
  args: A,
): Coroutine<Returned<R> | InstanceType<E>> {
  try {
    return yield* runInline(fn, args);
  } catch (error) {
    if (!isControl(error) && errors.some((type) => error instanceof type)) return error as InstanceType<E>;
    throw error;
  }
}

/**
 * A function that returns the errors of the given classes instead of throwing them.
 *
 * @param errors a class of errors, or several
 * @param fn any body
 * @returns a function with the parameters of `fn`; it returns an operation and may be spawned. A kill or a timeout
 *   passes through.
 *
 * gevent: `wrap_errors(errors, function)`.
 */
export function wrapErrors<A extends unknown[], R, E extends ErrorType>(
  errors: E | readonly E[],
  fn: Body<A, R>,
): (...args: A) => Operation<Returned<R> | InstanceType<E>> {
  const types: readonly E[] = typeof errors === 'function' ? [errors] : errors;
  for (const type of types) checkFunction(type, 'errors');
  checkFunction(fn, 'fn');
  return (...args) => operation('a wrapped function', () => guard(types, fn, args));
}
