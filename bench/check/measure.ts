/**
 * Ratios that hold on a busy machine: what we take for each operation, divided by what an anchor in the same process
 * takes. Many small samples of both, side by side, and the best of each: whatever else the machine does can only add to a
 * sample, and it leaves some of them alone.
 */
import { takeSamples } from '../samples.ts';
import type { Subject, Workload } from '../workload.ts';
import { workloads } from '../workloads/index.ts';

/** Ours against an anchor. */
export interface Pair {
  readonly workload: string;
  readonly subject: string;
  readonly anchor: string;
  /** How many operations a sample does: a millisecond or so. */
  readonly operations: number;
  /** How much greater than recorded the ratio may be: more where the anchor is a promise or a timer of Node's. */
  readonly bound: number;
}

/** What is compared. Each row of ours is another way through the hub; the anchors use none of it. */
export const PAIRS: readonly Pair[] = [
  { workload: 'switch', subject: 'greenlets', anchor: 'floor', operations: 20_000, bound: 1.15 },
  { workload: 'queue1', subject: 'greenlets', anchor: 'floor', operations: 10_000, bound: 1.15 },
  { workload: 'queue100', subject: 'greenlets', anchor: 'floor', operations: 20_000, bound: 1.15 },
  { workload: 'event', subject: 'greenlets', anchor: 'floor', operations: 20_000, bound: 1.15 },
  { workload: 'semaphore', subject: 'greenlets', anchor: 'native await', operations: 5000, bound: 1.3 },
  {
    workload: 'timer',
    subject: 'greenlets start/cancel',
    anchor: 'setTimeout/clearTimeout',
    operations: 5000,
    bound: 1.3,
  },
  { workload: 'thread-ring', subject: 'greenlets', anchor: 'floor', operations: 10_000, bound: 1.15 },
];

/** The name of a pair. */
export function nameOf({ workload, subject, anchor }: Pair): string {
  return `${workload}: ${subject} / ${anchor}`;
}

/** The workload with as many operations as a small sample takes, ours, and the anchor. */
function find(pair: Pair): [Workload, Subject, Subject] {
  const workload = workloads.find((one) => one.name === pair.workload)!;
  const [ours, anchor] = [pair.subject, pair.anchor].map((name) => workload.subjects.find((one) => one.name === name)!);
  return [{ ...workload, operations: pair.operations }, ours!, anchor!];
}

/** The best of all samples of ours, divided by the best of the anchor. */
export async function measureRatio(name: string, rounds: number): Promise<number> {
  const pair = PAIRS.find((one) => nameOf(one) === name)!;
  const [workload, ...sides] = find(pair);
  const taken = await takeSamples(workload, sides, { tools: {}, quick: false }, { warmUp: 0, counted: rounds });
  const [ours, anchor] = sides.map((subject) => Math.min(...taken[subject.name]!.values.ns!));
  return ours! / anchor!;
}
