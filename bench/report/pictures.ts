/** What of the rows is drawn, and the same in words. */
import { digits } from '../table.ts';
import type { Row, Unit } from '../workload.ts';
import type { Bar, BarChart, Chart, LineChart, Role } from './chart.ts';
import { type Curve, curvesOf, isRate, type Panel, ranked, type Section, sectionsOf } from './sections.ts';

/** With a greater spread of medians than this, the small bars could not be told apart. */
const LINEAR_UP_TO = 30;

/** What figures in a unit count. */
const COUNTED: Readonly<Record<Unit, string>> = {
  ns: 'ns for one operation',
  ms: 'ms for the whole',
  B: 'bytes for each',
  'req/s': 'requests per second',
};

/** The subjects that are ours, by their names. */
export const OWN: RegExp = /^(greenlets|grequests|until|yield\*|patched)/;

function roleOf(subject: string, anchor: string): Role {
  if (OWN.test(subject)) return 'own';
  if (subject.startsWith('floor')) return 'floor';
  return subject === anchor ? 'anchor' : 'other';
}

/** A figure with its unit. */
export function figureOf({ median, unit }: Row): string {
  return `${digits(median)} ${unit}`;
}

function axisOf(unit: Unit, isLog: boolean): string {
  return `${COUNTED[unit]}; ${isRate(unit) ? 'more' : 'less'} is better${isLog ? '; logarithmic' : ''}`;
}

/** In file names and identifiers. */
function nameOf(workload: string, unit: Unit): string {
  return `${workload}-${unit === 'req/s' ? 'rate' : unit}`;
}

function barOf(row: Row, anchor: string): Bar {
  const { subject, median, min, max } = row;
  return { label: subject, role: roleOf(subject, anchor), median, min, max, figure: figureOf(row) };
}

/** The chart of one workload in one unit. */
export function barChart({ workload }: Section, { unit, rows }: Panel): BarChart {
  const medians = rows.map(({ median }) => median);
  const isLog = Math.max(...medians) > LINEAR_UP_TO * Math.min(...medians) && Math.min(...medians) > 0;
  const figures = rows.map((row) => `${row.subject} ${digits(row.median)} (${digits(row.min)} to ${digits(row.max)})`);
  return {
    kind: 'bars',
    name: nameOf(workload.name, unit),
    title: workload.title,
    description: `Median, least and greatest, in ${COUNTED[unit]}: ${figures.join('; ')}.`,
    axis: axisOf(unit, isLog),
    bars: ranked(rows).map((row) => barOf(row, workload.anchor)),
    isLog,
  };
}

/** The chart of a curve in one unit. What is not above zero has no place on it. */
export function lineChart({ name, title, anchor }: Curve, { unit, lines }: Curve['graphs'][number]): LineChart {
  const drawn = lines.map(({ subject, points }) => ({
    label: subject.name,
    role: roleOf(subject.name, anchor),
    points: points
      .filter(({ row }) => row.median > 0)
      .map(({ n, row: { median, min, max } }) => ({ n, median, min, max })),
  }));
  const figures = drawn.map(({ label, points }) => {
    const medians = points.map(({ n, median }) => `${digits(median)} at ${n.toLocaleString('en-US')}`);
    return `${label} ${medians.join(', ')}`;
  });
  return {
    kind: 'lines',
    name: nameOf(name, unit),
    title,
    description: `Medians, in ${COUNTED[unit]}: ${figures.join('; ')}.`,
    axis: axisOf(unit, true),
    across: 'n; logarithmic',
    lines: drawn.filter(({ points }) => points.length > 0),
  };
}

/** The charts of a workload or of a curve: one for each unit in which there is something to draw. */
export function chartsOfOne(one: Section | Curve): Chart[] {
  if ('panels' in one) return one.panels.map((panel) => barChart(one, panel));
  return one.graphs.map((graph) => lineChart(one, graph)).filter(({ lines }) => lines.length > 0);
}

/** Every chart of the rows. */
export function chartsOf(rows: readonly Row[]): Chart[] {
  return [...sectionsOf(rows), ...curvesOf(rows)].flatMap(chartsOfOne);
}
