/**
 * What is said to a proxy that forwards requests: the host it is for, and who asks.
 */
import type { PreparedRequest } from '../prepared-request.ts';
import type { Proxy } from './proxy.ts';

/** The headers of `request` as `proxy` gets them. The credentials for the proxy are in no request, and in no message. */
export function forwardedHeaders(request: PreparedRequest, proxy: Proxy): string[] {
  const { headers, target } = request;
  const raw = [...headers.raw];
  if (!headers.has('host')) raw.unshift('Host', target.origin.slice(target.scheme.length + 3));
  if (proxy.authorization !== null && !headers.has('proxy-authorization')) {
    raw.push('Proxy-Authorization', proxy.authorization);
  }
  return raw;
}
