/** Lines over a number, both axes logarithmic, with whiskers from the least to the greatest at each point. */
import { scaleLog } from 'd3-scale';
import { line, symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from 'd3-shape';
import type { ChartLine, LineChart } from '../chart.ts';
import type { Drawing } from './bars.ts';
import { logMarks, roundBounds, short } from './scale.ts';
import { element, escape, labelWidth, words } from './svg.ts';

const LEFT = 40;
const RIGHT = 14;
const BOTTOM = 42;
const LEGEND_LINE = 20;

const SYMBOLS = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond] as const;

/** Colours by role: the first of ours, the floor, then the others by number. */
function seriesOf(lines: readonly ChartLine[]): string[] {
  let others = 0;
  return lines.map(({ role }) => (role === 'own' || role === 'floor' ? role : String((others++ % 3) + 1)));
}

function dot(i: number, x: number, y: number): string {
  const d = symbol(SYMBOLS[i % SYMBOLS.length], 46)()!;
  return element('path', { class: 'chart-point', d, transform: `translate(${x.toFixed(2)},${y.toFixed(2)})` });
}

/** The names of the lines, as many on a line as there is room for. */
function legend(lines: readonly ChartLine[], series: readonly string[], width: number): Drawing {
  let x = 0;
  let y = 18;
  const entries = lines.map((one, i) => {
    const { label, role } = one;
    const room = labelWidth(one) + 44;
    if (x > 0 && x + room > width) [x, y] = [0, y + LEGEND_LINE];
    const stroke = element('path', { class: 'chart-stroke', d: `M${x},${y + 8}h22` });
    const strength = role === 'own' ? 'chart-label chart-strong' : 'chart-label';
    const mark = element('g', { class: `chart-series chart-series-${series[i]}` }, stroke, dot(i, x + 11, y + 8));
    const entry = mark + words(label, x + 28, y + 12, strength);
    x += room;
    return entry;
  });
  return { height: y + LEGEND_LINE, content: entries.join('') };
}

export function drawLines({ axis, across, lines }: LineChart, width: number): Drawing {
  const points = lines.flatMap((one) => one.points);
  const values = points.flatMap(({ min, median, max }) => [min, median, max]).filter((value) => value > 0);
  const bounds = roundBounds(Math.min(...values), Math.max(...values));
  const numbers = points.map(({ n }) => n);
  const span: [number, number] = [Math.min(...numbers), Math.max(...numbers)];

  const series = seriesOf(lines);
  const names = legend(lines, series, width);
  const top = names.height + 14;
  const bottom = top + (width < 500 ? 190 : 240);
  const x = scaleLog()
    .domain(span)
    .range([LEFT + 8, width - RIGHT]);
  const y = scaleLog().domain(bounds).range([bottom, top]).clamp(true);

  const grid = [
    ...logMarks(bounds).map(
      (mark) =>
        element('path', { class: 'chart-grid', d: `M${LEFT},${y(mark).toFixed(2)}H${width - RIGHT}` }) +
        words(short(mark), LEFT - 7, y(mark) + 4, 'chart-muted chart-mark', 'end'),
    ),
    ...logMarks(span).map(
      (mark) =>
        element('path', { class: 'chart-grid', d: `M${x(mark).toFixed(2)},${bottom}v5` }) +
        words(short(mark), x(mark), bottom + 19, 'chart-muted chart-mark', 'middle'),
    ),
  ];
  const drawn = lines.map((one, i) => {
    const path = line<ChartLine['points'][number]>(
      ({ n }) => x(n),
      ({ median }) => y(median),
    )(one.points)!;
    const whiskers = one.points.map(({ n, min, max }) =>
      element('path', { class: 'chart-whisker', d: `M${x(n).toFixed(2)},${y(min).toFixed(2)}V${y(max).toFixed(2)}` }),
    );
    return element(
      'g',
      { class: `chart-series chart-series-${series[i]}` },
      element('title', {}, escape(one.label)),
      ...whiskers,
      element('path', { class: 'chart-stroke', d: path }),
      ...one.points.map(({ n, median }) => dot(i, x(n), y(median))),
    );
  });
  const captions = [
    words(axis, 0, 12, 'chart-muted'),
    words(across, (LEFT + width - RIGHT) / 2, bottom + 37, 'chart-muted', 'middle'),
  ];
  return { height: bottom + BOTTOM, content: [...captions, names.content, ...grid, ...drawn].join('') };
}
