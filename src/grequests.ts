/**
 * `greenlets/grequests`: many HTTP requests at once.
 *
 * ```ts
 * import * as grequests from 'greenlets/grequests';
 *
 * const responses = await grequests.map(urls.map((url) => grequests.get(url)), { size: 10 });
 * ```
 */
export { AsyncRequest, type ExceptionHandler, type SendOptions, type UnsentVerbOptions } from './http/async-request.ts';
export type { Requests } from './http/batch.ts';
export type {
  BatchOptionsGiven,
  HandlerValue,
  EitherOptions,
  ImapOptions,
  MapOptions,
  SettledOptions,
} from './http/batch-options.ts';
export { download, type Downloaded, type DownloadOptions } from './http/download.ts';
export type { DownloadProgress } from './http/download-file.ts';
export { imap, imapEnumerated } from './http/imap.ts';
export { map, type Settled } from './http/map.ts';
export type { BatchProgress } from './http/progress.ts';
export type { RateGiven, RateOptions } from './http/rate.ts';
export type { RetriesGiven, RetryOptions } from './http/retry-options.ts';
export type { VerbOptions } from './http/options.ts';
export { Response } from './http/response.ts';
export { send, type Spawner } from './http/send.ts';
export { Session } from './http/session.ts';
export type { SessionOptions } from './http/session-options.ts';
export { delete, get, head, options, patch, post, put, request } from './http/unsent-verbs.ts';
