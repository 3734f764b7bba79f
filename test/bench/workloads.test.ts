/**
 * Every program of the benchmarks gives the right result: each workload's subjects, with a few operations, and as many
 * of the other languages and libraries as this machine has. The figures are thrown away.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeSamples } from '../../bench/samples.ts';
import { findTools } from '../../bench/find-tools.ts';
import type { Subject, Surroundings, Workload } from '../../bench/workload.ts';
import { everyWorkload, scales, workloads } from '../../bench/workloads/index.ts';

const { tools, missing } = findTools();
for (const [tool, why] of Object.entries(missing)) console.log(`without the rows that need ${tool}: ${why}`);

function isAvailable({ needs }: Subject): boolean {
  return needs === null || tools[needs] !== undefined;
}

const ONCE = { warmUp: 0, counted: 1 };

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
        const taken = await takeSamples(workload, [subject], { tools, quick: true }, ONCE);
        const units = Object.entries(taken[subject.name]!.values);
        expect(units).not.toEqual([]);
        for (const [, values] of units) expect(values).toEqual([expect.any(Number)]);
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
  const sample = takeSamples(workload, [workload.subjects[0]!], { tools, quick: true }, ONCE);
  await expect(sample).rejects.toThrow('switch: floor gave 1000 for 1000 operations, not 1001');
});

test('samples that warm up do not count, and memory is weighed after those that do', async () => {
  const did: string[] = [];
  const subject: Subject = {
    ...everyWorkload[0]!.subjects[0]!,
    prepare: async ({ operations }) => {
      did.push('prepare');
      return async () => {
        did.push('work');
        return { result: operations, ms: 3 };
      };
    },
    weigh: async ({ operations }) => {
      did.push('weigh');
      return { result: operations, bytes: 5 };
    },
  };
  const rounds = { warmUp: 2, counted: 3 };
  const taken = await takeSamples(changed({}), [subject], { tools, quick: true }, rounds);
  expect(taken[subject.name]!.values).toEqual({ ns: [3000, 3000, 3000], B: [5, 5, 5] });
  expect(did.join(' ')).toBe('prepare work work work work work weigh weigh weigh');
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
