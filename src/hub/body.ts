/**
 * What a greenlet can be made of: a generator function, a plain function, an async function, or one that returns an
 * operation. Their types, and how each begins.
 */
import { isOperation, type Operation } from './operation.ts';
import type { Coroutine, Parked, Steps } from './coroutine.ts';
import type { Runnable } from './runnable.ts';
import { UntilOperation } from './until.ts';
import { hasMethod, isObject } from './validate.ts';

/** The value a greenlet has in the end, if its body returns an `R`. */
export type Returned<R> =
  R extends Generator<unknown, infer T, never>
    ? T
    : R extends Operation<infer T>
      ? T
      : R extends Iterator<Parked, infer T, never>
        ? T
        : R extends PromiseLike<unknown>
          ? Awaited<R>
          : R;

/** What a body that yields something else than operations is told at compile time. */
export interface YieldsWithoutStar<Y> {
  /** What is to be done, as the name of a property: the compiler prints that. */
  readonly 'write yield* (with the star) before an operation': Y;
}

/** `unknown` for a proper body; for a generator that yields anything but operations a type that nothing satisfies. */
export type Checked<R> =
  R extends Generator<infer Y, unknown, never> ? ([Y] extends [Parked] ? unknown : YieldsWithoutStar<Y>) : unknown;

/** A function that a greenlet can run. */
export type Body<A extends readonly unknown[], R> = (...args: A) => R & Checked<R>;

const generatorFunction: unknown = Object.getPrototypeOf(function* () {});

function isGenerator(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Generator]';
}

/** How to step what a body has returned; null if that is a plain value. */
function stepsOf(given: unknown): Steps | null {
  if (!isObject(given)) return null;
  if (isGenerator(given)) return given as Steps;
  if (isOperation(given)) return given[Symbol.iterator]();
  if (hasMethod(given, 'then')) return new UntilOperation(given as PromiseLike<unknown>);
  return null;
}

/** @internal Run `body(...args)` in the calling greenlet, as a greenlet of its own would. */
export function* runInline<A extends readonly unknown[], R>(body: Body<A, R>, args: A): Coroutine<Returned<R>> {
  const given: unknown = body(...args);
  const steps = stepsOf(given);
  if (steps === null) return given as Returned<R>;
  return (yield* { [Symbol.iterator]: () => steps }) as Returned<R>;
}

/** @internal Call `body` with `args` as the body of `runnable`, which is running. */
export function begin(runnable: Runnable, body: (...args: never[]) => unknown, args: readonly unknown[]): void {
  let given: unknown;
  try {
    given = body(...(args as never[]));
  } catch (error) {
    runnable.conclude(true, error);
    return;
  }
  goOn(runnable, body, given);
}

/** @internal Go on with what `body`, the body of `runnable`, has returned: step it if it is a coroutine or the like. */
export function goOn(runnable: Runnable, body: (...args: never[]) => unknown, given: unknown): void {
  if (Object.getPrototypeOf(body) === generatorFunction) {
    runnable.follow(given as Steps);
    return;
  }
  let steps: Steps | null;
  try {
    steps = stepsOf(given);
  } catch (error) {
    runnable.conclude(true, error);
    return;
  }
  if (steps === null) runnable.conclude(false, given);
  else runnable.follow(steps);
}
