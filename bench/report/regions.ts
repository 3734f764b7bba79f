/**
 * The parts of a Markdown page between `<!-- bench:NAME -->` and `<!-- /bench -->`: made from the committed figures, and
 * from nothing else.
 */
import { posix } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { everyWorkload } from '../workloads/index.ts';
import type { Chart } from './chart.ts';
import { curveText, sectionText, summaryText, targetsText } from './markdown.ts';
import { chartsOfOne } from './pictures.ts';
import { ReportError, type Results } from './rows.ts';
import { type Curve, curvesOf, type Section, sectionsOf } from './sections.ts';
import { conditionsOf } from './texts.ts';
import { type Attempt, triedText } from './tried.ts';

/** Where the charts of the documents are. */
export const CHARTS_FOLDER = 'docs/charts';

/** What the regions are made from. */
export interface Sources {
  readonly results: Results;
  readonly tried: readonly Attempt[];
}

/** A page with its regions filled, and the charts that it shows. */
export interface Filled {
  readonly text: string;
  readonly charts: readonly Chart[];
}

const REGION = /<!-- bench:(\S+) -->[\s\S]*?<!-- \/bench -->/g;

const names = new Set(everyWorkload.map(({ name }) => name.split('/', 1)[0]!));

/** The regions of a page, with their marks. */
export function regionsOf(text: string): string[] {
  return text.match(REGION) ?? [];
}

/** A page without its regions. */
export function withoutRegions(text: string): string {
  return text.replace(REGION, '');
}

function image(page: string, { name, title }: Chart): string {
  return `![${title}](${posix.relative(posix.dirname(page), `${CHARTS_FOLDER}/${name}.svg`)})`;
}

/** A workload's, or a curve's, by its name. */
function find(sections: readonly Section[], curves: readonly Curve[], name: string): Section | Curve | undefined {
  return sections.find(({ workload }) => workload.name === name) ?? curves.find((curve) => curve.name === name);
}

/**
 * Fill the regions of a page.
 *
 * @param page its path from the project's root
 * @throws ReportError for a region of an unknown name, and for one that does not end
 */
export async function fill(page: string, text: string, { results, tried }: Sources): Promise<Filled> {
  const sections = sectionsOf(results.rows);
  const curves = curvesOf(results.rows);
  const shown: Chart[] = [];

  const pictures = (one: Section | Curve): string[] => {
    const charts = chartsOfOne(one);
    shown.push(...charts);
    return charts.map((chart) => image(page, chart));
  };
  const ofWorkload = (name: string, withTable: boolean): string => {
    if (!names.has(name)) throw new ReportError(`${page}: there is no workload for the region 'bench:${name}'`);
    const one = find(sections, curves, name);
    if (one === undefined) return `Not measured yet: \`npm run bench -- --only ${name}\`.`;
    const tables = 'panels' in one ? sectionText(one) : curveText(one);
    return [...pictures(one), ...(withTable ? [tables] : [])].join('\n\n');
  };
  const content = (name: string): string => {
    if (name === 'conditions') {
      const { machine, node, flags } = conditionsOf(results);
      return `Measured on ${machine}, Node ${node} \`${flags}\`.`;
    }
    if (name === 'targets') return targetsText(sections);
    if (name === 'summary') return summaryText(sections);
    if (name === 'selection') return summaryText(sections.filter(({ workload }) => workload.selected));
    if (name === 'kept') return triedText(tried, true);
    if (name === 'not-kept') return triedText(tried, false);
    return name.startsWith('chart:') ? ofWorkload(name.slice('chart:'.length), false) : ofWorkload(name, true);
  };

  const rest = withoutRegions(text);
  const loose = /<!-- (?:bench:\S+|\/bench) -->/.exec(rest);
  if (loose !== null) throw new ReportError(`${page}: ${loose[0]} has no counterpart`);
  const filled = text.replace(
    REGION,
    (_region, name: string) => `<!-- bench:${name} -->\n\n${content(name)}\n\n<!-- /bench -->`,
  );
  return { text: await format(filled, { ...(await resolveConfig(page)), parser: 'markdown' }), charts: shown };
}
