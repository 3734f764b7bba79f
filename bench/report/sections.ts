/** Rows in order: by workload, by unit; and the points of a curve put together. */
import { findRow, judge, type Verdict } from '../verdict.ts';
import type { Row, Subject, Unit, Workload } from '../workload.ts';
import { workloadOf } from './rows.ts';

/** The rows of one workload in one unit: a table and a chart. */
export interface Panel {
  readonly unit: Unit;
  /** As they are declared: notes speak of those before. */
  readonly rows: readonly Row[];
  readonly anchor: Row | null;
}

/** One workload. */
export interface Section {
  readonly workload: Workload;
  readonly panels: readonly Panel[];
  readonly verdicts: readonly Verdict[];
}

/** One line of a curve: what a subject needs at each number. */
export interface Line {
  readonly subject: Subject;
  readonly points: readonly { readonly n: number; readonly row: Row }[];
}

/** Workloads that differ in a number only, after the slash of their names: a line chart for each unit. */
export interface Curve {
  readonly name: string;
  readonly title: string;
  readonly what: string;
  readonly anchor: string;
  readonly graphs: readonly { readonly unit: Unit; readonly lines: readonly Line[] }[];
}

/** Whether more is better. */
export function isRate(unit: Unit): boolean {
  return unit === 'req/s';
}

function sorted<T>(values: readonly T[], compare: (a: T, b: T) => number): T[] {
  const copy = [...values];
  copy.sort(compare);
  return copy;
}

/** The best first. */
export function ranked(rows: readonly Row[]): Row[] {
  return sorted(rows, (a, b) => (isRate(a.unit) ? b.median - a.median : a.median - b.median));
}

function unitsOf(rows: readonly Row[]): Unit[] {
  return [...new Set(rows.map(({ unit }) => unit))];
}

function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** The rows of a graph: each number with the row of each line at it, or null where there is none. */
export function rowsAcross(lines: readonly Line[]): { readonly n: number; readonly rows: readonly (Row | null)[] }[] {
  const numbers = sorted([...new Set(lines.flatMap(({ points }) => points.map(({ n }) => n)))], (a, b) => a - b);
  return numbers.map((n) => ({
    n,
    rows: lines.map(({ points }) => points.find((point) => point.n === n)?.row ?? null),
  }));
}

/** The subject of a row. */
export function subjectOf(row: Row): Subject {
  return workloadOf(row).subjects.find(({ name }) => name === row.subject)!;
}

function sectionOf(workload: Workload, rows: readonly Row[]): Section {
  const panels = unitsOf(rows).map((unit) => ({
    unit,
    rows: rows.filter((row) => row.unit === unit),
    anchor: findRow(rows, workload.anchor, unit) ?? null,
  }));
  const verdicts = workload.targets.map((target) => judge(target, rows)).filter((verdict) => verdict !== null);
  return { workload, panels, verdicts };
}

/** The name of a curve and the number of the point, if the workload is one. */
function pointOf(name: string): [curve: string, n: number] | null {
  const [curve, n] = name.split('/');
  return n === undefined ? null : [curve!, Number(n)];
}

function curveOf(name: string, rows: readonly Row[]): Curve {
  const last = sorted(rows, (a, b) => pointOf(b.workload)![1] - pointOf(a.workload)![1])[0]!;
  const { title, what, anchor } = workloadOf(last);
  const graphs = unitsOf(rows).map((unit) => {
    const bySubject = groupBy(
      rows.filter((row) => row.unit === unit),
      (row) => row.subject,
    );
    const lines = [...bySubject.values()].map((ofSubject) => ({
      subject: subjectOf(ofSubject[0]!),
      points: sorted(
        ofSubject.map((row) => ({ n: pointOf(row.workload)![1], row })),
        (a, b) => a.n - b.n,
      ),
    }));
    return { unit, lines };
  });
  // The titles of the points differ in the number alone.
  const general = title.replace(pointOf(last.workload)![1].toLocaleString('en-US'), 'n');
  return { name, title: general, what, anchor, graphs };
}

/** The workloads of the rows, in the order of the rows. */
export function sectionsOf(rows: readonly Row[]): Section[] {
  const single = rows.filter((row) => pointOf(row.workload) === null);
  return [...groupBy(single, workloadOf)].map(([workload, ofWorkload]) => sectionOf(workload, ofWorkload));
}

/** The curves of the rows. */
export function curvesOf(rows: readonly Row[]): Curve[] {
  const points = rows.filter((row) => pointOf(row.workload) !== null);
  const byCurve = groupBy(points, (row) => pointOf(row.workload)![0]);
  return [...byCurve].map(([name, ofCurve]) => curveOf(name, ofCurve));
}
