/** What draws the charts; null where it is not installed. And a look into what was drawn. */
import type { Charts } from '../../bench/report/chart.ts';
import { canDraw, loadCharts } from '../../bench/report/charts.ts';

export async function drawingTools(): Promise<Charts | null> {
  if (canDraw()) return await loadCharts();
  if (process.env['CI'] !== undefined) throw new Error('bench/report/charts is not installed, and CI skips nothing');
  console.warn('skipped: bench/report/charts is not installed: npm run bench:setup');
  return null;
}

/** An element: its attributes, and what is in it. */
export interface Drawn {
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The innermost elements of a kind whose class names hold `className`. */
export function find(svg: string, tag: string, className: string): Drawn[] {
  const elements = svg.matchAll(new RegExp(`<${tag}((?: [\\w:-]+="[^"]*")*)>([^<]*)</${tag}>`, 'g'));
  return [...elements]
    .map(([, attributes, text]) => ({
      attributes: Object.fromEntries(
        [...attributes!.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]),
      ),
      text: text!,
    }))
    .filter(({ attributes }) => attributes['class']?.split(' ').includes(className));
}

/** The numbers of an attribute, in their order. */
export function numbers(element: Drawn, attribute: string): number[] {
  return (element.attributes[attribute]!.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}
