/**
 * Programs recorded with real gevent, replayed with this library: no Python is needed.
 */
import { describe, expect, it } from 'vitest';
import { runWithGreenlets } from './run-greenlets.ts';
import { readGolden, readRegressions } from './saved.ts';

const GROUP = 50;

describe('the golden programs', () => {
  const golden = readGolden();
  for (let from = 0; from < golden.length; from += GROUP) {
    const group = golden.slice(from, from + GROUP);
    it(`${from} to ${from + group.length - 1} have gevent's log`, async () => {
      for (const { program, log } of group) {
        expect({ program, log: await runWithGreenlets(program) }).toEqual({ program, log });
      }
    });
  }
});

describe('a program that once made a difference', () => {
  for (const [file, { program, log }] of readRegressions()) {
    it(`has gevent's log: ${file}`, async () => {
      expect(await runWithGreenlets(program)).toEqual(log);
    });
  }
});
