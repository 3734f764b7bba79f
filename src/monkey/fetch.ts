/**
 * The patch of `fetch` and of the methods that read a `Response`: whose greenlet is interrupted while it waits for the
 * headers or for the body, its connection is closed.
 */
import { bindCall } from '../io/promise-wait.ts';
import { registry } from '../io/registry.ts';
import { forFetch } from '../io/signal-argument.ts';
import { currentTrail } from '../io/trail.ts';
import type { AnyFunction, InForce, Patch } from './replace.ts';

type Fetch = (this: unknown, ...args: unknown[]) => Promise<object>;
type Method = (this: object, ...args: unknown[]) => object;

function fetching(original: AnyFunction, inForce: InForce): AnyFunction {
  const fetch = original as Fetch;
  const replacement = function (this: unknown, ...args: unknown[]): Promise<object> {
    const trail = inForce() ? currentTrail() : null;
    if (trail === null) return Reflect.apply(fetch, this, args);
    const call = trail.begin();
    // The body is still to come: whoever reads it has to find the call.
    const given = Reflect.apply(fetch, this, forFetch(args, call.controller.signal)).then((response) => {
      registry.calls.set(response, call);
      return response;
    });
    bindCall(call, given);
    trail.note(call);
    return given;
  };
  return replacement;
}

/** A method that reads the body: its promise is stopped by the signal of the `fetch` that made the response. */
function reading(original: AnyFunction, inForce: InForce): AnyFunction {
  const read = original as Method;
  const replacement = function (this: object, ...args: unknown[]): object {
    const given = Reflect.apply(read, this, args);
    const call = inForce() ? registry.calls.get(this) : undefined;
    if (call !== undefined) {
      bindCall(call, given);
      currentTrail()?.note(call);
    }
    return given;
  };
  return replacement;
}

function cloning(original: AnyFunction): AnyFunction {
  const clone = original as Method;
  const replacement = function (this: object, ...args: unknown[]): object {
    const given = Reflect.apply(clone, this, args);
    const call = registry.calls.get(this);
    if (call !== undefined) registry.calls.set(given, call);
    return given;
  };
  return replacement;
}

/** Patch the `fetch` of `target`, and the `Response` that comes of it. */
export function replaceFetch(patch: Patch, inForce: InForce): void {
  patch.function(globalThis, 'fetch', (original) => fetching(original, inForce));
  const { prototype } = globalThis.Response;
  for (const key of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']) {
    patch.function(prototype, key, (original) => reading(original, inForce));
  }
  patch.function(prototype, 'clone', cloning);
}
