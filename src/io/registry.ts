/**
 * What the copies of this package in one process share: who waits for which promise, which call made it, and what is
 * patched.
 *
 * It hangs on a registered symbol of `globalThis`, so that two copies (two versions in one `node_modules`, or the same
 * one loaded as source and as `dist`) patch once and find each other's greenlets. Whatever stands in it is therefore an
 * interface between versions: fields may be added, none may change.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** A call under way whose signal is ours to abort. */
export interface Call {
  readonly controller: AbortController;
  /** What it returned; null until then. */
  promise: object | null;
}

/** The calls that a greenlet, or promise code that it has started, has begun in one step. */
export interface Trail {
  /** Make a call; one that is aborted already if nobody wants its result any more. */
  begin(): Call;
  /** Add a call, whose promise is known now. */
  note(call: Call): void;
}

/** One copy of the package. */
export interface Copy {
  /** The trail of the greenlet of this copy that is running; null if none is. */
  trail(): Trail | null;
  /** Whether a greenlet of this copy is running. */
  isRunning(): boolean;
  /** An iterator that waits for `promise` in the running greenlet. */
  wait(promise: PromiseLike<unknown>): Iterator<unknown, unknown, unknown>;
  /** Follow greenlets into promise code. */
  follow(): void;
  /** Stop following them. */
  unfollow(): void;
}

/** One property that was replaced. */
export interface Replacement {
  readonly target: object;
  readonly key: PropertyKey;
  /** What was there; undefined if there was nothing of its own. */
  readonly before: PropertyDescriptor | undefined;
  /** What is there now. */
  readonly after: PropertyDescriptor;
}

/** What all copies share. */
export interface Registry {
  readonly copies: Copy[];
  /** The call that made a promise. */
  readonly calls: WeakMap<object, Call>;
  /** How many greenlets wait for a promise now. */
  readonly waits: Map<unknown, number>;
  /** Promises whose calls we have aborted: their rejections are no news. */
  readonly stopped: WeakSet<object>;
  /** Promises whose rejection has been reported. */
  readonly reported: WeakSet<object>;
  /** Carries the trail of a step into the promise code that it starts. */
  readonly storage: AsyncLocalStorage<Trail | undefined>;
  /** The replaced functions, by what replaced them. */
  readonly originals: WeakMap<object, object>;
  /** What is patched, in order. */
  readonly patches: Map<string, Replacement[]>;
  /** Whether greenlets are followed into promise code, by all copies. */
  following: boolean;
  /** Above zero, promises do not show that they are iterable. */
  hidden: number;
}

const KEY = Symbol.for('greenlets.registry.1');

function makeRegistry(): Registry {
  return {
    copies: [],
    calls: new WeakMap(),
    waits: new Map(),
    stopped: new WeakSet(),
    reported: new WeakSet(),
    storage: new AsyncLocalStorage(),
    originals: new WeakMap(),
    patches: new Map(),
    following: false,
    hidden: 0,
  };
}

/** The registry of this process. */
export const registry: Registry =
  (Reflect.get(globalThis, KEY) as Registry | undefined) ??
  (() => {
    const made = makeRegistry();
    Object.defineProperty(globalThis, KEY, { value: made });
    return made;
  })();

/** The function that a patched one stands for; any other as it is. */
export function originalOf(fn: object): object {
  let original = fn;
  for (let next = registry.originals.get(fn); next !== undefined; next = registry.originals.get(next)) original = next;
  return original;
}
