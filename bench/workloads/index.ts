/** All workloads, in the order of the table. */
import type { Workload } from '../workload.ts';
import { applications } from './apps/index.ts';
import { workload as boundedBuffer } from './bounded-buffer.ts';
import { workload as cancellation } from './cancellation.ts';
import { workload as chameneos } from './chameneos.ts';
import { workload as channel } from './channel.ts';
import { workload as depth } from './depth.ts';
import { workload as event } from './event.ts';
import { workload as events } from './events.ts';
import { create, throughput } from './fork-join.ts';
import { delayed, httpScale, json, slowPages, undiciShape } from './http/index.ts';
import { workload as kill } from './kill.ts';
import { workload as parked } from './parked.ts';
import { workload as philosophers } from './philosophers.ts';
import { workload as pingPong } from './ping-pong.ts';
import { workload as pool } from './pool.ts';
import { patchedUnused, promise, promise50 } from './promise.ts';
import { queue1, queue100 } from './queue.ts';
import { workload as recursion } from './recursion.ts';
import { coreScale } from './scale.ts';
import { workload as semaphore } from './semaphore.ts';
import { workload as sieve } from './sieve.ts';
import { skynet100k, skynet1M } from './skynet.ts';
import { workload as sleepers } from './sleepers.ts';
import { workload as spawn } from './spawn.ts';
import { workload as switching } from './switch.ts';
import { workload as threadRing } from './thread-ring.ts';
import { workload as timer } from './timer.ts';
import { workload as tracer } from './tracer.ts';

/** Those of `--all`. */
export const workloads: readonly Workload[] = [
  switching,
  depth,
  spawn,
  kill,
  timer,
  queue1,
  queue100,
  channel,
  event,
  semaphore,
  pool,
  skynet1M,
  skynet100k,
  sleepers,
  parked,
  threadRing,
  chameneos,
  sieve,
  pingPong,
  create,
  throughput,
  boundedBuffer,
  philosophers,
  recursion,
  events,
  cancellation,
  ...applications,
  json,
  undiciShape,
  delayed,
  slowPages,
  promise,
  promise50,
  patchedUnused,
  tracer,
];

/** Those of `--scale`: the points of its curves. */
export const scales: readonly Workload[] = [...coreScale, ...httpScale];

export const everyWorkload: readonly Workload[] = [...workloads, ...scales];
