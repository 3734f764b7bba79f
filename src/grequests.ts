/**
 * `greenlets/grequests`: many HTTP requests at once.
 *
 * ```ts
 * import * as grequests from 'greenlets/grequests';
 *
 * const responses = await grequests.map(urls.map((url) => grequests.get(url)), { size: 10 });
 * ```
 */
export { AsyncRequest, type SendOptions } from './http/async-request.ts';
export type { ExceptionHandler, Requests } from './http/batch.ts';
export type { HandlerValue, ImapOptions, MapOptions, SettledOptions } from './http/batch-options.ts';
export { imap, imapEnumerated } from './http/imap.ts';
export { map, type Settled } from './http/map.ts';
export type { VerbOptions } from './http/options.ts';
export { Response } from './http/response.ts';
export { send, type Spawner } from './http/send.ts';
export { Session, type SessionOptions } from './http/session.ts';
export { delete, get, head, options, patch, post, put, request } from './http/unsent-verbs.ts';
