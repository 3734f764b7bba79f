/** Whether a target is met, and by how much. */
import type { Row, Target, Unit } from './workload.ts';

/** A target beside what was measured. */
export interface Verdict {
  readonly target: Target;
  /** The figure, or the ratio of it to the anchor's; null where the anchor has not been measured. */
  readonly value: number | null;
  readonly isMet: boolean;
  /** How far the value is from the bound, in percent of the bound. */
  readonly gap: number;
}

/** The row of a subject in a unit. */
export function findRow(rows: readonly Row[], subject: string, unit: Unit): Row | undefined {
  return rows.find((row) => row.subject === subject && row.unit === unit);
}

/** Hold the rows of a workload against a target; null if its subject is not among them. */
export function judge(target: Target, rows: readonly Row[]): Verdict | null {
  const { subject, against, unit, bound, kind } = target;
  const own = findRow(rows, subject, unit);
  if (own === undefined) return null;
  const anchor = against === null ? null : findRow(rows, against, unit);
  if (anchor === undefined) return { target, value: null, isMet: false, gap: 0 };
  const value = anchor === null ? own.median : own.median / anchor.median;
  const isMet = kind === 'most' ? value <= bound : value >= bound;
  return { target, value, isMet, gap: Math.abs((value / bound - 1) * 100) };
}
