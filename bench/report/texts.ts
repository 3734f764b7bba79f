/** The sentences that page and documents share. */
import { digits, megabytes } from '../table.ts';
import type { Verdict } from '../verdict.ts';
import type { Row, Subject, Workload } from '../workload.ts';
import type { Panel } from './sections.ts';
import { type Results, workloadOf } from './rows.ts';

/** The cells of a row: figures with their spread, ratio to the anchor, memory. */
export interface Cells {
  readonly median: string;
  readonly min: string;
  readonly max: string;
  readonly ratio: string;
  readonly memory: string;
}

/** Two digits behind the point, or two that count. */
function ratioText(ratio: number): string {
  return ratio < 0.1 ? String(Number(ratio.toPrecision(2))) : ratio.toFixed(2);
}

export function cellsOf(row: Row, { anchor }: Panel): Cells {
  return {
    median: `${digits(row.median)} ${row.unit}`,
    min: digits(row.min),
    max: digits(row.max),
    ratio: anchor === null ? '–' : ratioText(row.median / anchor.median),
    memory: megabytes(row.peakRssBytes),
  };
}

function nodeFlags(flags: string): string[] {
  return flags.split(' ').filter((flag) => flag.startsWith('--'));
}

/** What ran a row besides Node: the flags of a row are Node's, the name and version of something else, or both. */
export function runnerOf(row: Row): string {
  return row.flags
    .split(' ')
    .filter((flag) => !flag.startsWith('--'))
    .join(' ');
}

/** What a subject does and does not do, how much of the work it does, and what ran it. */
export function noteOf(row: Row, { note, share }: Subject): string {
  const { operations } = workloadOf(row);
  const part = share === 1 ? [] : [`of ${(share * operations).toLocaleString('en-US')} operations a sample`];
  return [note, ...part, runnerOf(row)].filter((text) => text !== '').join('; ');
}

function unique(texts: readonly string[]): string {
  return [...new Set(texts)].join(', ');
}

/** On what it was measured, with which Node and its flags. */
export function conditionsOf({ machine, rows }: Results): Readonly<Record<'machine' | 'node' | 'flags', string>> {
  const flags = unique(rows.map((row) => nodeFlags(row.flags).join(' ')).filter((text) => text !== ''));
  return { machine: machine ?? 'an unnamed machine', node: unique(rows.map(({ node }) => node)), flags };
}

/** How often each was run, and how. */
export function mannerOf(workload: Workload, rows: readonly Row[]): string {
  const runs = rows.map((row) => row.runs);
  const [fewest, most] = [Math.min(...runs), Math.max(...runs)];
  const count = fewest === most ? `${most}` : `${fewest} to ${most}`;
  const how = workload.processes === 'together' ? 'runs of each' : 'runs of each, all in fresh processes';
  return `${count} ${how}; semi-space ${workload.semiSpace} MB; ratio to ${workload.anchor}`;
}

/** What a target asks for. */
export function aimOf({ target }: Verdict): string {
  const { subject, against, unit, bound, kind } = target;
  const sign = kind === 'most' ? 'at most' : 'at least';
  return against === null
    ? `${subject}: ${sign} ${digits(bound)} ${unit}`
    : `${subject} / ${against}: ${sign} ${bound.toFixed(2)}`;
}

/** What was reached. */
export function reachedOf({ target, value }: Verdict): string {
  if (value === null) return `${target.against} has not been measured`;
  return target.against === null ? `${digits(value)} ${target.unit}` : value.toFixed(2);
}

/** Whether that is enough. */
export function judgementOf({ value, isMet, gap }: Verdict): string {
  if (value === null) return 'not judged';
  return `${isMet ? 'met' : 'missed'} by ${gap.toFixed(0)} %`;
}
