/** One sample, whose result is looked at before its figures are. */
import { isDeepStrictEqual } from 'node:util';
import { peakRss } from './subjects.ts';
import type { Tools } from './tools.ts';
import type { Sample, Setting, Subject, Workload } from './workload.ts';

/** What there is to run with, and whether only the results count. */
export interface Conditions {
  readonly tools: Tools;
  /** Few operations, and no warming up. */
  readonly quick: boolean;
}

/** The figures of a sample whose result was right. */
export type Measured = Required<Pick<Sample, 'values' | 'peakRssBytes'>>;

/**
 * Take one sample.
 *
 * @throws Error if the result is not what the workload says
 */
export async function takeSample(workload: Workload, subject: Subject, conditions: Conditions): Promise<Measured> {
  const { name, unit } = workload;
  const operations = conditions.quick ? workload.quick : workload.operations * subject.share;
  const setting: Setting = { workload: name, operations, unit, ...conditions };
  // Nobody pays for the young garbage of another. A full collection here would be wrong: it drops the hidden classes of
  // which no object is alive just now, operations' for one, and with them the optimised code of the next sample.
  globalThis.gc?.({ type: 'minor', execution: 'sync' });
  const { values, result, peakRssBytes } = await subject.measure(setting);
  const expected = workload.expected(operations);
  if (!isDeepStrictEqual(result, expected)) {
    const [given, right] = [result, expected].map((value) => JSON.stringify(value));
    throw new Error(`${name}: ${subject.name} gave ${given} for ${operations} operations, not ${right}`);
  }
  return { values, peakRssBytes: peakRssBytes ?? peakRss() };
}
