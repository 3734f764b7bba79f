/** The documents that show figures, and the committed files that these come from. */
import { readFileSync } from 'node:fs';
import type { Chart } from './chart.ts';
import { fill, type Sources } from './regions.ts';
import { readResults } from './rows.ts';
import { readTried } from './tried.ts';

export const RESULTS = 'bench/results/latest.json';
const TRIED = 'bench/results/tried.json';

/** The documents with regions, by their paths from the project's root. */
export const DOCUMENTS = ['README.md', 'docs/performance.md', 'docs/benchmarks.md'] as const;

/** Read what the regions are made from; paths count from the working directory, the project's root. */
export function readSources(): Sources {
  return { results: readResults(RESULTS), tried: readTried(TRIED) };
}

/** The documents as they should be, and the charts that they show, each once. */
export async function fillAll(
  sources: Sources,
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly charts: readonly Chart[] }> {
  const texts = new Map<string, string>();
  const charts = new Map<string, Chart>();
  for (const page of DOCUMENTS) {
    const filled = await fill(page, readFileSync(page, 'utf8'), sources);
    texts.set(page, filled.text);
    for (const chart of filled.charts) charts.set(chart.name, chart);
  }
  return { texts, charts: [...charts.values()] };
}
