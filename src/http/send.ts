/**
 * send: start one unsent request in a greenlet of its own.
 *
 * grequests: `send`.
 */
import type { Greenlet } from '../greenlet/greenlet.ts';
import { spawn } from '../greenlet/spawn.ts';
import { type Operation, operation } from '../hub/operation.ts';
import { show } from '../hub/validate.ts';
import type { AsyncRequest, SendOptions } from './async-request.ts';
import { checkRequest } from './batch.ts';
import { checkFlag, checkOptions } from './options.ts';
import { settle } from './settle.ts';

/** What a request can be started in: a `Pool`, which may have to wait for a slot, or a `Group`. */
export interface Spawner {
  /** Starts `body` with `request` in a greenlet; what it returns may be an operation that waits for a slot. */
  spawn(body: (request: AsyncRequest) => Operation<AsyncRequest>, request: AsyncRequest): unknown;
}

/**
 * Send a request in a greenlet of its own.
 *
 * ```ts
 * const greenlet = grequests.send(grequests.get(url));
 * const { response } = yield* greenlet.get();
 * ```
 *
 * @param request an unsent request
 * @param options `stream`: do not read the body; `pool`: the pool or group to start it in
 * @returns the greenlet, whose value is the request; with a pool an operation that waits for a slot and gives the
 *   greenlet. The greenlet does not fail with the request: look at `response` and `exception`. Killing it ends the
 *   request and closes its connection.
 * @throws TypeError for what is no request
 *
 * grequests: `send(r, pool=None, stream=False)`.
 */
export function send(request: AsyncRequest, options?: SendOptions): Greenlet<AsyncRequest>;
export function send(
  request: AsyncRequest,
  options: SendOptions & { pool: Spawner },
): Operation<Greenlet<AsyncRequest>>;
export function send(
  request: AsyncRequest,
  options?: SendOptions & { pool?: Spawner | null | undefined },
): Greenlet<AsyncRequest> | Operation<Greenlet<AsyncRequest>> {
  checkRequest(request, 0);
  checkOptions(options, ['stream', 'pool']);
  checkFlag(options?.stream, 'stream');
  const { stream, pool } = options ?? {};
  const body = (given: AsyncRequest): Operation<AsyncRequest> => given.send({ stream });
  if (pool === undefined || pool === null) return spawn(body, request);
  if (typeof pool !== 'object' || typeof Reflect.get(pool, 'spawn') !== 'function') {
    throw new TypeError(`pool must be a Pool or a Group: received ${show(pool)}`);
  }
  // A Pool gives an operation, a Group the greenlet itself.
  return operation('grequests.send', function* () {
    return (yield* settle(pool.spawn(body, request))) as Greenlet<AsyncRequest>;
  });
}
