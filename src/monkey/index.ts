/**
 * `greenlets/monkey`: `yield*` waits for promises, and the calls behind them stop when the greenlet that waits is killed
 * or times out.
 *
 * gevent: `gevent.monkey`. There code written for blocking calls becomes cooperative; here it is code that returns
 * promises.
 */
import './promise-type.ts';
import { syncBuiltinESMExports } from 'node:module';
import { followAll } from '../io/copy.ts';
import { inEvents, inFs, inStreams, inTimers } from '../io/known.ts';
import { originalOf, registry } from '../io/registry.ts';
import { inOptions } from '../io/signal-argument.ts';
import { checkFunction, show } from '../hub/validate.ts';
import { replaceFetch } from './fetch.ts';
import { replaceChildProcess, replaceDns, replaceKnown } from './node.ts';
import { replacePromise } from './promise.ts';
import { type AnyFunction, giving, type InForce, Patch, restore } from './replace.ts';

export { AbandonedWait } from '../io/promise-wait.ts';

/** The name of a patch, as `isPatched` takes it and as an option of `patchAll`. */
export type PatchName = 'promise' | 'fetch' | 'fs' | 'timers' | 'dns' | 'events' | 'stream' | 'childProcess';

/** What `patchAll` is to leave out. */
export type PatchOptions = { readonly [Name in PatchName]?: boolean } & {
  /**
   * Whether greenlets that start from now on are followed into the promise code that they call, so that the calls which
   * a library makes for them stop too; true by default. It has the price of `new Hub({ context: true })`.
   */
  readonly context?: boolean;
};

const PATCHES: Readonly<Record<PatchName, (patch: Patch, inForce: InForce) => void>> = {
  promise: replacePromise,
  fetch: replaceFetch,
  fs: replaceKnown(inFs),
  timers: replaceKnown(inTimers),
  dns: replaceDns,
  events: replaceKnown(inEvents),
  stream: replaceKnown(inStreams),
  childProcess: replaceChildProcess,
};

/** Apply one patch; returns whether it was not in force before. */
function apply(name: string, replace: (patch: Patch, inForce: InForce) => void): boolean {
  if (registry.patches.has(name)) return false;
  const patch = new Patch();
  registry.patches.set(name, patch.replacements);
  replace(patch, () => registry.patches.get(name) === patch.replacements);
  // What was imported by name from a module of Node's is brought up to date.
  syncBuiltinESMExports();
  return true;
}

/**
 * Make every promise something that `yield*` waits for, and give each function that can be stopped the means to be.
 *
 * ```ts
 * monkey.patchAll();
 * const page = yield* fetch(url); // a Response; killed or timed out, its socket is closed
 * ```
 *
 * It may be called late, twice, in any order with other imports, and by several copies of this package: what is in force
 * already is left alone. Nothing changes for code that runs outside greenlets.
 *
 * @param options a patch that is `false` is left out; `context: false` does not follow greenlets into promise code.
 * @throws TypeError for an unknown option.
 *
 * gevent: `monkey.patch_all`, which must come before all other imports; this one need not.
 */
export function patchAll(options: PatchOptions = {}): void {
  for (const key of Object.keys(options)) {
    if (key in PATCHES || key === 'context') continue;
    throw new TypeError(`unknown option ${show(key)}: known are ${[...Object.keys(PATCHES), 'context'].join(', ')}`);
  }
  for (const name of Object.keys(PATCHES) as PatchName[]) {
    if (options[name] !== false) apply(name, PATCHES[name]);
  }
  if (options.context !== false) followAll(true);
}

/**
 * Make promises iterable: in a greenlet `yield* promise` gives what it is fulfilled with, and throws what it is rejected
 * with. A kill or a timeout ends the wait, and stops what is behind the promise where that is known to be possible.
 * Outside greenlets the iterator is empty.
 *
 * @returns true: patched now; false: it was already.
 *
 * gevent has no counterpart.
 */
export function patchPromise(): boolean {
  return apply('promise', PATCHES.promise);
}

/**
 * Patch the global `fetch`, and the methods of `Response` that read its body: a kill or a timeout closes the connection.
 * A signal of the caller's stays in force beside ours.
 *
 * @returns true: patched now; false: it was already.
 *
 * gevent: `patch_socket`, `patch_ssl`, by which urllib stops.
 */
export function patchFetch(): boolean {
  return apply('fetch', PATCHES.fetch);
}

/**
 * Patch `readFile`, `writeFile` and `appendFile` of `node:fs/promises`: a kill or a timeout stops them between two
 * pieces. All else there can only be waited for.
 *
 * @returns true: patched now; false: it was already.
 *
 * gevent: `patch_os`, `FileObject`.
 */
export function patchFs(): boolean {
  return apply('fs', PATCHES.fs);
}

/**
 * Patch `setTimeout`, `setImmediate` and `scheduler.wait` of `node:timers/promises`: a kill or a timeout clears the timer.
 *
 * @returns true: patched now; false: it was already.
 *
 * gevent: `patch_time`.
 */
export function patchTimers(): boolean {
  return apply('timers', PATCHES.timers);
}

/**
 * Patch the `resolve` family and `reverse` of `node:dns/promises`: a kill or a timeout cancels the query. `lookup` can
 * only be waited for.
 *
 * @returns true: patched now; false: it was already.
 *
 * gevent: `patch_dns`.
 */
export function patchDns(): boolean {
  return apply('dns', PATCHES.dns);
}

/**
 * Patch `once` of `node:events`: a kill or a timeout takes its listeners back.
 *
 * @returns true: patched now; false: it was already.
 *
 * gevent: `patch_event`.
 */
export function patchEvents(): boolean {
  return apply('events', PATCHES.events);
}

/**
 * Patch `pipeline` and `finished` of `node:stream/promises`, and `pipeTo` of web streams: a kill or a timeout destroys
 * the streams of a pipeline; of `finished` it only takes the listeners back.
 *
 * @returns true: patched now; false: it was already.
 *
 * gevent: `patch_socket`, `patch_select`.
 */
export function patchStream(): boolean {
  return apply('stream', PATCHES.stream);
}

/**
 * Patch what `util.promisify` makes of `exec` and `execFile` of `node:child_process`: a kill or a timeout sends the child
 * SIGTERM, or its `killSignal`. The callback form stays as it is.
 *
 * @returns true: patched now; false: it was already.
 *
 * gevent: `patch_subprocess`.
 */
export function patchChildProcess(): boolean {
  return apply('childProcess', PATCHES.childProcess);
}

let modules = 0;

/**
 * Patch functions of somebody else's that return a promise and take a signal in an options argument.
 *
 * ```ts
 * monkey.patchModule(createRequire(import.meta.url)('undici'), { request: 1 }); // request(url, { signal })
 * ```
 *
 * @param target the object the functions hang on: the exports of a CommonJS module, a class's prototype, a client. The
 *   name space of an ES module cannot be changed by anybody.
 * @param signals for each function the index, from 0, of the argument that is its options object.
 * @throws TypeError if there is no such function, or it cannot be replaced.
 *
 * gevent: `monkey.patch_module`.
 */
export function patchModule(target: object, signals: Readonly<Record<string, number>>): void {
  for (const [key, index] of Object.entries(signals)) {
    checkFunction(Reflect.get(target, key), `target.${key}`);
    if (!Number.isInteger(index) || index < 0) {
      throw new TypeError(`signals.${key} must be the index of an argument: received ${show(index)}`);
    }
    if (isPatched(Reflect.get(target, key) as AnyFunction)) continue;
    const own = Object.getOwnPropertyDescriptor(target, key);
    if (own === undefined ? !Object.isExtensible(target) : own.configurable !== true) {
      throw new TypeError(`target.${key} cannot be replaced: it belongs to an ES module or a frozen object`);
    }
    const give = inOptions(index);
    apply(`module ${++modules} of copy ${registry.copies.length}`, (patch, inForce) => {
      patch.function(target, key, (original) => giving(original, give, inForce));
    });
  }
}

/**
 * Whether something is patched, by any copy of this package.
 *
 * @param what the name of a patch, as `'fetch'`; or a function, to ask whether it is a patched one. Left out: whether
 *   anything is.
 *
 * gevent: `is_module_patched`, `is_object_patched`.
 */
export function isPatched(what?: PatchName | ((...args: never[]) => unknown)): boolean {
  if (what === undefined) return registry.patches.size !== 0;
  return typeof what === 'function' ? registry.originals.has(what) : registry.patches.has(what);
}

/**
 * The function that a patched one stands for; any other is returned as it is.
 *
 * ```ts
 * const plain = monkey.getOriginal(fetch);
 * ```
 *
 * @typeParam F the type of the function
 * @param fn a function, patched or not
 *
 * gevent: `monkey.get_original`.
 */
export function getOriginal<F extends (...args: never[]) => unknown>(fn: F): F {
  checkFunction(fn, 'fn');
  return originalOf(fn) as F;
}

/**
 * Take every patch back, of all copies of this package: each property gets the descriptor it had. A function that
 * somebody has kept, or wrapped in one of their own since, passes its calls on untouched from now on. Waits that are
 * under way go on to their end.
 *
 * gevent has no counterpart.
 */
export function unpatchAll(): void {
  const all = [...registry.patches.values()].flat();
  registry.patches.clear();
  restore(all);
  followAll(false);
  syncBuiltinESMExports();
}
