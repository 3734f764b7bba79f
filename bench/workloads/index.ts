/** All workloads, in the order of the table. */
import type { Workload } from '../workload.ts';
import { workload as channel } from './channel.ts';
import { workload as depth } from './depth.ts';
import { workload as event } from './event.ts';
import { workload as grequests } from './grequests.ts';
import { workload as parked } from './parked.ts';
import { workload as pool } from './pool.ts';
import { patchedUnused, promise, promise50 } from './promise.ts';
import { queue1, queue100 } from './queue.ts';
import { workload as semaphore } from './semaphore.ts';
import { workload as skynet } from './skynet.ts';
import { workload as sleepers } from './sleepers.ts';
import { workload as spawn } from './spawn.ts';
import { workload as switching } from './switch.ts';
import { workload as timer } from './timer.ts';

export const workloads: readonly Workload[] = [
  switching,
  depth,
  spawn,
  timer,
  queue1,
  queue100,
  channel,
  event,
  semaphore,
  pool,
  skynet,
  sleepers,
  parked,
  grequests,
  promise,
  promise50,
  patchedUnused,
];
