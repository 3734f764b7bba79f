/**
 * The patches of Node's modules: each function that returns a promise and can be stopped is given a way to stop it.
 */
import dns from 'node:dns/promises';
import { promisify } from 'node:util';
import { inChildProcess, type Known } from '../io/known.ts';
import { bindCall } from '../io/promise-wait.ts';
import { currentTrail } from '../io/trail.ts';
import { type AnyFunction, giving, type InForce, type Patch } from './replace.ts';

/** Patch functions that take a signal. */
export function replaceKnown(known: readonly Known[]): (patch: Patch, inForce: InForce) => void {
  return (patch, inForce) => {
    for (const { target, key, give } of known) {
      patch.function(target, key, (original) => giving(original, give, inForce));
    }
  };
}

/** `exec` and `execFile`: their callback form stays as it is, what `util.promisify` makes of them is replaced. */
export function replaceChildProcess(patch: Patch, inForce: InForce): void {
  for (const { target, key, give } of inChildProcess) {
    patch.function(target, key, (original) => {
      const replacement = function (this: unknown, ...args: unknown[]): unknown {
        return Reflect.apply(original, this, args);
      };
      const promised = promisify(original) as AnyFunction;
      Object.defineProperty(replacement, promisify.custom, { value: giving(promised, give, inForce) });
      return replacement;
    });
  }
}

/** Takes no signal, but a resolver can be cancelled: each call has one of its own, with the servers of the default. */
function resolving(key: string, original: AnyFunction, inForce: InForce): AnyFunction {
  const replacement = function (this: unknown, ...args: unknown[]): unknown {
    const trail = inForce() ? currentTrail() : null;
    if (trail === null) return Reflect.apply(original, this, args);
    const resolver = new dns.Resolver();
    resolver.setServers(dns.getServers());
    const given = Reflect.apply(Reflect.get(resolver, key) as AnyFunction, resolver, args) as object;
    const call = trail.begin();
    if (call.controller.signal.aborted) resolver.cancel();
    else call.controller.signal.addEventListener('abort', () => resolver.cancel());
    bindCall(call, given);
    trail.note(call);
    return given;
  };
  return replacement;
}

/** The `resolve` family and `reverse` of `dns/promises`; `lookup` cannot be stopped and is left as it is. */
export function replaceDns(patch: Patch, inForce: InForce): void {
  for (const key of Object.keys(dns)) {
    if (!/^(?:resolve|reverse)/.test(key)) continue;
    patch.function(dns, key, (original) => resolving(key, original, inForce));
  }
}
