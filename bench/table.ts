/** The tables: figures with their spread, ratios, and the targets. */
import type { Result } from './runner.ts';
import type { Row, Target, Unit } from './workload.ts';

function digits(value: number): string {
  if (value >= 10_000) return Math.round(value).toLocaleString('en-US');
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(1);
}

function megabytes(bytes: number): string {
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

function find(rows: readonly Row[], subject: string, unit: Unit): Row | undefined {
  return rows.find((row) => row.subject === subject && row.unit === unit);
}

/** How a target is met. */
function verdict(target: Target, rows: readonly Row[]): string {
  const own = find(rows, target.subject, target.unit);
  const sign = target.kind === 'most' ? '<=' : '>=';
  if (own === undefined) return '';
  let value = own.median;
  let what = `${target.subject}: ${digits(value)} ${target.unit}`;
  let shown = digits(target.bound);
  if (target.against !== null) {
    const anchor = find(rows, target.against, target.unit);
    if (anchor === undefined)
      return `  target  ${target.subject} / ${target.against} ${sign} ${target.bound}: no anchor`;
    value /= anchor.median;
    what = `${target.subject} / ${target.against} = ${value.toFixed(2)}`;
    shown = target.bound.toFixed(2);
  }
  const met = target.kind === 'most' ? value <= target.bound : value >= target.bound;
  const gap = Math.abs((value / target.bound - 1) * 100).toFixed(0);
  return `  target  ${what} ${sign} ${shown}  ${met ? 'met' : 'MISSED'} by ${gap} %`;
}

/** The table of one workload. */
export function describe({ workload, rows, notes }: Result): string {
  const units = [...new Set(rows.map((row) => row.unit))];
  const lines = [['', 'median', 'min', 'max', 'ratio', 'peak RSS']];
  for (const unit of units) {
    const anchor = find(rows, workload.anchor, unit);
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
