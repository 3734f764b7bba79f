/**
 * The documents that say which test of ours stands for which of another project's: their rows, and whether the tests exist.
 */
import { readFileSync } from 'node:fs';

/** A row of a table, with the heading of its section: the other project's file. */
export interface Row {
  readonly file: string;
  readonly cells: readonly string[];
}

/** The text of a document in `docs`. */
export function pageOf(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
}

/** The rows of the sections whose heading names a file, as `` ## `test__pool` ``. */
export function rowsOf(page: string): Row[] {
  return page.split(/^## /m).flatMap((section) => {
    const file = /^`([\w.]+)`/.exec(section)?.[1];
    if (file === undefined) return [];
    const lines = section.split('\n').filter((line) => line.startsWith('| `'));
    return lines.map((line) => {
      const cells = line.split('|').map((cell) => cell.trim());
      return { file, cells: cells.slice(1, -1) };
    });
  });
}

/** How many tests `cells` name, and those of them that their files have not, under their very title. */
export function missingFrom(cells: readonly string[]): { named: number; missing: string[] } {
  const missing: string[] = [];
  let named = 0;
  for (const cell of cells) {
    for (const [, file, title] of cell.matchAll(/`(test\/[^`]+)` "([^"]+)"/g)) {
      named++;
      const source = readFileSync(new URL(`../../${file!}`, import.meta.url), 'utf8');
      // A title may stand behind that of its group.
      const isThere = title!
        .split(' > ')
        .every((part) => ["'", '"', '`'].some((quote) => source.includes(quote + part + quote)));
      if (!isThere) missing.push(`${file!}: ${title!}`);
    }
  }
  return { named, missing };
}

/** The numbers of the summary at the top of `page`, by file. */
export function summaryOf(page: string): [file: string, numbers: number[]][] {
  const lines = page.matchAll(/^\| \[`([\w.]+)`\]\S* +((?:\| \d+ +)+)\|$/gm);
  return Array.from(lines, ([, file, numbers]) => [file!, numbersOf(numbers!)]);
}

/** The numbers of the cells of a row, which begins with a `|`. */
export function numbersOf(cells: string): number[] {
  return cells.split('|').slice(1).map(Number);
}
