/**
 * Retries: which failures are worth another attempt, and how long to wait before it.
 *
 * Only what may be done twice is sent twice: idempotent methods unless the user says otherwise, and never a body that
 * cannot be sent again.
 *
 * requests: `Retry` of urllib3, which waits without jitter, and does not wait at all before the first retry.
 */
import { checkCount, checkMilliseconds, show } from '../hub/validate.ts';
import { BodySource } from './body-source.ts';
import { ChunkedEncodingError, ConnectionError, ProxyError, ReadTimeout, SSLError } from './errors.ts';
import { checkFlag, checkOptions } from './options.ts';
import type { PreparedRequest } from './prepared-request.ts';
import type { Response } from './response.ts';
import type { Retries, RetriesGiven } from './retry-options.ts';

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'];
const STATUSES = [408, 429, 500, 502, 503, 504];
const OPTIONS = ['limit', 'methods', 'statuses', 'backoff', 'jitter', 'maxDelay', 'respectRetryAfter'];

/** The policy that `given` stands for; null is none. */
export function retriesOf(given: RetriesGiven): Retries | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'number') return retriesOf({ limit: given });
  if (typeof given !== 'object') {
    throw new TypeError(`retries must be a number or an object such as { limit: 3 }: received ${show(given)}`);
  }
  checkOptions(given, OPTIONS);
  const { limit = 2, methods = METHODS, statuses = STATUSES, backoff = 300, maxDelay = 120_000 } = given;
  checkCount(limit, 'retries.limit', 0);
  checkMilliseconds(backoff, 'retries.backoff');
  checkMilliseconds(maxDelay, 'retries.maxDelay');
  checkFlag(given.jitter, 'retries.jitter');
  checkFlag(given.respectRetryAfter, 'retries.respectRetryAfter');
  checkList(methods, 'retries.methods', 'string');
  checkList(statuses, 'retries.statuses', 'number');
  if (limit === 0) return null;
  return {
    limit,
    methods: new Set(methods.map((method) => method.toUpperCase())),
    statuses: new Set(statuses),
    backoff,
    jitter: given.jitter ?? true,
    maxDelay,
    respectRetryAfter: given.respectRetryAfter ?? true,
  };
}

function checkList(list: unknown, name: string, type: 'string' | 'number'): void {
  if (Array.isArray(list) && list.every((item) => typeof item === type)) return;
  throw new TypeError(`${name} must be an array of ${type}s: received ${show(list)}`);
}

/** Whether another attempt might go better; a certificate or a proxy that refuses is not going to change its mind. */
function isPassing(error: unknown): boolean {
  if (error instanceof SSLError || error instanceof ProxyError) return false;
  return error instanceof ConnectionError || error instanceof ReadTimeout || error instanceof ChunkedEncodingError;
}

/**
 * How long to wait before `request` is sent again; null if it is not to be.
 *
 * @param retry which retry it would be, from 1
 * @param response what came, or null
 * @param error what went wrong, if nothing came
 */
export function delayBefore(
  retry: number,
  policy: Retries,
  request: PreparedRequest,
  response: Response | null,
  error: unknown,
): number | null {
  if (retry > policy.limit || !policy.methods.has(request.method)) return null;
  if (request.content instanceof BodySource && !request.content.replayable) return null;
  if (response === null ? !isPassing(error) : !policy.statuses.has(response.statusCode)) return null;
  const asked = response !== null && policy.respectRetryAfter ? retryAfter(response) : null;
  if (asked !== null) return asked <= policy.maxDelay ? asked : null;
  const delay = Math.min(policy.maxDelay, policy.backoff * 2 ** (retry - 1));
  return policy.jitter ? Math.random() * delay : delay;
}

/** The Retry-After of a response in milliseconds from now: it is in seconds, or a date. Null without one. */
function retryAfter(response: Response): number | null {
  const header = response.header('retry-after')?.trim();
  if (header === undefined || header === '') return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
