/** Rows for the tests of the report: of the workload 'switch', whose anchor is 'native await', unless they say otherwise. */
import type { Row } from '../../bench/workload.ts';

export function row(subject: string, median: number, rest: Partial<Row> = {}): Row {
  return {
    workload: 'switch',
    subject,
    unit: 'ns',
    median,
    min: median,
    max: median,
    runs: 5,
    peakRssBytes: 64 * 2 ** 20,
    node: 'v20.20.2',
    flags: '--max-semi-space-size=16 --expose-gc',
    ...rest,
  };
}

/** The points of a curve. */
export function points(subject: string, medians: Readonly<Record<number, number>>): Row[] {
  return Object.entries(medians).map(([n, median]) =>
    row(subject, median, { workload: `scale-greenlets/${n}`, min: median / 2, max: median * 2 }),
  );
}
