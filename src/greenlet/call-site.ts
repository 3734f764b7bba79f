/**
 * Where something was called from.
 */

/** The innermost frame outside this package. */
export function callSite(): string | null {
  const stack = new Error().stack?.split('\n').slice(1) ?? [];
  const own = new URL('..', import.meta.url).pathname;
  return stack.find((line) => !line.includes(own))?.trim() ?? null;
}
