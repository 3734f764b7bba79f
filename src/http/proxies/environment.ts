/**
 * The proxies of the environment: `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, in either case, the lower one
 * first.
 */

/** A variable in lower case or, if that is not there or empty, in upper case. */
function variable(name: string): string | undefined {
  return process.env[name] || process.env[name.toUpperCase()] || undefined;
}

/** What the environment says; null if it has no proxy. */
export function environmentProxies(): Record<string, string | undefined> | null {
  // In a CGI program, HTTP_PROXY is the Proxy header of whoever asks (CVE-2016-1000110).
  const http = process.env['REQUEST_METHOD'] === undefined ? variable('http_proxy') : process.env['http_proxy'];
  const https = variable('https_proxy');
  const all = variable('all_proxy');
  if (http === undefined && https === undefined && all === undefined) return null;
  return { http: http || undefined, https, all, no_proxy: variable('no_proxy') };
}
