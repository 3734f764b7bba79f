/**
 * `greenlets`: the core. Zero dependencies; runs in Node and in browsers.
 */
export type { Body, Checked, Returned, YieldsWithoutStar } from './hub/body.ts';
export {
  BlockingSwitchOutError,
  ConcurrentObjectUseError,
  type ErrorClass,
  GreenletExit,
  GreenletsError,
  HubDestroyed,
  InvalidSwitchError,
  isControl,
  isGreenletExit,
  LoopExit,
  MisuseError,
  OperationReusedError,
  WrongHubError,
} from './hub/errors.ts';
export type { AsyncContext, Driven, Driver, Host } from './hub/host.ts';
export { getHub, Hub, type HubOptions, type MainGreenlet } from './hub/hub.ts';
export type { LinkTarget, Waitable } from './hub/linkable.ts';
export type { Callback } from './hub/loop.ts';
export type { LoopOptions, Picker } from './hub/loop-options.ts';
export type { Operation } from './hub/operation.ts';
export type { Coroutine, Parked } from './hub/coroutine.ts';
export type { Runnable } from './hub/runnable.ts';
export type { HubTraceKind, Traced, TraceKind, Tracer } from './hub/tracer.ts';
export { until } from './hub/until.ts';

export type { WaitManyOptions } from './greenlet/arrivals.ts';
export { call } from './greenlet/call.ts';
export { getcurrent } from './greenlet/current.ts';
export { Greenlet } from './greenlet/greenlet.ts';
export { each, type OperationIterator } from './greenlet/iterate.ts';
export { iwait } from './greenlet/iwait.ts';
export { joinall, type JoinallOptions, kill, killall } from './greenlet/joinall.ts';
export { Local } from './greenlet/local.ts';
export { main } from './greenlet/main.ts';
export type { RawGreenlet } from './greenlet/raw-greenlet.ts';
export { type Scope, scope, ScopeCancelled } from './greenlet/scope.ts';
export { type Cases, select, type Selected } from './greenlet/select.ts';
export { idle, sleep } from './greenlet/sleep.ts';
export { spawn, spawnLater, spawnRaw } from './greenlet/spawn.ts';
export type { TimeLimit, WaitOptions } from './greenlet/timed-wait.ts';
export { Timeout, type TimeoutException } from './greenlet/timeout.ts';
export { wait } from './greenlet/wait.ts';
export { Waiter } from './greenlet/waiter.ts';
export { type ContextStorage, withContext } from './greenlet/with-context.ts';
export { withTimeout } from './greenlet/with-timeout.ts';
export { wrapErrors } from './greenlet/wrap-errors.ts';

export { AsyncResult, type Outcome } from './sync/async-result.ts';
export { BoundedSemaphore } from './sync/bounded-semaphore.ts';
export { Channel } from './sync/channel.ts';
export { DummySemaphore } from './sync/dummy-semaphore.ts';
export { Empty, Full, ShutDown } from './sync/errors.ts';
export { Event } from './sync/event.ts';
export { LifoQueue } from './sync/lifo-queue.ts';
export { type Compare, PriorityQueue, type PriorityQueueOptions } from './sync/priority-queue.ts';
export { JoinableQueue, Queue } from './sync/queue.ts';
export { RLock } from './sync/rlock.ts';
export { type AcquireOptions, Semaphore, type SemaphoreOptions } from './sync/semaphore.ts';
export { type QueueWaitOptions } from './sync/queue-waits.ts';
export { type QueueOptions, SimpleQueue } from './sync/simple-queue.ts';

export { Group, type GroupOptions } from './pool/group.ts';
export type { ImapOptions, Items } from './pool/mapping.ts';
export type { GreenletClass, GroupJoinOptions } from './pool/members.ts';
export { Pool, PoolFull } from './pool/pool.ts';
export { zip } from './pool/zip.ts';
