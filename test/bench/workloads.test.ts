/**
 * Every program of the benchmarks gives the right result: each workload's subjects, with a few operations, and as many
 * of the other languages and libraries as this machine has. The figures are thrown away.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeSample } from '../../bench/sample.ts';
import { findTools } from '../../bench/find-tools.ts';
import type { Subject, Surroundings, Workload } from '../../bench/workload.ts';
import { everyWorkload, scales, workloads } from '../../bench/workloads/index.ts';

const { tools, missing } = findTools();
for (const [tool, why] of Object.entries(missing)) console.log(`without the rows that need ${tool}: ${why}`);

function isAvailable({ needs }: Subject): boolean {
  return needs === null || tools[needs] !== undefined;
}

/** One point of each curve is enough. */
const curves = new Map(scales.map((workload) => [workload.name.split('/')[0], workload]));

describe.each([...workloads, ...curves.values()].map((workload) => [workload.name, workload] as const))(
  '%s',
  (_name, workload) => {
    let surroundings: Surroundings | undefined;

    beforeAll(async () => {
      surroundings = await workload.surroundings?.();
      Object.assign(process.env, surroundings?.env);
    });
    afterAll(() => surroundings?.stop());

    test.each(workload.subjects.filter(isAvailable).map((subject) => [subject.name, subject] as const))(
      '%s',
      async (_subject, subject) => {
        const { values } = await takeSample(workload, subject, { tools, quick: true });
        for (const value of Object.values(values)) expect(value).toBeTypeOf('number');
      },
    );
  },
);

/** A workload in which one thing is changed. */
function changed(change: Partial<Workload>): Workload {
  return { ...everyWorkload[0]!, ...change };
}

test('a program that gives the wrong result has no figure', async () => {
  const workload = changed({ expected: (operations) => operations + 1 });
  const sample = takeSample(workload, workload.subjects[0]!, { tools, quick: true });
  await expect(sample).rejects.toThrow('switch: floor gave 1000 for 1000 operations, not 1001');
});

test.each(everyWorkload.map((workload) => [workload.name, workload] as const))(
  '%s: the anchor and the targets name rows that there are',
  (_name, { anchor, targets, subjects }) => {
    const names = subjects.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain(anchor);
    for (const { subject, against } of targets)
      expect(names).toEqual(expect.arrayContaining([subject, against ?? subject]));
  },
);

test('everybody can do a quick sample, and a part, in whole operations', () => {
  for (const { operations, subjects } of everyWorkload) {
    for (const { share } of subjects) expect(Number.isInteger(operations * share)).toBe(true);
  }
});
