/** A chart as SVG: within a page, or as a file that looks right by itself, as <img> shows it. */
import type { Chart } from '../chart.ts';
import { drawBars, type Drawing } from './bars.ts';
import { drawLines } from './lines.ts';
import { chartStyle } from './style.ts';
import { element, escape, words, wrap } from './svg.ts';

export { chartStyle };

/** As wide as a column of text on GitHub. */
const FILE_WIDTH = 830;
const MARGIN = 16;
/** In pixels, and beside the 12 that widths are counted in. */
const HEADING_LINE = 20;
const HEADING_SIZE = (15 * 1.16) / 12;

function draw(chart: Chart, width: number): Drawing {
  return chart.kind === 'bars' ? drawBars(chart, width) : drawLines(chart, width);
}

function image(chart: Chart, width: number, height: number, content: string): string {
  const [title, description] = ['title', 'description'].map((part) => `${chart.name}-${width}-${part}`) as [
    string,
    string,
  ];
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'chart',
      viewBox: `0 0 ${width} ${Math.ceil(height)}`,
      width,
      height: Math.ceil(height),
      role: 'img',
      'aria-labelledby': `${title} ${description}`,
    },
    element('title', { id: title }, escape(chart.title)),
    element('desc', { id: description }, escape(chart.description)),
    content,
  );
}

/** The chart as an element for an HTML page that has `chartStyle`. */
export function inline(chart: Chart, width: number): string {
  const { height, content } = draw(chart, width);
  return image(chart, width, height, content);
}

/** The chart as a file, with a heading and its style in it. */
export function file(chart: Chart): string {
  const width = FILE_WIDTH;
  const inner = width - 2 * MARGIN;
  const { height, content } = draw(chart, inner);
  const heading = wrap(chart.title, inner / HEADING_SIZE);
  const top = MARGIN + heading.length * HEADING_LINE + 10;
  const whole = [
    element('style', {}, chartStyle),
    element('rect', { class: 'chart-paper', width: '100%', height: '100%', rx: 6 }),
    ...heading.map((text, i) => words(text, MARGIN, MARGIN + 14 + i * HEADING_LINE, 'chart-heading')),
    element('g', { transform: `translate(${MARGIN},${top})` }, content),
  ];
  return `${image(chart, width, top + height + MARGIN, whole.join('\n'))}\n`;
}
