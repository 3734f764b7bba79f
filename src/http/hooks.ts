/**
 * hooks: functions of the user's that are called on the way.
 *
 * requests: `hooks`, of which there is `response` alone; those of a request replace those of its session there, and are
 * called after them here.
 */
import { checkFunction, show } from '../hub/validate.ts';
import type { HookLists, PreparedRequest } from './prepared-request.ts';
import type { Response } from './response.ts';

/** One hook or several. */
export type Hooks<F> = F | readonly F[] | null | undefined;

/**
 * What may be given as `hooks`. Each may be a generator function or return a promise; what it throws is the request's
 * failure.
 */
export interface HooksGiven {
  /** Called before each request goes out, redirects included; gives the request to send, a `copy` of it, or nothing. */
  readonly beforeRequest?: Hooks<(request: PreparedRequest) => unknown>;
  /** Called with each response, those of redirects included; a `Response` that it returns takes its place. */
  readonly response?: Hooks<(response: Response) => unknown>;
  /**
   * Called with the request that a redirect leads to and the redirect itself; gives the request to send, or nothing. It may
   * throw to go no further.
   */
  readonly beforeRedirect?: Hooks<(request: PreparedRequest, response: Response) => unknown>;
}

const NAMES = ['beforeRequest', 'response', 'beforeRedirect'];

/**
 * Refuse what are no hooks.
 *
 * @throws TypeError for a name that is not known, and for what is no function.
 */
export function checkHooks(hooks: unknown): asserts hooks is HooksGiven | null | undefined {
  if (hooks === undefined || hooks === null) return;
  if (typeof hooks !== 'object' || Array.isArray(hooks)) {
    throw new TypeError(`hooks must be an object such as { response: … }: received ${show(hooks)}`);
  }
  for (const [name, given] of Object.entries(hooks)) {
    if (!NAMES.includes(name)) throw new TypeError(`unknown hook '${name}': known are ${NAMES.join(', ')}`);
    for (const hook of listOf(given as unknown)) checkFunction(hook, `hooks.${name}`);
  }
}

function listOf<F>(hooks: Hooks<F>): readonly F[] {
  if (hooks === undefined || hooks === null) return [];
  return Array.isArray(hooks) ? (hooks as readonly F[]) : [hooks as F];
}

/** The hooks of a session and of a request together, in that order; null for none. */
export function hooksOf(session: HooksGiven | null | undefined, own: HooksGiven | null | undefined): HookLists | null {
  const hasSession = session !== undefined && session !== null;
  const hasOwn = own !== undefined && own !== null;
  if (!hasSession && !hasOwn) return null;
  if (hasSession) checkHooks(session);
  if (hasOwn) checkHooks(own);
  return {
    beforeRequest: [...listOf(session?.beforeRequest), ...listOf(own?.beforeRequest)],
    response: [...listOf(session?.response), ...listOf(own?.response)],
    beforeRedirect: [...listOf(session?.beforeRedirect), ...listOf(own?.beforeRedirect)],
  };
}
