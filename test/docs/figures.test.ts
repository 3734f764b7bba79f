/**
 * The figures in the documents are those of bench/results: `npm run bench:docs` puts them there, and nobody types one.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, describe, it } from 'vitest';
import { DOCUMENTS, fillAll, readSources } from '../../bench/report/documents.ts';
import { CHARTS_FOLDER, fill, regionsOf, withoutRegions } from '../../bench/report/regions.ts';
import { drawingTools } from '../bench/drawing.ts';

const sources = readSources();
const { texts, charts } = await fillAll(sources);
const tools = await drawingTools();

describe.each(DOCUMENTS)('%s', (page) => {
  it('has regions, and says in them what the committed figures are', () => {
    const text = readFileSync(page, 'utf8');
    expect(regionsOf(text)).not.toEqual([]);
    expect(regionsOf(text)).toEqual(regionsOf(texts.get(page)!));
  });
});

describe('the charts', () => {
  it('are those that the documents show', () => {
    expect(new Set(readdirSync(CHARTS_FOLDER))).toEqual(new Set(charts.map(({ name }) => `${name}.svg`)));
  });

  const named = charts.map((chart) => [chart.name, chart] as const);
  const read = (name: string): string => readFileSync(`${CHARTS_FOLDER}/${name}.svg`, 'utf8');

  it.each(named)('%s tells the committed figures', (name, chart) => {
    expect(read(name)).toContain(`>${chart.description}</desc>`);
  });

  it.skipIf(tools === null).each(named)('%s shows them', (name, chart) => {
    expect(read(name)).toBe(tools!.file(chart));
  });
});

/** Times of benchmarks, rates, sizes and "times as fast"; milliseconds are not among them, as timeouts are counted in those. */
const FIGURE =
  /\d[\d.,]*(?: to \d[\d.,]*)?\s*(?:ns|µs|req\/s|requests (?:per|a) second|bytes each|B each|kB|times (?:as )?\w+)\b|\d(?:\.\d+)?x\b/gi;

/** What stands in a page by hand: neither in a region nor in a code block. */
function typedFigures(text: string): string[] {
  return (
    withoutRegions(text)
      .replace(/^```[^]*?^```$/gm, '')
      .match(FIGURE) ?? []
  );
}

describe('README.md', () => {
  it('has no figure of a benchmark that was typed by hand', () => {
    expect(typedFigures(readFileSync('README.md', 'utf8'))).toEqual([]);
  });

  it.each([
    'a switch takes 38 ns',
    '87,000 requests per second',
    '450 bytes each',
    'is 2.5x faster',
    '8 times as fast',
  ])('would be caught with: %s', (sentence) => {
    expect(typedFigures(`Text. ${sentence}.`)).toHaveLength(1);
    expect(typedFigures(`<!-- bench:summary -->\n${sentence}\n<!-- /bench -->`)).toEqual([]);
  });
});

describe('a region', () => {
  const region = (name: string): string => `<!-- bench:${name} -->\n\nold\n\n<!-- /bench -->\n`;

  it('loses what stood in it', async () => {
    const { text } = await fill('docs/x.md', region('conditions'), sources);
    expect(text).not.toContain('old');
    expect(text).toContain(`Measured on ${sources.results.machine}, Node `);
  });

  it('says how to measure what has not been', async () => {
    const { text } = await fill('docs/x.md', region('spawn'), { tried: [], results: { machine: null, rows: [] } });
    expect(text).toContain('Not measured yet: `npm run bench -- --only spawn`.');
  });

  it('of an unknown workload is an error', async () => {
    await expect(fill('docs/x.md', region('swich'), sources)).rejects.toThrow(
      "docs/x.md: there is no workload for the region 'bench:swich'",
    );
  });

  it.each(['<!-- bench:switch -->\n', '<!-- /bench -->\n'])(
    'that does not begin or end is an error: %s',
    async (half) => {
      await expect(fill('docs/x.md', half, sources)).rejects.toThrow('has no counterpart');
    },
  );
});

it('a chart that a document shows is there', () => {
  for (const [page, text] of texts) {
    for (const [, path] of text.matchAll(/!\[[^\]]*\]\(([^)]*charts\/[^)]*)\)/g)) {
      expect(existsSync(new URL(path!, new URL(page, `file://${process.cwd()}/`))), `${page}: ${path}`).toBe(true);
    }
  }
});
