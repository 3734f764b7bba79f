/** Bars from the left, one below the other, with whiskers from the least to the greatest. */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Bar, BarChart } from '../chart.ts';
import { logMarks, short } from './scale.ts';
import { element, escape, labelWidth, widthOf, words } from './svg.ts';

/** What is drawn below the heading, and how high it is. */
export interface Drawing {
  readonly height: number;
  readonly content: string;
}

/** Narrower than this, each label stands above its bar. */
const NARROW = 500;

const TOP = 24;
const BOTTOM = 24;

/** Labels beside the bars or, where that is too wide, above them. */
function shapeOf(bars: readonly Bar[], width: number) {
  const labels = Math.max(...bars.map(labelWidth)) + 12;
  return width < NARROW
    ? { left: 1, rowHeight: 42, barTop: 19, barHeight: 13, labelAt: { x: 0, y: 13, anchor: 'start' } }
    : { left: labels, rowHeight: 28, barTop: 5, barHeight: 17, labelAt: { x: labels - 10, y: 18, anchor: 'end' } };
}

/** From zero, or from the power of ten below everything. */
function horizontal(bars: readonly Bar[], isLog: boolean, from: number, to: number) {
  const high = Math.max(...bars.map(({ max }) => max));
  if (!isLog) {
    const scale = scaleLinear().domain([0, high]).range([from, to]);
    return { at: (value: number): number => scale(Math.max(value, 0)), marks: scale.ticks((to - from) / 90) };
  }
  const positive = bars.flatMap(({ min, median }) => [min, median]).filter((value) => value > 0);
  const low = 10 ** Math.floor(Math.log10(Math.min(...positive) * 0.9));
  const scale = scaleLog().domain([low, high]).range([from, to]);
  return { at: (value: number): number => scale(Math.max(value, low)), marks: logMarks([low, high]) };
}

export function drawBars({ bars, isLog, axis }: BarChart, width: number): Drawing {
  const shape = shapeOf(bars, width);
  const right = width - Math.max(...bars.map(({ figure }) => widthOf(figure))) - 10;
  const { at, marks } = horizontal(bars, isLog, shape.left, right);
  const bottom = TOP + bars.length * shape.rowHeight + 4;

  const grid = marks.map((mark) => {
    const x = at(mark);
    return (
      element('path', { class: 'chart-grid', d: `M${x.toFixed(2)},${TOP}V${bottom}` }) +
      words(short(mark), x, bottom + 15, 'chart-muted chart-mark', x - shape.left < 8 ? 'start' : 'middle')
    );
  });
  const rows = bars.map((bar, i) => {
    const top = TOP + i * shape.rowHeight;
    const { x, y, anchor } = shape.labelAt;
    const middle = top + shape.barTop + shape.barHeight / 2;
    const [least, median, greatest] = [bar.min, bar.median, bar.max].map(at) as [number, number, number];
    const strength = bar.role === 'own' ? 'chart-label chart-strong' : 'chart-label';
    const whisker = `M${least.toFixed(2)},${middle - 4}v8M${least.toFixed(2)},${middle}H${greatest.toFixed(2)}m0,-4v8`;
    return element(
      'g',
      { class: 'chart-bar' },
      element('title', {}, escape(`${bar.label}: ${bar.figure}`)),
      words(bar.label, x, top + y, strength, anchor),
      element('rect', {
        class: `chart-role-${bar.role}`,
        x: shape.left,
        y: top + shape.barTop,
        width: Math.max(median - shape.left, 1),
        height: shape.barHeight,
        rx: 2,
      }),
      element('path', { class: 'chart-halo', d: whisker }),
      element('path', { class: 'chart-whisker', d: whisker }),
      words(bar.figure, Math.max(median, greatest) + 8, middle + 4, 'chart-figure'),
    );
  });
  return { height: bottom + BOTTOM, content: [words(axis, 0, 12, 'chart-muted'), ...grid, ...rows].join('') };
}
