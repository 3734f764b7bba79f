/** Figures as Markdown; the layout of the tables is prettier's business. */
import { digits } from '../table.ts';
import { findRow } from '../verdict.ts';
import type { Row } from '../workload.ts';
import { OWN } from './pictures.ts';
import { type Curve, type Panel, rowsAcross, type Section, subjectOf } from './sections.ts';
import { aimOf, cellsOf, judgementOf, mannerOf, noteOf, reachedOf } from './texts.ts';

/** A table; columns are flush right where `isNumeric` says so. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  isNumeric: (i: number) => boolean = () => false,
): string {
  const rule = heads.map((_, i) => (isNumeric(i) ? '---:' : '---'));
  const lines = [heads, rule, ...rows].map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
  return lines.join('\n');
}

function subject(name: string): string {
  const escaped = name.replaceAll('*', '\\*');
  return OWN.test(name) ? `**${escaped}**` : escaped;
}

function panelTable(panel: Panel): string {
  const rows = panel.rows.map((row) => {
    const { median, min, max, ratio, memory } = cellsOf(row, panel);
    return [subject(row.subject), median, min, max, ratio, memory];
  });
  return table(['', 'median', 'least', 'greatest', 'ratio', 'peak memory'], rows, (i) => i > 0);
}

/** The tables of a workload, with what they count and what each row does not do. */
export function sectionText({ workload, panels, verdicts }: Section): string {
  const rows = panels.flatMap((panel) => panel.rows);
  const notes = panels[0]!.rows.map(
    (row) => `- ${subject(row.subject)}: ${noteOf(row, subjectOf(row)).replaceAll('*', '\\*')}`,
  );
  return [
    `One operation: ${workload.what}. ${mannerOf(workload, rows)}.`,
    ...panels.map(panelTable),
    verdicts
      .map((verdict) => `- ${aimOf(verdict)}; measured ${reachedOf(verdict)}: ${judgementOf(verdict)}`)
      .join('\n'),
    `<details><summary>What each row does and does not do</summary>\n\n${notes.join('\n')}\n\n</details>`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The tables of a curve: the medians at each number. */
export function curveText({ what, graphs }: Curve): string {
  const tables = graphs.map(({ unit, lines }) => {
    const rows = rowsAcross(lines).map(({ n, rows }) =>
      [n.toLocaleString('en-US')].concat(rows.map((row) => (row === null ? '–' : `${digits(row.median)} ${unit}`))),
    );
    return table(['n', ...lines.map((line) => subject(line.subject.name))], rows, () => true);
  });
  return [`One operation: ${what}.`, ...tables].join('\n\n');
}

/** Every target, and whether it is met. */
export function targetsText(sections: readonly Section[]): string {
  const rows = sections.flatMap(({ workload, verdicts }) =>
    verdicts.map((verdict) => [workload.title, aimOf(verdict), reachedOf(verdict), judgementOf(verdict)]),
  );
  return table(['workload', 'target', 'measured', ''], rows);
}

/** The subject that stands for us: that of the first target, or else the first of ours. */
function ownRow({ workload }: Section, { unit, rows }: Panel): Row | undefined {
  const names = [...workload.targets, ...workload.subjects.map(({ name }) => ({ subject: name }))];
  const own = names.map(({ subject }) => subject).filter((name) => OWN.test(name));
  return own.map((name) => findRow(rows, name, unit)).find((row) => row !== undefined);
}

/** One line for each workload that has something to compare ours with: ours beside the anchor. */
export function summaryText(sections: readonly Section[]): string {
  const rows = sections.flatMap((section) =>
    section.panels.flatMap((panel) => {
      const own = ownRow(section, panel);
      const { anchor } = panel;
      if (own === undefined || anchor === null || own === anchor) return [];
      const shown = [own, anchor].map((row) =>
        `${row.subject}: ${digits(row.median)} ${row.unit}`.replaceAll('*', '\\*'),
      );
      return [[section.workload.title, ...shown, cellsOf(own, panel).ratio]];
    }),
  );
  return table(['', 'ours', 'beside it', 'ratio'], rows, (i) => i === 3);
}
