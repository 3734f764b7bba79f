/** The tables: figures with their spread, ratios, and the targets. */
import type { Result } from './runner.ts';
import { findRow, judge } from './verdict.ts';
import type { Row, Target } from './workload.ts';

/** A figure with as many digits as say something. */
export function digits(value: number): string {
  if (value >= 10_000) return Math.round(value).toLocaleString('en-US');
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(1);
}

/** Memory, of a whole process. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

/** Columns wide enough for their cells; the first one flush left. */
function align(lines: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const line of lines) line.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return lines.map((line) =>
    line
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** How a target is met. */
function verdict(target: Target, rows: readonly Row[]): string {
  const found = judge(target, rows);
  if (found === null) return '';
  const { subject, against, unit, bound, kind } = target;
  const { value, isMet, gap } = found;
  const sign = kind === 'most' ? '<=' : '>=';
  if (value === null) return `  target  ${subject} / ${against} ${sign} ${bound}: no anchor`;
  const what =
    against === null ? `${subject}: ${digits(value)} ${unit}` : `${subject} / ${against} = ${value.toFixed(2)}`;
  const shown = against === null ? digits(bound) : bound.toFixed(2);
  return `  target  ${what} ${sign} ${shown}  ${isMet ? 'met' : 'MISSED'} by ${gap.toFixed(0)} %`;
}

/** The table of one workload. */
export function describe({ workload, rows, notes }: Result): string {
  const units = [...new Set(rows.map((row) => row.unit))];
  const lines = [['', 'median', 'min', 'max', 'ratio', 'peak RSS']];
  for (const unit of units) {
    const anchor = findRow(rows, workload.anchor, unit);
    for (const row of rows.filter((one) => one.unit === unit)) {
      lines.push([
        `  ${row.subject}`,
        `${digits(row.median)} ${unit}`,
        digits(row.min),
        digits(row.max),
        anchor === undefined ? '' : (row.median / anchor.median).toFixed(2),
        megabytes(row.peakRssBytes),
      ]);
    }
  }
  const how = workload.processes === 'together' ? 'rounds in one process' : 'fresh processes each';
  const head = `${workload.name} — ${workload.title}`;
  const conditions =
    `  unit: ${workload.what}; ratio: to ${workload.anchor}; ${workload.rounds} ${how}; ` +
    `semi-space ${workload.semiSpace} MB`;
  const targets = workload.targets.map((target) => verdict(target, rows)).filter((line) => line !== '');
  return [head, conditions, ...align(lines), ...targets, ...notes.map((note) => `  note    ${note}`), ''].join('\n');
}

/** New figures beside old ones. A difference counts if neither median lies within the other's spread. */
export function compare(before: readonly Row[], after: readonly Row[]): string {
  const lines = [['', 'old', 'new', 'new/old', '']];
  for (const row of after) {
    const old = before.find(
      ({ workload, subject, unit }) => workload === row.workload && subject === row.subject && unit === row.unit,
    );
    if (old === undefined) continue;
    const isClear = row.median < old.min || row.median > old.max ? old.median < row.min || old.median > row.max : false;
    const isBetter = row.median < old.median !== (row.unit === 'req/s');
    lines.push([
      `${row.workload}: ${row.subject}`,
      `${digits(old.median)} ${row.unit}`,
      `${digits(row.median)} ${row.unit}`,
      (row.median / old.median).toFixed(2),
      isClear ? (isBetter ? 'better' : 'WORSE') : '',
    ]);
  }
  return ['Compared with the old figures:', ...align(lines), ''].join('\n');
}
