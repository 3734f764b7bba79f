/**
 * The charts: what is drawn of which rows, and where it stands. Lengths are compared with each other, so that only what a
 * chart means is held to, and not how it looks.
 */
import { describe, expect, test } from 'vitest';
import type { BarChart, LineChart } from '../../bench/report/chart.ts';
import { chartsOf } from '../../bench/report/pictures.ts';
import type { Row } from '../../bench/workload.ts';
import { drawingTools, find, numbers } from './drawing.ts';
import { points, row } from './rows.ts';

const tools = await drawingTools();

describe.skipIf(tools === null)('bars', () => {
  const rows = [
    row('floor', 20, { min: 15, max: 25 }),
    row('native await', 80, { min: 70, max: 100 }),
    row('greenlets', 40, { min: 40, max: 60 }),
  ];
  const draw = (rows: Row[], width = 800): string => tools!.inline(chartsOf(rows)[0]!, width);
  const labels = (svg: string): string[] => find(svg, 'text', 'chart-label').map(({ text }) => text);
  const lengths = (svg: string): number[] =>
    [...svg.matchAll(/class="chart-role-\w+"[^>]* width="([\d.]+)"/g)].map((match) => Number(match[1]));

  test('one for each row, the best on top, with its name and its median', () => {
    const svg = draw(rows);
    expect(labels(svg)).toEqual(['floor', 'greenlets', 'native await']);
    expect(find(svg, 'text', 'chart-figure').map(({ text }) => text)).toEqual(['20.0 ns', '40.0 ns', '80.0 ns']);
    expect(lengths(svg)).toHaveLength(3);
  });

  test('of rates the greatest is the best', () => {
    const rates = [
      ['axios', 10],
      ['grequests.map', 30],
      ['undici.request', 20],
    ] as const;
    const svg = draw(rates.map(([subject, median]) => row(subject, median, { workload: 'grequests', unit: 'req/s' })));
    expect(labels(svg)).toEqual(['grequests.map', 'undici.request', 'axios']);
    expect(svg).toContain('more is better');
  });

  test('as long as the medians are great, from zero', () => {
    const [floor, greenlets, native] = lengths(draw(rows)) as [number, number, number];
    expect(greenlets / floor).toBeCloseTo(40 / 20, 2);
    expect(native / floor).toBeCloseTo(80 / 20, 2);
  });

  test('whiskers reach from the least to the greatest', () => {
    const svg = draw(rows);
    const [bar] = find(svg, 'rect', 'chart-role-floor');
    const [left, perNs] = [Number(bar!.attributes['x']), Number(bar!.attributes['width']) / 20];
    const [least, , , , , greatest] = numbers(find(svg, 'path', 'chart-whisker')[0]!, 'd');
    expect((least! - left) / perNs).toBeCloseTo(15, 0);
    expect((greatest! - left) / perNs).toBeCloseTo(25, 0);
    expect(find(svg, 'path', 'chart-whisker')).toHaveLength(3);
  });

  test.each([
    [30, false],
    [31, true],
  ])('a spread of %i times: logarithmic? %s', (spread, isLog) => {
    const [chart] = chartsOf([row('floor', 10), row('greenlets', 10 * spread)]) as [BarChart];
    expect(chart.isLog).toBe(isLog);
    expect(chart.axis.includes('logarithmic')).toBe(isLog);
  });

  test('on a logarithmic axis ten times as much is always as much longer, and the powers of ten are marked', () => {
    const svg = draw([row('floor', 20), row('greenlets', 200), row('native await', 2000)]);
    const [floor, greenlets, native] = lengths(svg) as [number, number, number];
    expect(native - greenlets).toBeCloseTo(greenlets - floor, 1);
    expect(find(svg, 'text', 'chart-mark').map(({ text }) => text)).toEqual(['10', '100', '1k']);
  });

  test('where it is narrow the labels stand above their bars', () => {
    const heights = (width: number): number[] =>
      find(draw(rows, width), 'text', 'chart-label').map(({ attributes }) => Number(attributes['x']));
    expect(Math.min(...heights(800))).toBeGreaterThan(50);
    expect(heights(360)).toEqual([0, 0, 0]);
  });
});

describe.skipIf(tools === null)('lines', () => {
  const rows = [
    ...points('greenlets', { 1000: 400, 10_000: 400, 100_000: 800, 1_000_000: 1600 }),
    ...points('native await', { 1000: 600, 10_000: 600, 100_000: 600, 1_000_000: 600 }),
  ];
  const [chart] = chartsOf(rows) as [LineChart];

  /** Where the points of the line of greenlets are; those of the legend come before. */
  function places(svg: string): [x: number, y: number][] {
    const marks = find(svg, 'path', 'chart-point').map((point) => numbers(point, 'transform'));
    return marks.slice(2, 6) as [number, number][];
  }

  test('one for each subject, with a point and a whisker for each number', () => {
    const svg = tools!.inline(chart, 800);
    expect(find(svg, 'text', 'chart-label').map(({ text }) => text)).toEqual(['greenlets', 'native await']);
    expect(find(svg, 'path', 'chart-whisker')).toHaveLength(8);
    expect(find(svg, 'path', 'chart-point')).toHaveLength(8 + 2);
  });

  test('both axes are logarithmic', () => {
    const [first, second, third, fourth] = places(tools!.inline(chart, 800)) as [
      [number, number],
      [number, number],
      [number, number],
      [number, number],
    ];
    expect(third[0] - second[0]).toBeCloseTo(second[0] - first[0], 1);
    expect(second[1]).toBe(first[1]);
    expect(fourth[1] - third[1]).toBeCloseTo(third[1] - second[1], 1);
    expect(third[1]).toBeLessThan(second[1]);
  });

  test('a whisker is as long upwards as downwards for half and twice the median', () => {
    const svg = tools!.inline(chart, 800);
    const [, least, greatest] = numbers(find(svg, 'path', 'chart-whisker')[0]!, 'd') as [number, number, number];
    const [[, median]] = places(svg) as [[number, number]];
    expect(least - median).toBeCloseTo(median - greatest, 1);
  });

  test('what is not above zero has no place', () => {
    const [chart] = chartsOf(points('floor', { 1000: 0, 10_000: 5 })) as [LineChart];
    expect(chart.lines[0]!.points.map(({ n }) => n)).toEqual([10_000]);
    expect(chartsOf(points('floor', { 1000: 0 }))).toEqual([]);
  });
});

describe.skipIf(tools === null)('a file', () => {
  const [chart] = chartsOf([row('floor', 20), row('native await', 40)]);
  const svg = tools === null ? '' : tools.file(chart!);

  test('brings its own style, for light and for dark', () => {
    expect(svg).toContain('<style>');
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
    expect(svg).toContain('fill: currentColor');
  });

  test('tells its title and its figures to those who cannot see it', () => {
    expect(svg).toMatch(/<title [^>]*>Switch: 100 coroutines that give way in turn<\/title>/);
    expect(svg).toMatch(/<desc [^>]*>[^<]*floor 20.0 \(20.0 to 20.0\); native await 40.0 \(40.0 to 40.0\)\.<\/desc>/);
  });

  test('asks nothing of the net', () => {
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|url\(|@import|href=/);
  });
});
