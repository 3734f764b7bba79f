/**
 * The patch of `Promise.prototype`: an iterator by which `yield*` waits, and what keeps it from Node's streams.
 *
 * Outside greenlets the iterator is empty rather than absent, as code that asks `Symbol.iterator in promise` goes on to
 * call it (vitest's `toEqual` does). Node's streams and files, though, take whatever is iterable before they look for
 * `then`: `Duplex.from(promise)` would lose its value, `compose(asyncFunction)` would fail, and `writeFile(path,
 * promise)` would empty the file rather than throw. In them promises do not show that they are iterable.
 */
import fs from 'node:fs/promises';
import stream from 'node:stream';
import streams from 'node:stream/promises';
import { waitAnywhere } from '../io/copy.ts';
import { isThenable } from '../io/promise-wait.ts';
import { registry } from '../io/registry.ts';
import { show } from '../hub/validate.ts';
import type { AnyFunction, Patch } from './replace.ts';

/** The iterator of a promise outside greenlets. */
class NoSteps implements Iterator<never, undefined> {
  next(): IteratorResult<never, undefined> {
    return { done: true, value: undefined };
  }
}

function iterate(this: unknown): Iterator<unknown, unknown, unknown> {
  if (!isThenable(this)) throw new TypeError(`this must be a promise: received ${show(this)}`);
  return waitAnywhere(this) ?? new NoSteps();
}

/** While `original` runs, no promise shows that it is iterable. */
function shielded(original: AnyFunction): AnyFunction {
  const replacement = function (this: unknown, ...args: unknown[]): unknown {
    registry.hidden++;
    try {
      return Reflect.apply(original, this, args);
    } finally {
      registry.hidden--;
    }
  };
  return replacement;
}

/** Where Node asks whether something is iterable before it asks whether it is a promise. */
const SHIELDED: readonly (readonly [target: object, key: string])[] = [
  [stream.Duplex, 'from'],
  [stream.Readable, 'from'],
  [stream.Readable.prototype, 'compose'],
  [stream, 'compose'],
  [stream, 'pipeline'],
  [streams, 'pipeline'],
  [fs, 'writeFile'],
  [fs, 'appendFile'],
];

/** Make promises iterable. */
export function replacePromise(patch: Patch): void {
  for (const [target, key] of SHIELDED) patch.function(target, key, shielded);
  patch.getter(Promise.prototype, Symbol.iterator, () => (registry.hidden === 0 ? iterate : undefined));
}
