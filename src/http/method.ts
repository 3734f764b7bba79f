/**
 * The method of a request.
 */
import { show } from '../hub/validate.ts';

const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The method in upper case; TypeError for what is no token, and for CONNECT. */
export function methodOf(method: unknown): string {
  if (typeof method !== 'string' || !METHOD.test(method)) {
    throw new TypeError(`method must be a token such as GET: received ${show(method)}`);
  }
  const verb = method.toUpperCase();
  if (verb === 'CONNECT') throw new TypeError('method CONNECT opens a tunnel and is not supported');
  return verb;
}
