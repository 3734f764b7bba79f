/**
 * Replacing properties, so that every descriptor can be put back exactly.
 */
import { bindCall, isThenable } from '../io/promise-wait.ts';
import { registry, type Replacement } from '../io/registry.ts';
import type { GiveSignal } from '../io/signal-argument.ts';
import { currentTrail } from '../io/trail.ts';

/** Any function. */
export type AnyFunction = (...args: never[]) => unknown;

/** A function that is to be called with any `this`. */
type Callable = (this: unknown, ...args: unknown[]) => unknown;

function same(a: PropertyDescriptor | undefined, b: PropertyDescriptor): boolean {
  return a !== undefined && a.value === b.value && a.get === b.get && a.set === b.set;
}

/** What was replaced under one name. */
export class Patch {
  readonly replacements: Replacement[];

  constructor() {
    this.replacements = [];
  }

  /** Replace a property; what it looks like otherwise (enumerable, writable) stays as it was. */
  value(target: object, key: PropertyKey, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(target, key);
    if (before !== undefined && before.configurable !== true && before.writable !== true) return;
    const shape = before ?? { configurable: true, enumerable: false, writable: true };
    const after: PropertyDescriptor =
      'get' in shape
        ? { configurable: true, enumerable: shape.enumerable ?? false, writable: true, value }
        : { ...shape, value };
    this.define(target, key, before, after);
  }

  /** Replace a property by a getter; an assignment goes to the object, as if there had been nothing. */
  getter(target: object, key: PropertyKey, get: (this: unknown) => unknown): void {
    const before = Object.getOwnPropertyDescriptor(target, key);
    const set = function (this: object, value: unknown): void {
      Object.defineProperty(this, key, { configurable: true, enumerable: true, writable: true, value });
    };
    this.define(target, key, before, { configurable: true, enumerable: false, get, set });
  }

  /** Replace the function `target[key]` by one that `make` makes of it. */
  function(target: object, key: PropertyKey, make: (original: AnyFunction) => AnyFunction): void {
    const original: unknown = Reflect.get(target, key);
    if (typeof original !== 'function') return;
    this.value(target, key, disguise(make(original as AnyFunction), original as AnyFunction));
  }

  private define(target: object, key: PropertyKey, before: PropertyDescriptor | undefined, after: PropertyDescriptor) {
    Object.defineProperty(target, key, after);
    this.replacements.push({ target, key, before, after });
  }
}

/** Put back what was replaced, the latest first. What somebody else has replaced since is theirs, and stays. */
export function restore(replacements: readonly Replacement[]): void {
  for (const { target, key, before, after } of [...replacements].reverse()) {
    if (!same(Object.getOwnPropertyDescriptor(target, key), after)) continue;
    if (before === undefined) Reflect.deleteProperty(target, key);
    else Object.defineProperty(target, key, before);
  }
}

/** Make `replacement` look like `original`: its name, its length, and whatever else hangs on it. */
function disguise(replacement: AnyFunction, original: AnyFunction): AnyFunction {
  for (const key of Reflect.ownKeys(original)) {
    if (key === 'prototype') continue;
    const own = Object.getOwnPropertyDescriptor(replacement, key);
    if (own !== undefined && own.configurable !== true) continue;
    // One that was set on the replacement by its maker is meant.
    if (own !== undefined && key !== 'name' && key !== 'length') continue;
    Object.defineProperty(replacement, key, Object.getOwnPropertyDescriptor(original, key)!);
  }
  registry.originals.set(replacement, original);
  return replacement;
}

/** Whether what is patched under `name` is in force: a replacement that somebody has kept does nothing afterwards. */
export type InForce = () => boolean;

/**
 * A function that passes on to `original`, with a signal of the greenlet it is called for. Outside greenlets, and in
 * promise code that no greenlet has started, it passes the call on as it is.
 */
export function giving(original: AnyFunction, give: GiveSignal, inForce: InForce): AnyFunction {
  const call = original as Callable;
  const replacement = function (this: unknown, ...args: unknown[]): unknown {
    const trail = inForce() ? currentTrail() : null;
    if (trail === null) return Reflect.apply(call, this, args);
    const made = trail.begin();
    const given = Reflect.apply(call, this, give(args, made.controller.signal));
    if (isThenable(given)) {
      bindCall(made, given);
      trail.note(made);
    }
    return given;
  };
  return replacement;
}
