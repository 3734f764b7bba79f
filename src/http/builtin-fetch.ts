/**
 * Loads Node's own fetch; imported before undici and nowhere else.
 *
 * undici's package installs its agent as the global dispatcher, and the built-in `fetch` of Node 20 and 22 then breaks on
 * it (nodejs/undici#5500). If the built-in one has been touched first, it owns that slot and undici leaves it alone.
 */

/** Whether the runtime has a fetch of its own; reading it is what loads it. */
export const hasBuiltinFetch: boolean = typeof globalThis.Headers === 'function';
