/** What is to be drawn, without how: the only thing that bench/report/charts knows of the report. */

/** What a subject is, for its colour: ours, the floor, the anchor of the ratios, or one of the others. */
export type Role = 'own' | 'floor' | 'anchor' | 'other';

interface Picture {
  /** Unique among the charts of a page; the name of the file, too. */
  readonly name: string;
  readonly title: string;
  /** The figures in words, for who cannot see it. */
  readonly description: string;
  /** What the figures count, in words. */
  readonly axis: string;
}

/** One bar with its whiskers. */
export interface Bar {
  readonly label: string;
  readonly role: Role;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The median, as it is to be read. */
  readonly figure: string;
}

/** Bars from the left, the best on top. */
export interface BarChart extends Picture {
  readonly kind: 'bars';
  readonly bars: readonly Bar[];
  /** Whether the axis is logarithmic. */
  readonly isLog: boolean;
}

/** One line with a whisker at each point. */
export interface ChartLine {
  readonly label: string;
  readonly role: Role;
  readonly points: readonly {
    readonly n: number;
    readonly median: number;
    readonly min: number;
    readonly max: number;
  }[];
}

/** Lines over a number, both axes logarithmic. */
export interface LineChart extends Picture {
  readonly kind: 'lines';
  /** What the number counts. */
  readonly across: string;
  readonly lines: readonly ChartLine[];
}

export type Chart = BarChart | LineChart;

/** What bench/report/charts gives. */
export interface Charts {
  /** The chart as an element so many pixels wide, for an HTML page that has `chartStyle`. */
  inline(chart: Chart, width: number): string;
  /** The chart as a file, with its style in it. */
  file(chart: Chart): string;
  readonly chartStyle: string;
}
