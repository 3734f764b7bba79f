/** What most workloads have in common. */
import type { Workload } from './workload.ts';

/** What a small workload leaves to `together`. */
type Given = 'unit' | 'processes' | 'rounds' | 'semiSpace' | 'selected' | 'targets';

/** A small workload: nanoseconds for each operation, eleven rounds in one process, Node's own semi-space. */
export function together(options: Omit<Workload, Given> & Partial<Pick<Workload, Given>>): Workload {
  return { unit: 'ns', processes: 'together', rounds: 11, semiSpace: 16, selected: false, targets: [], ...options };
}

/** What was counted, or summed up, is the number of operations. */
export function itself(operations: number): number {
  return operations;
}

/** The sum of 0, 1, … up to `n`, exclusive. */
export function sumBelow(n: number): number {
  return (n * (n - 1)) / 2;
}
